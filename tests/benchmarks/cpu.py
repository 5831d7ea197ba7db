"""What requests and jobs cost: CPU of the app and of its database, which hold on a busy machine."""

import itertools
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.models import Contact, Customer, User
from portal.actor import Actor
from portal.celery import app
from tests.api_client import Api
from tests.benchmarks.addresses import link
from tests.benchmarks.databases import seeded, use
from tests.benchmarks.show import say, table
from tests.factories import make_customer
from tests.sandbox_process import start_sandbox
from tests.signing_in import signed_in
from tests.tickets.pages.html import fields_of
from tickets.models import Job, Preset
from tickets.services import bulk

SIZES = (10_000, 100_000)
_TIMES, _WARM, _AT_A_TIME = 6, 5, 10
_ROWS_OF_A_JOB = 100
_TICKS = os.sysconf("SC_CLK_TCK")
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of CPU of one act, and its statements."""

    app: float
    database: float
    queries: int


def run(sizes: Sequence[int] = SIZES) -> str:
    """Measure at every size (multiples of a thousand customers); return the table."""
    settings.API_RATE = 10**9
    # As in production, where no file moves the clock.
    settings.CLOCK_FILE = ""
    # Accepted, not issued: that is a worker's.
    app.conf.task_always_eager = False
    sandbox = start_sandbox()
    sandbox.reset()
    found: dict[str, dict[int, Cost]] = {}
    with seeded(sizes, sandbox):
        for size in sizes:
            use(size)
            for label, act in acts().items():
                say(f"{label}, {size:,}")
                found.setdefault(label, {})[size] = cost_of(act)
            say(f"a ticket of a job, {size:,}")
            found.setdefault("a ticket of a job", {})[size] = cost_of_job()
    columns = [f"{size:,}: {what}" for size in sizes for what in ("app", "database", "both")]
    rows = [
        [label, by_size[sizes[0]].queries, *_columns(by_size[size] for size in sizes)]
        for label, by_size in found.items()
    ]
    return table(["ms of CPU", "queries", *columns], rows)


def _columns(costs: Iterator[Cost]) -> Iterator[str]:
    for cost in costs:
        for one in (cost.app, cost.database, cost.app + cost.database):
            yield f"{one:.1f}"


def acts() -> dict[str, Callable[[], None]]:
    """What is measured, by its name."""
    api, desk = Api(name="Benchmark"), signed_in(Client(), User.objects.earliest("pk"))
    preset = Preset.objects.earliest("pk")
    rows = Contact.objects.filter(customer__archived_at=None).order_by("customer", "pk")
    first = {contact.customer_id: contact for contact in rows.reverse()[:1000]}
    contacts = itertools.cycle(first.values())
    return {
        "the page behind a mailed link": partial(follow, Client(), link()),
        "home": partial(look, desk, reverse("home")),
        "customers": partial(look, desk, reverse("customers")),
        "tickets": partial(look, desk, reverse("tickets:tickets")),
        "accept a ticket, by the form": accepting(desk, preset, contacts),
        "accept a ticket, by the API": partial(accept, api, preset, contacts),
        "list 50 tickets, by the API": partial(read, api, "/tickets?limit=50"),
        "list 50 customers, by the API": partial(read, api, "/customers?limit=50"),
        "list 50 events, by the API": partial(read, api, "/events?limit=50"),
    }


def look(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path} answered {answer.status_code}"


def follow(client: Client, path: str) -> None:
    """Look at a customer's page, which may be seen only so often a minute."""
    if next(_numbers) % 30 == 0:
        cache.clear()
    look(client, path)


def accepting(desk: Client, preset: Preset, contacts: Iterator[Contact]) -> Callable[[], None]:
    """Send the form of a new ticket, its fields left as they are but for the name."""

    def address(contact: Contact, name: str) -> str:
        """As the form has it: with the name that was found free when it was shown."""
        query = f"customer={contact.customer_id}&preset={preset.pk}&contact={contact.pk}"
        return f"{reverse('tickets:review')}?{query}&name={name}"

    def send() -> None:
        name = _new_name()
        answer = desk.post(address(next(contacts), name), {**fields, "name": name, "send": "1"})
        assert answer.status_code == 302, answer.content.decode()

    fields = fields_of(desk.get(address(next(contacts), _new_name())), "ticket")
    return send


def accept(api: Api, preset: Preset, contacts: Iterator[Contact]) -> None:
    contact = next(contacts)
    answer = api.post(
        "/tickets",
        {
            "customer_id": contact.customer_id,
            "preset_id": preset.pk,
            "contact_id": contact.pk,
            "connection_name": _new_name(),
        },
        **{"Idempotency-Key": f"{os.getpid()}-{next(_numbers)}"},
    )
    assert answer.status_code == 201, answer.content


def read(api: Api, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 200, answer.content
    assert json.loads(answer.content)["data"]


def cost_of(act: Callable[[], None], times: int = _TIMES) -> Cost:
    """Return what one act costs: the least of some means, since other work only adds to it."""
    for _ in range(_WARM):
        act()
    with CaptureQueriesContext(connection) as asked:
        act()
    queries = len(asked)  # now: the next request begins a new list
    own, databases = [], []
    for _ in range(times):
        before = _cpu()
        for _ in range(_AT_A_TIME):
            act()
        app_ms, database_ms = _since(before)
        own.append(app_ms / _AT_A_TIME)
        databases.append(database_ms / _AT_A_TIME)
    # The database's is known by hundredths of a second: only the mean of all says anything.
    return Cost(min(own), statistics.mean(databases), queries)


def cost_of_job() -> Cost:
    """Return what each ticket of a job costs: its row checked, its ticket asked for and issued."""
    few, many = _new_job(10), _new_job(_ROWS_OF_A_JOB)
    with CaptureQueriesContext(connection) as asked:
        _do(few)
    before = _cpu()
    _do(many)
    app_ms, database_ms = _since(before)
    return Cost(app_ms / _ROWS_OF_A_JOB, database_ms / _ROWS_OF_A_JOB, len(asked) // 10)


def _new_job(rows: int) -> Job:
    preset = Preset.objects.select_related("tenant").earliest("pk")
    tenant, user = preset.tenant, User.objects.earliest("pk")
    by = Actor("staff", user.name, user=user)
    # No turn is waited for.
    tenant.plan = "unlimited"
    tenant.save(update_fields=["plan"])
    names = [f"Job {next(_numbers)}" for _ in range(rows)]
    keys = [make_customer(name, tenant=tenant, domain="").pk for name in names]
    customers = Customer.objects.filter(pk__in=keys)
    kind = Job.Kind.ISSUE
    return bulk.job_of_customers(customers, kind=kind, tenant=tenant, preset=preset, by=by)


def _do(job: Job) -> None:
    _work(job)
    bulk.start(job, seen=job.rows.count(), by=Actor("staff", "", user=job.created_by))
    _work(job)
    assert set(job.rows.values_list("state", flat=True)) == {"done"}


def _work(job: Job) -> None:
    while bulk.work_on(job):
        pass
    job.refresh_from_db()


def _new_name() -> str:
    return f"benchmark-{os.getpid()}-{next(_numbers)}"


def _since(before: tuple[float, float]) -> tuple[float, float]:
    """Milliseconds of CPU of both since then."""
    own, database = _cpu()
    return (own - before[0]) * 1000, (database - before[1]) * 1000


def _cpu() -> tuple[float, float]:
    """Seconds of CPU so far: of this process, and of the database's that works for it."""
    own = time.process_time()
    if connection.vendor != "postgresql":
        return own, 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return own, (int(fields[11]) + int(fields[12])) / _TICKS
