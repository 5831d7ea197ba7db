"""What waits to be done and how long already, and how many tickets and mails are in which state."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min, Model, QuerySet
from django.db.models.functions import Coalesce

from organizations.models import Connection, Domain, Stage, User
from portal import clock
from portal.monitoring.metrics import Figure
from tickets.models import Automation, JobRow, LinkRequest, Message, Ticket
from tickets.services.lifecycle import issues_due, revocations_due
from tickets.services.mail import messages_due
from tickets.states import State


def figures() -> Iterator[Figure]:
    """Yield every figure. A dozen questions to the database, each served by an index."""
    yield from _queues()
    for name, model, states, choices in (
        ("portal_tickets", Ticket, "state", State),
        ("portal_mails", Message, "state", Message.State),
        ("portal_connections", Connection, "stage", Stage),
        ("portal_job_rows", JobRow, "state", JobRow.State),
    ):
        rows: QuerySet[Model] = model._default_manager.order_by()
        counts = dict(rows.values_list(states).annotate(count=Count("pk")))
        # A state that nothing is in is told too: a figure that vanishes looks like a fault.
        for state in choices.values:
            yield Figure(
                name,
                f"Number of {model._meta.verbose_name_plural} by {states}.",
                float(counts.get(state, 0)),
                {states: state},
            )


def _queues() -> Iterator[Figure]:
    now = clock.now()
    for kind, rows, since in (
        ("ticket", issues_due(), Coalesce("next_attempt_at", "created_at")),
        ("revocation", revocations_due(), Coalesce("next_attempt_at", "revoke_wanted_at")),
        ("mail", messages_due(), "due_at"),
        ("link request", LinkRequest.objects.all(), "created_at"),
        ("automation", Automation.objects.filter(due_at__lte=now), "due_at"),
        (
            "reconcile",
            Connection.objects.filter(
                tenant__active=True, customer__archived_at=None, check_due_at__lte=now
            ),
            "check_due_at",
        ),
        (
            "lookup",
            Domain.objects.filter(
                state=Domain.State.PENDING,
                lookup_due_at__lte=now,
                connection__customer__archived_at=None,
                connection__tenant__active=True,
            ),
            "lookup_due_at",
        ),
        ("staff mail", User.objects.filter(mail_due_at__lte=now, is_active=True), "mail_due_at"),
    ):
        found = rows.order_by().aggregate(count=Count("pk"), oldest=Min(since))
        oldest: datetime | None = found["oldest"]
        yield Figure(
            "portal_due_rows",
            "Rows that are due and waiting for a worker.",
            found["count"],
            {"kind": kind},
        )
        yield Figure(
            "portal_due_oldest_seconds",
            "How long the oldest one has been due.",
            max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
            {"kind": kind},
        )
