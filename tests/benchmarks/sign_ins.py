"""What sign-ins cost: calls to Auth0 an hour by live connections; rows a second by the hook."""

import json
import random
import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import connection as database
from django.test import Client
from django.urls import reverse

from organizations import auth0_clients
from organizations.models import Connection, Customer, Stage, Tenant
from organizations.services import sign_ins
from organizations.services.sign_ins.cadence import next_look
from portal import clock
from portal.auth0 import PLANS
from portal.auth0.plans import Group
from tests import factories
from tests.benchmarks.calls import planted_sandbox
from tests.benchmarks.sandbox_limiter import SandboxLimiter
from tests.benchmarks.show import say, table
from tests.sandbox_process import Sandbox

SIZES = (100, 1_000, 10_000)
ROWS = 100_000
HOURS = 1.0
_BATCH = 1_000
# Of a hundred connections that are live, nobody was seen on so many yet.
_UNSEEN = 10
_TOKEN = "Bearer the-secret-of-the-stream"


def run(sizes: Sequence[int] = SIZES, hours: float = HOURS, rows: int = ROWS) -> str:
    """Measure every plan with every number of live connections, and the hook."""
    database.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    found = []
    try:
        with planted_sandbox(1) as sandbox:
            tenant = factories.make_tenant(sandbox)
            for plan in PLANS:
                for live in sizes:
                    make_live(tenant, plan, live)
                    limiter = measure(tenant, sandbox, plan, hours)
                    found.append([plan, *_cells(plan, live, limiter, hours)])
                    say(" | ".join(map(str, found[-1])))
            pushed = push(tenant, rows)
    finally:
        database.creation.destroy_test_db(str(database.settings_dict["NAME"]), verbosity=0)
    calls = table(["plan", "live", "searches/h", "of the log's limit", "put off", "429"], found)
    return f"{calls}\n\n{pushed:,.0f} rows a second by the hook, 99 of 100 foreign.\n"


def make_live(tenant: Tenant, plan: str, live: int) -> None:
    """Leave so many live connections, as they are after two months; none of them is new."""
    Connection.objects.filter(tenant=tenant).delete()
    Tenant.objects.filter(pk=tenant.pk).update(plan=plan, failures_due_at=None)
    tenant.refresh_from_db()
    now = clock.now()
    customer = Customer.objects.first() or factories.make_customer()
    made = []
    for number in range(live):
        since = now - timedelta(days=1 + number % 60)
        seen = number % 100 >= _UNSEEN
        row = Connection(
            tenant=tenant,
            customer=customer,
            name=f"live-{number}",
            auth0_id=f"con_{number:016}",
            stage=Stage.IN_USE if seen else Stage.LIVE,
            created_at=since,
            stage_since=since,
            serving_since=since,
            first_sign_in_at=since if seen else None,
            last_sign_in_at=now if seen else None,
            sign_ins_read_to=now,
        )
        made.append(row)
    rows = Connection.objects.bulk_create(made, batch_size=500)
    for row in rows:
        # Somewhere between two searches.
        row.sign_ins_due_at = now + (next_look(row) - now) * random.Random(row.name).random()
    Connection.objects.bulk_update(rows, ["sign_ins_due_at"], batch_size=500)


def measure(tenant: Tenant, sandbox: Sandbox, plan: str, hours: float) -> SandboxLimiter:
    """Let the sweeps of so many hours run."""
    sandbox.post("/plan", {"plan": plan, "time": "sandbox"})
    limiter = SandboxLimiter(plan, sandbox)
    auth0_clients.auth0(tenant)._session.limiter = limiter
    begun = clock.now()
    for minute in range(round(hours * 60)):
        for key in sign_ins.tenants_to_look_at():
            sign_ins.look_for_sign_ins(Tenant.objects.get(pk=key))
        rest = begun + timedelta(minutes=minute + 1) - clock.now()
        if rest > timedelta():
            sandbox.advance(rest.total_seconds())
    return limiter


def push(tenant: Tenant, rows: int) -> float:
    """Push rows as a log stream does, one of a hundred ours; return how many a second."""
    Tenant.objects.filter(pk=tenant.pk).update(hook_token=_TOKEN)
    url = reverse("log_hook", args=[tenant.hook_id])
    client, took = Client(), 0.0
    for start in range(0, rows, _BATCH):
        numbers = range(start, min(start + _BATCH, rows))
        body = "\n".join(json.dumps(_line(number)) for number in numbers)
        before = time.perf_counter()
        answer = client.post(
            url, body, content_type="application/json", headers={"Authorization": _TOKEN}
        )
        took += time.perf_counter() - before
        assert answer.status_code == 200, answer.content
    return rows / took


def _line(number: int) -> dict[str, object]:
    ours = number % 100 == 0
    log_id = f"900{number:053}"
    data = {
        "log_id": log_id,
        "date": clock.now().isoformat(),
        "type": "f" if ours else "fp",
        "description": "Invalid thumbprint" if ours else "Wrong email or password.",
        "connection_id": f"con_{number % 10:016}" if ours else "con_database",
        "client_id": "app",
        "strategy_type": "enterprise" if ours else "database",
        "user_id": f"auth0|{number}",
    }
    return {"log_id": log_id, "data": data}


def _cells(plan: str, live: int, limiter: SandboxLimiter, hours: float) -> list[object]:
    limits = dict(PLANS[plan].buckets(Group.READ_LOGS))
    bucket = limits.get(Group.READ_LOGS.value) or limits.get("overall")
    calls = limiter.calls["all"] / hours
    share = f"{calls / (bucket.per_second * 3600):.1%}" if bucket else "no limit"
    return [f"{live:,}", f"{calls:,.0f}", share, limiter.put_off, limiter.too_many]
