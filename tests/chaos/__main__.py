"""`python -m tests.chaos --tickets 2000 --seed 1`: let faults reign; 0 when every goal is met."""

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path

import django

import tests.environment  # noqa: F401  (sets what the settings read)

# Seconds of faults for each ticket, and at least.
A_TICKET, AT_LEAST = 0.15, 60.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--tickets", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--seconds", type=float, default=0, help="of a round of faults; else by the tickets"
    )
    parser.add_argument("--dir", type=Path, help="for logs and mails; else a new one")
    options = parser.parse_args()
    # Whoever runs out of patience sends SIGTERM: the servers are stopped then as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from tests.chaos.run import run

    folder = options.dir or Path(tempfile.mkdtemp(prefix="portal-chaos-"))
    seconds = options.seconds or max(AT_LEAST, A_TICKET * options.tickets)
    figures = run(folder, tickets=options.tickets, seed=options.seed, seconds=seconds)
    print(f"\nTICKETS={options.tickets} SEED={options.seed}, faults in rounds of {seconds:.0f} s\n")
    print(figures.table())
    return 0 if figures.are_met else 1


if __name__ == "__main__":
    sys.exit(main())
