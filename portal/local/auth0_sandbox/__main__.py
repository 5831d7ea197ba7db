"""python -m portal.local.auth0_sandbox: run the sandbox until SIGTERM or Ctrl-C."""

import argparse
import signal
import threading
from pathlib import Path

from portal.local.auth0_sandbox.http.limits import PLANS
from portal.local.auth0_sandbox.http.server import CLIENT_SECRET, serve
from portal.local.auth0_sandbox.tenant.seed import SEEDS


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m portal.local.auth0_sandbox", description=__doc__
    )
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--public-url", default="", help="where browsers and clients reach it")
    parser.add_argument("--dns-port", type=int, help="UDP; 0 takes a free one")
    parser.add_argument("--plan", choices=sorted(PLANS), default="unlimited")
    parser.add_argument(
        "--seed", choices=sorted(SEEDS), default="empty", help="without saved state"
    )
    parser.add_argument("--state", type=Path, help="file that keeps everything across restarts")
    parser.add_argument("--clock-file", type=Path, help="file that shares the clock's offset")
    options = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with serve(
        host=options.host,
        port=options.port,
        public_url=options.public_url,
        dns_port=options.dns_port,
        plan=options.plan,
        state_file=options.state,
        clock_file=options.clock_file,
        seed_name=options.seed,
    ) as sandbox:
        print(f"client_id={sandbox.client_id}")
        # One that somebody chose stays between them and the environment.
        if sandbox.client_secret == CLIENT_SECRET:
            print(f"client_secret={CLIENT_SECRET}")
        print(f"audience={sandbox.audience}")
        dns = f" dns_port={sandbox.dns_port}" if sandbox.dns_port else ""
        print(f"READY url={sandbox.url} port={sandbox.port}{dns}", flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
