"""A local Keycard with two organizations, as far as the portal asks it; for demo and tests.

    python -m portal.local.keycard_sandbox --port N

KEYCARD_API_KEY is the key it takes. A call whose organization is "broken" is answered 500, "slow"
429. What Keycard documents is as documented; the bodies of its errors are our guess.
"""

import argparse
import json
import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

ISSUER = "https://login.umbra.example"
UMBRA: dict[str, Any] = {
    "id": "sso0k2p7qy4v8w1x3z5a6b9c0d",
    "client_id": "keycard-at-umbra",
    "client_secret_set": True,
    "created_at": "2026-09-14T08:30:00.000Z",
    "identifier": ISSUER,
    "updated_at": "2026-10-02T16:05:11.117Z",
    "protocols": {
        "oauth2": {
            "authorization_endpoint": f"{ISSUER}/authorize",
            "code_challenge_methods_supported": ["S256"],
            "jwks_uri": f"{ISSUER}/keys",
            "registration_endpoint": f"{ISSUER}/register",
            "scopes_supported": ["openid", "profile", "email"],
            "token_endpoint": f"{ISSUER}/token",
        },
        "openid": {"userinfo_endpoint": f"{ISSUER}/userinfo"},
    },
}
# What is optional is not there.
INITECH: dict[str, Any] = {**UMBRA, "id": "sso1m3n5", "identifier": "https://idp.initech.example"}
del INITECH["protocols"]
ORGANIZATIONS = {"umbra-biotech": UMBRA, "org0umbra0biotech0000000000": UMBRA, "initech": INITECH}
PERMISSIONS = {"organizations": {"read": True, "update": False}, "users": {"read": True}}
TROUBLE = {"broken": 500, "slow": 429}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, body = self._work()
        said = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _work(self) -> tuple[int, dict[str, Any]]:
        address = urlsplit(self.path)
        parts = [unquote(part) for part in address.path.strip("/").split("/")]
        if self.headers["Authorization"] != f"Bearer {os.environ['KEYCARD_API_KEY']}":
            return 401, {"message": "Unauthorized"}
        if len(parts) != 3 or (parts[0], parts[2]) != ("organizations", "sso-connection"):
            return 404, {"message": "Not found"}
        if parts[1] in TROUBLE:
            return TROUBLE[parts[1]], {"message": "Ordered by the name of the organization"}
        found = ORGANIZATIONS.get(parts[1])
        if found is None:
            return 404, {"message": "Not found"}
        expanded = parse_qs(address.query).get("expand[]", [])
        return 200, {**found, **({"permissions": PERMISSIONS} if "permissions" in expanded else {})}

    def log_message(self, *_: Any) -> None:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m portal.local.keycard_sandbox", description=__doc__
    )
    parser.add_argument("--port", type=int, required=True)
    server = ThreadingHTTPServer(("127.0.0.1", parser.parse_args().port), Handler)
    # Not in this thread: shutting down waits for the loop that it interrupts.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()


if __name__ == "__main__":
    main()
