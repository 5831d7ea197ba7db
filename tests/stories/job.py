"""A bulk job at the desk: issue tickets to many customers at once.

Runs in a process of the product (see product.py).
"""

from collections import Counter
from contextlib import closing
from typing import Any

import redis
from django.conf import settings

from organizations.models import Customer, User
from organizations.services import customers
from portal.actor import Actor
from tests.stories import office
from tickets.models import Job, Message, Preset, Ticket
from tickets.services import bulk

PREFIX = "Customer of the job "


def start(size: int) -> None:
    """Make customers and a job that issues tickets to them by the default preset; start it."""
    user = User.objects.get(email="support@acme.example")
    by = Actor("staff", str(user), user=user)
    for number in range(size):
        customer = customers.create_customer(name=f"{PREFIX}{number:02d}", by=by)
        email = f"admin@job{number:02d}.example"
        customers.add_contact(customer, name="Admin", email=email, by=by)
    preset = Preset.objects.get(is_default=True)
    job = bulk.job_of_customers(
        _customers(), kind=Job.Kind.ISSUE, tenant=preset.tenant, preset=preset, by=by
    )
    while job.state != Job.State.READY:  # the worker looks as well
        bulk.work_on(job)
        job.refresh_from_db()
    bulk.start(job, seen=size, by=by)


def tell() -> dict[str, Any]:
    """Return how far the job is, and what came of it."""
    job = Job.objects.get()
    rows = list(job.rows.all())
    return {
        "job": job.state,
        "states": Counter(row.state for row in rows),
        "claimed": sum(row.claimed_until is not None for row in rows),
        "linked": len({row.ticket_id for row in rows if row.ticket_id}),
        "mailed": Message.objects.filter(
            connection__customer__in=_customers(), state=Message.State.SENT
        ).count(),
        "tickets": Ticket.objects.filter(connection__customer__in=_customers()).count(),
    }


def close() -> None:
    """Leave its customers alone from now on, so that the time of other stories is not theirs."""
    for customer in _customers():
        office.close(customer.pk)
    # The broker holds what the dead worker took, and the sweeps have had done since.
    with closing(redis.Redis.from_url(settings.REDIS_URL)) as broker:
        broker.delete("unacked", "unacked_index")


def _customers() -> Any:
    return Customer.objects.filter(name__startswith=PREFIX)
