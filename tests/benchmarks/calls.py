"""Calls to Auth0 for open setups in an hour of sandbox time, by plan, against its limits.

The product's own sweeps and looks run, minute after minute; sandbox and limits follow the same
clock, which moves on while nothing is to be done.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from organizations import auth0_clients
from organizations.models import Connection, Tenant
from organizations.services import connections, mapping
from portal import clock
from portal.auth0 import PLANS
from portal.auth0.plans import Group
from portal.local.demo import programs
from portal.local.demo.options import free_ports
from portal.local.demo.processes import Processes, listening
from tests import factories
from tests.benchmarks import open_setups
from tests.benchmarks.sandbox_limiter import SandboxLimiter
from tests.benchmarks.show import say, table
from tests.environment import VAR_DIR
from tests.sandbox_process import CLIENT_ID, CLIENT_SECRET, Sandbox
from tickets.services import activity
from tickets.tasks import connections as connection_tasks

SIZES = (100, 1_000, 10_000)
# What one hour takes of real time grows with the looks in it.
HOURS = 1.0
_MINUTE = timedelta(minutes=1)
# How the product words that its turn did not come.
_LIMITED = "Auth0's rate limit"


@dataclass(frozen=True, slots=True)
class Hour:
    """What some time of one plan with so many open setups brought; ages at its end."""

    setups: int
    hours: float
    looks: int
    calls: Counter[str]
    put_off: int
    too_many: int
    ages: Sequence[timedelta]
    late: timedelta


def run(sizes: Sequence[int] = SIZES, hours: float = HOURS) -> str:
    """Measure every plan with every number of open setups; return the table."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    rows = []
    try:
        with planted_sandbox(max(sizes)) as sandbox:
            tenant = factories.make_tenant(sandbox)
            open_setups.make_rows(tenant, max(sizes))
            for plan in PLANS:
                for setups in sizes:
                    hour = measure(tenant, sandbox, plan, setups, hours)
                    rows.append([plan, *_cells(plan, hour)])
                    say(" | ".join(map(str, rows[-1])))
    finally:
        connection.creation.destroy_test_db(str(connection.settings_dict["NAME"]), verbosity=0)
    head = ["plan", "open setups", "looks/h", "calls/h", "per setup", "of the limit", "429"]
    return table([*head, "put off", "last look: median h", "oldest h", "late by h"], rows)


@contextmanager
def planted_sandbox(setups: int) -> Iterator[Sandbox]:
    """Have a sandbox in which so many setups are under way."""
    state = VAR_DIR / "setups.json"
    open_setups.plant(state, setups)
    port, dns_port = free_ports(2)
    url = f"http://127.0.0.1:{port}"
    command = programs.sandbox(port, dns_port, public_url=url, clock=VAR_DIR / "clock", state=state)
    credentials = {"SANDBOX_CLIENT_ID": CLIENT_ID, "SANDBOX_CLIENT_SECRET": CLIENT_SECRET}
    processes = Processes(VAR_DIR / "log")
    try:
        processes.start("planted sandbox", command, {**os.environ, **credentials})
        processes.wait_until(lambda: listening(port), "The sandbox")
        with closing(Sandbox(url, dns_port)) as sandbox:
            yield sandbox
    finally:
        processes.stop()


def measure(tenant: Tenant, sandbox: Sandbox, plan: str, setups: int, hours: float) -> Hour:
    """Let the sweeps of so many hours run."""
    sandbox.post("/plan", {"plan": plan, "time": "sandbox"})
    Tenant.objects.filter(pk=tenant.pk).update(plan=plan, log_position="", logs_polled_at=None)
    tenant.refresh_from_db()
    open_setups.settle(tenant, setups)
    limiter = SandboxLimiter(plan, sandbox)
    auth0_clients.auth0(tenant)._session.limiter = limiter
    begun, looks = clock.now(), 0
    for minute in range(round(hours * 60)):
        looks += sweep(tenant)
        rest = begun + (minute + 1) * _MINUTE - clock.now()
        if rest > timedelta():
            sandbox.advance(rest.total_seconds())
    now = clock.now()
    failed = Connection.objects.exclude(check_error="").exclude(check_error__startswith=_LIMITED)
    assert not failed, f"A look failed: {failed[0].check_error}"
    open_ones = Connection.objects.filter(tenant=tenant).exclude(check_due_at=None)
    moments = open_ones.values_list("checked_at", "check_due_at")
    return Hour(
        setups=setups,
        hours=(now - begun) / timedelta(hours=1),
        looks=looks,
        calls=limiter.calls,
        put_off=limiter.put_off,
        too_many=limiter.too_many,
        ages=sorted(_age(now, checked) for checked, _ in moments),
        late=max(now - due for _, due in moments if due),
    )


def sweep(tenant: Tenant) -> int:
    """What beat has done every minute; return how many connections were looked at."""
    due = connections.reconciles_due()
    for key in due:
        connection_tasks.reconcile(key)
    for key in activity.tenants_to_poll():
        connection_tasks.poll_logs(key)
    mapping.refresh_due(tenant)
    return len(due)


def _cells(plan: str, hour: Hour) -> list[object]:
    calls = hour.calls["all"] / hour.hours
    return [
        f"{hour.setups:,}",
        f"{hour.looks / hour.hours:,.0f}",
        f"{calls:,.0f}",
        f"{calls / hour.setups:.2f}",
        _share(plan, hour),
        hour.too_many,
        hour.put_off,
        _hours(hour.ages[len(hour.ages) // 2]),
        _hours(hour.ages[-1]),
        _hours(max(timedelta(), hour.late)),
    ]


def _share(plan: str, hour: Hour) -> str:
    """How much of the limit that is used most was used."""
    shares = {
        name: hour.calls[name] / hour.hours / (bucket.per_second * 3600)
        for group in Group
        for name, bucket in PLANS[plan].buckets(group)
    }
    if not shares:
        return "no limit"
    most = max(shares, key=lambda name: shares[name])
    return f"{shares[most]:.0%} {most}"


def _age(now: datetime, checked: datetime | None) -> timedelta:
    assert checked  # every open setup begins with a look
    return now - checked


def _hours(age: timedelta) -> str:
    return f"{age / timedelta(hours=1):.1f}"
