"""`python -m tests.chaos.mail_server --port N --dir DIR`: a mail server with moods.

The file `mood` in DIR says how it answers: "yes", "later" (4xx) or "never" (5xx). What it accepts
is a line of `mails.jsonl` before it says so: whatever a worker heard as a yes is there.
"""

import argparse
import asyncio
import json
import re
import signal
import time
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LINK = re.compile(r"http://localhost:\d+/l/[^/\s\"]+/")
ANSWERS = {
    "later": "451 4.3.2 Come back later, chaos reigns here",
    "never": "554 5.7.1 Never, chaos reigns here",
}


class Mails:
    def __init__(self, folder: Path) -> None:
        self._mood = folder / "mood"
        self._file = (folder / "mails.jsonl").open("a", buffering=1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if refused := ANSWERS.get(self._mood.read_text()):
            return refused
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        body = mail.get_body(("plain",))
        line = {
            "at": time.time(),
            "id": str(mail["Message-ID"]),
            "to": envelope.rcpt_tos[0],
            "subject": str(mail["Subject"]),
            "links": sorted(set(LINK.findall(str(body.get_content()) if body else ""))),
        }
        self._file.write(json.dumps(line) + "\n")
        return "250 OK"


async def serve(port: int, folder: Path) -> None:
    """Serve until SIGTERM, which lets whoever is being answered hear the end of it."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    mails = Mails(folder)
    server = await loop.create_server(
        lambda: SMTP(mails, hostname="mail.localhost", enable_SMTPUTF8=True), "127.0.0.1", port
    )
    await stop.wait()
    server.close()
    await asyncio.sleep(0.3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dir", type=Path, required=True)
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.dir))


if __name__ == "__main__":
    main()
