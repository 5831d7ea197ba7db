"""`python -m tests.simulation --customers 1000 --seed 1`: a year; 0 when every goal is met."""

import argparse
import json
import os
import subprocess
import sys
from datetime import timedelta

import django

import tests.environment  # noqa: F401  (sets what the settings read)
from tests.simulation.table import compare, misses


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--customers", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--step", type=float, default=6.0, help="hours between two moments")
    parser.add_argument("--plan", default="enterprise", help="of Auth0")
    parser.add_argument("--policy", action="append", help="else all, one after the other")
    parser.add_argument("--json", action="store_true", help="of one policy, for who compares them")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from tests.simulation.policies import POLICIES

    policies = options.policy or list(POLICIES)
    if options.json:
        return _one(options, policies[0])
    found = []
    for policy in policies:
        print(f"{policy}:", file=sys.stderr, flush=True)
        # Each with a database, a broker, and a sandbox of its own.
        command = [sys.executable, "-m", "tests.simulation", "--json", "--policy", policy]
        for name in ("customers", "seed", "days", "step", "plan"):
            command += [f"--{name}", str(getattr(options, name))]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        found.append(json.loads(answer.stdout.splitlines()[-1]))
    print(f"\nCUSTOMERS={options.customers} SEED={options.seed}, {options.days} days\n")
    print(compare(found))
    told = misses(found)
    print("\n".join(["", *told]))
    return 1 if told else 0


def _one(options: argparse.Namespace, policy: str) -> int:
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_test_environment

    from portal.celery import app
    from tests.sandbox_process import start_sandbox
    from tests.simulation.year import Year

    app.loader.import_default_modules()
    setup_test_environment(debug=False)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    sandbox = start_sandbox()
    settings.DNS_SERVERS, settings.DNS_AUTHORITATIVE = [f"127.0.0.1:{sandbox.dns_port}"], False
    try:
        year = Year(
            sandbox,
            customers=options.customers,
            seed=options.seed,
            policy=policy,
            plan=options.plan,
            days=options.days,
            invited_within=options.days // 2,
            step=timedelta(hours=options.step),
            say=lambda line: print(line, file=sys.stderr, flush=True),
        )
        print(json.dumps(year.run().as_json()))
    finally:
        sandbox.close()
        connection.creation.destroy_test_db(str(connection.settings_dict["NAME"]), verbosity=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
