"""Run benchmarks: `python -m tests.services python -m tests.benchmarks pages`."""

import argparse
import os

import django

import tests.environment  # noqa: F401  (sets what the settings read)


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.benchmarks", description=__doc__)
    parts = parser.add_subparsers(dest="part")
    pages_parser = parts.add_parser("pages", help="pages with many customers")
    pages_parser.add_argument("sizes", nargs="*", type=int, help="thousands of customers")
    chosen = parser.parse_args()

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from tests.benchmarks import pages

    if chosen.part in (None, "pages"):
        print(pages.run(getattr(chosen, "sizes", ()) or pages.SIZES))


if __name__ == "__main__":
    main()
