"""Run benchmarks: `python -m tests.services python -m tests.benchmarks [part]`."""

import argparse
import os
import subprocess
import sys

import django

import tests.environment  # noqa: F401  (sets what the settings read)


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.benchmarks", description=__doc__)
    parts = parser.add_subparsers(dest="part")
    pages_parser = parts.add_parser("pages", help="pages with many customers")
    pages_parser.add_argument("sizes", nargs="*", type=int, help="thousands of customers")
    pages_parser.add_argument("--tickets", type=int, help="how many, compared to 10,000 customers")
    cpu_parser = parts.add_parser("cpu", help="CPU of pages, of calls of the API, of jobs")
    cpu_parser.add_argument("sizes", nargs="*", type=int, help="thousands of customers")
    parts.add_parser("idle", help="memory of production's processes, and the CPU of their start")
    parts.add_parser("road", help="seconds from what happens to the mail about it")
    calls_parser = parts.add_parser("calls", help="calls to Auth0 for open setups")
    calls_parser.add_argument("setups", nargs="*", type=int, help="how many are open")
    calls_parser.add_argument("--hours", type=float, help="of sandbox time")
    sign_ins_parser = parts.add_parser("sign-ins", help="searches of the log, and pushed rows")
    sign_ins_parser.add_argument("live", nargs="*", type=int, help="how many connections are live")
    chosen = parser.parse_args()
    if chosen.part is None:
        for part in parts.choices:
            # Each with its own settings, and without what the one before left in memory.
            print(f"\n## {part}\n", flush=True)
            subprocess.run([sys.executable, "-m", "tests.benchmarks", part], check=True)
    elif chosen.part == "idle":
        from tests.benchmarks import idle

        print(idle.run())
    elif chosen.part == "road":
        from tests.benchmarks import road

        print(road.run())
    else:
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        django.setup()
        from tests.benchmarks import calls, cpu, pages, sign_ins

        if chosen.part == "cpu":
            print(cpu.run(chosen.sizes or cpu.SIZES))
        elif chosen.part == "pages":
            sizes = chosen.tickets and pages.sizes_with(chosen.tickets)
            print(pages.run(sizes or chosen.sizes or pages.SIZES))
        elif chosen.part == "sign-ins":
            print(sign_ins.run(chosen.live or sign_ins.SIZES))
        else:
            print(calls.run(chosen.setups or calls.SIZES, chosen.hours or calls.HOURS))


if __name__ == "__main__":
    main()
