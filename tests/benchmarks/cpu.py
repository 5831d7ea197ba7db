"""What accepting a ticket and listing fifty cost by the API: CPU of the app and of its database."""

import itertools
import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection

from organizations.models import Contact
from portal.celery import app
from tests.api_client import Api
from tests.benchmarks.databases import seeded, use
from tests.benchmarks.show import say, table
from tests.sandbox_process import start_sandbox
from tickets.models import Preset, Ticket

SIZES = (10_000, 100_000)
_TIMES, _WARM = 40, 5
_numbers = itertools.count(1)


def run(sizes: Sequence[int] = SIZES) -> str:
    """Measure at every size (multiples of a thousand customers); return the table."""
    settings.API_RATE = 10**9
    # As in production, where no file moves the clock.
    settings.CLOCK_FILE = ""
    # Accepted, not issued: that is a worker's.
    app.conf.task_always_eager = False
    sandbox = start_sandbox()
    sandbox.reset()
    rows = []
    with seeded(sizes, sandbox):
        found: dict[str, dict[int, float]] = {}
        for size in sizes:
            use(size)
            for label, act in acts().items():
                say(f"{label}, {size:,}")
                found.setdefault(label, {})[size] = cpu_of(act)
            tickets = Ticket.objects.count()
            say(f"{tickets:,} tickets")
    for label, by_size in found.items():
        figures = [by_size[size] for size in sizes]
        ratio = f"{figures[-1] / figures[0]:.1f}"
        rows.append([label, *(f"{one:.1f}" for one in figures), ratio])
    return table(["call", *(f"{size:,}: ms of CPU" for size in sizes), "ratio"], rows)


def acts() -> dict[str, Callable[[], None]]:
    """What is measured, by its name."""
    api = Api(name="Benchmark")
    preset = Preset.objects.earliest("pk")
    contacts = Contact.objects.filter(customer__archived_at=None).order_by("customer", "pk")
    first = {contact.customer_id: contact for contact in contacts.reverse()[:1000]}
    return {
        "accept a ticket": partial(accept, api, preset, itertools.cycle(first.values())),
        "list 50 tickets": partial(read, api, "/tickets?limit=50"),
        "list 50 customers": partial(read, api, "/customers?limit=50"),
        "list 50 events": partial(read, api, "/events?limit=50"),
    }


def accept(api: Api, preset: Preset, contacts: "itertools.cycle[Contact]") -> None:
    contact = next(contacts)
    answer = api.post(
        "/tickets",
        {
            "customer_id": contact.customer_id,
            "preset_id": preset.pk,
            "contact_id": contact.pk,
            "connection_name": f"benchmark-{os.getpid()}-{next(_numbers)}",
        },
        **{"Idempotency-Key": f"{os.getpid()}-{next(_numbers)}"},
    )
    assert answer.status_code == 201, answer.content


def read(api: Api, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 200, answer.content
    assert json.loads(answer.content)["data"]


def cpu_of(act: Callable[[], None]) -> float:
    """Return milliseconds of CPU that one call takes, in this process and its database's."""
    for _ in range(_WARM):
        act()
    taken = []
    for _ in range(_TIMES // 10):
        before = _cpu()
        for _ in range(10):
            act()
        taken.append((_cpu() - before) * 100)
    return statistics.median(taken)


def _cpu() -> float:
    """Seconds of CPU so far; what a database process took is known by hundredths of a second."""
    mine = time.process_time()
    if connection.vendor != "postgresql":
        return mine
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return mine + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
