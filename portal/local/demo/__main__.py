"""`python -m portal.local.demo`: start everything, say where to go, and stop it all on Ctrl-C."""

import argparse
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

from . import only_once, programs, secrets_file, stack
from .environment import portal_environment
from .errors import DemoError, StopAsked
from .options import Ports, free_ports, read_ports
from .processes import Processes
from .stack import InnerPorts
from .tour import tour

WATCH_SECONDS = 0.5
# Another one means that the database of before cannot be migrated.
DATA_VERSION = "2"
# The stories of the sample customers begin so long ago (tickets.demo lets the time pass).
STORIES_BEGIN_SECONDS = -10 * 86_400


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m portal.local.demo", description=__doc__)
    parser.add_argument("--dir", type=Path, default=programs.BASE_DIR / "var" / "demo")
    parser.add_argument("--reset", action="store_true", help="forget the data of earlier runs")
    options = parser.parse_args()
    folder: Path = options.dir.resolve()
    processes = Processes(folder / "log")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: processes.ask_to_stop())
    try:
        ports = read_ports()
        with only_once.hold(folder, f"http://localhost:{ports.portal}/"):
            return _run(folder, ports, processes, reset=options.reset)
    except DemoError as error:
        return _fail(error)


def _run(folder: Path, ports: Ports, processes: Processes, *, reset: bool) -> int:
    try:
        serve(folder, ports, processes, reset=reset)
    except StopAsked:
        print("\nStopping…", flush=True)
        return 0
    except DemoError as error:
        return _fail(error)
    finally:
        processes.stop()


def _fail(error: DemoError) -> int:
    print(f"\nThe demo stopped: {error}", file=sys.stderr, flush=True)
    return 1


def serve(folder: Path, ports: Ports, processes: Processes, *, reset: bool) -> NoReturn:
    """Start every process in `folder` and watch over them; only an exception ends it."""
    started = time.monotonic()
    ports.check_free()
    secrets_path = folder / secrets_file.NAME
    seeded = folder / "seeded"
    # A start that was interrupted left half a story, and data of an earlier version cannot be
    # migrated. Without our secrets in it, it is not a demo's folder and not ours to empty.
    usable = seeded.exists() and seeded.read_text() == DATA_VERSION
    if (reset or not usable) and secrets_path.exists():
        if not reset:
            print(
                "The demo's data is unfinished or of an earlier version: starting over.", flush=True
            )
        only_once.forget(folder)
    secrets = secrets_file.load_or_make(secrets_path)
    inner = InnerPorts(*free_ports(3))
    env = portal_environment(folder, ports, inner, secrets)
    clock = folder / "clock"
    if not clock.exists():
        clock.write_text(str(STORIES_BEGIN_SECONDS))
    print("Starting the demo…", flush=True)
    stack.start(processes, folder, ports, inner, env)
    processes.run({"seed": programs.manage("seed_demo")}, env)
    seeded.write_text(DATA_VERSION)
    print(tour(ports, env["PORTAL_DEMO_PASSWORD"], env["PORTAL_DEMO_API_KEY"]), flush=True)
    print(f"  Ready after {time.monotonic() - started:.0f} seconds.", flush=True)
    while True:
        processes.check()
        time.sleep(WATCH_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
