"""`python -m portal.local.inbox --smtp-port N --port N --dir DIR`: run until told to stop."""

import argparse
import asyncio
import signal
import threading
from pathlib import Path

from .mailbox import Mailbox
from .smtp import protocol
from .web import InboxServer


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m portal.local.inbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--smtp-port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--port", type=int, required=True, help="of the web pages; 0: a free one")
    parser.add_argument("--dir", type=Path, required=True, help="where mails are kept")
    options = parser.parse_args()
    asyncio.run(serve(options.host, options.smtp_port, options.port, options.dir))


async def serve(host: str, smtp_port: int, port: int, folder: Path) -> None:
    """Serve SMTP and HTTP until SIGINT or SIGTERM; one line says when both listen, and where."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    mailbox = Mailbox(folder)
    web = InboxServer(host, port, mailbox)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    smtp = await loop.create_server(lambda: protocol(mailbox), host, smtp_port)
    smtp_port = smtp.sockets[0].getsockname()[1]
    print(f"READY http://{host}:{web.server_port}/ smtp://{host}:{smtp_port}", flush=True)
    await stop.wait()
    smtp.close()
    web.server_close()


if __name__ == "__main__":
    main()
