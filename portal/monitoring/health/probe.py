"""`python -m portal.monitoring.health.probe`: ask the portal in this container how it is.

Exits with 0 if all is well.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def main(port: int = 8000) -> int:
    # By the name that the portal answers to: it refuses others.
    host = urlsplit(os.environ.get("PORTAL_BASE_URL", "")).netloc or "localhost"
    connection = HTTPConnection("127.0.0.1", port, timeout=8)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        response = connection.getresponse()
        sys.stdout.write(response.read(1000).decode(errors="replace") + "\n")
    except (OSError, HTTPException) as error:
        sys.stdout.write(f"no answer: {error}\n")
        return 1
    finally:
        connection.close()
    return 0 if response.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
