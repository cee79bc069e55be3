"""The document of the API: valid, and true of the running server, whatever is sent to it.

python api_schema.py http://127.0.0.1:8080 KEY
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request

from openapi_spec_validator import validate

# Reasons that no schema can tell: a statement names what is not there, a cursor was never handed out, a key is taken.
NOT_OF_A_SCHEMA = "positive_data_acceptance"


def main() -> None:
    base, key = sys.argv[1:]
    with urllib.request.urlopen(f"{base}/openapi.json") as reply:
        validate(json.load(reply))
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{base}/openapi.json"]
    command += ["--header", f"Authorization: Bearer {key}"]
    command += ["--exclude-checks", NOT_OF_A_SCHEMA, "--generation-deterministic", "--max-examples", "5"]
    command += ["--max-time", "40", "--request-timeout", "30", "--suppress-health-check", "all", "--no-color"]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": folder}
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)
    if done.returncode != 0:
        print(done.stdout[-6000:], done.stderr[-2000:])
        sys.exit(1)
    print("passed")


main()
