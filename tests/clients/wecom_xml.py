"""Seals as WeCom does for self-built apps, with wechatpy: one JSON object a line in, one out."""

import json
import sys

from wechatpy.enterprise.crypto import WeChatCrypto
from wechatpy.utils import to_text
import xmltodict

for line in sys.stdin:
    it = json.loads(line)
    crypto = WeChatCrypto(it["token"], it["key"], it["id"])
    if it["op"] == "seal":
        envelope = xmltodict.parse(crypto.encrypt_message(it["text"], it["nonce"], it["timestamp"]))["xml"]
        out = {"encrypt": envelope["Encrypt"], "signature": envelope["MsgSignature"]}
    else:
        body = f"<xml><Encrypt><![CDATA[{it['encrypt']}]]></Encrypt></xml>"
        try:
            text = crypto.decrypt_message(body, it["signature"], it["timestamp"], it["nonce"])
            out = {"text": to_text(text), "id": it["id"], "signature": it["signature"]}
        except Exception as error:
            out = {"error": repr(error)}
    print(json.dumps(out, ensure_ascii=False), flush=True)
