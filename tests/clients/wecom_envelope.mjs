// Seals and opens as WeCom does, with the platform's own package: one JSON object a line in, one out.
import { createInterface } from 'node:readline';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';

for await (const line of createInterface({ input: process.stdin })) {
  const it = JSON.parse(line);
  let out;
  try {
    if (it.op === 'seal') {
      const sealed = encrypt(it.key, it.text, it.id);
      out = { encrypt: sealed, signature: getSignature(it.token, it.timestamp, it.nonce, sealed) };
    } else {
      const { message, id } = decrypt(it.key, it.encrypt);
      out = { text: message, id, signature: getSignature(it.token, it.timestamp, it.nonce, it.encrypt) };
    }
  } catch (error) {
    out = { error: String(error) };
  }
  console.log(JSON.stringify(out));
}
