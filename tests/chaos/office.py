"""What is wanted, and what became of it. Runs in a process of the product."""

from collections import Counter
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q

from organizations.models import Connection, Contact, Customer, Event, User
from organizations.services import customers
from organizations.services.audit import chain
from portal import clock
from portal.actor import Actor
from portal.wake import send_now
from tests.stories import office
from tickets.models import Attempt, Job, JobRow, Link, Message, Preset, Ticket
from tickets.services import bulk, lifecycle
from tickets.states import ACTIVE, OPENABLE, State
from tickets.verbs import Verb

JOB, DESK = "Customer of the job", "Customer of the desk"
CARRYING = (
    *("invitation", "renewed", "follow_up"),
    *("certificate", "secret", "provisioning", "failing"),
)


def open_for_business(by_job: int, by_desk: int) -> tuple[int, list[tuple[int, int, int]]]:
    """Hire staff, make the customers; return a job's key, and what staff are to ask for.

    Each is a customer, a preset and a contact. Nothing is mailed to anybody yet.
    """
    office.open_for_business()
    by, preset = _sam(), Preset.objects.get(is_default=True)
    wanted = []
    with transaction.atomic():
        for kind, count in ((JOB, by_job), (DESK, by_desk)):
            for number in range(count):
                customer = customers.create_customer(name=f"{kind} {number:05d}", by=by)
                email = f"admin@{'job' if kind == JOB else 'desk'}{number:05d}.example"
                contact = customers.add_contact(customer, name="Admin", email=email, by=by)
                if kind == DESK:
                    wanted.append((customer.pk, preset.pk, contact.pk))
    job = bulk.job_of_customers(
        Customer.objects.filter(name__startswith=JOB),
        kind=Job.Kind.ISSUE,
        tenant=preset.tenant,
        preset=preset,
        by=by,
    )
    return job.pk, wanted


def job_is_ready(job_pk: int) -> bool:
    return Job.objects.filter(pk=job_pk, state=Job.State.READY).exists()


def start_job(job_pk: int) -> None:
    job = Job.objects.get(pk=job_pk)
    bulk.start(job, seen=job.rows.filter(state=JobRow.State.READY).count(), by=_sam())


def sweep() -> None:
    send_now("tickets.sweep")
    send_now("organizations.seal_events")


def unsettled() -> tuple[dict[str, int], float]:
    """Return what is neither done nor given up, by kind, and in how many seconds more is due.

    0: nothing is waited for, or only the workers.
    """
    connection.close()  # the database may have gone since
    tickets = Ticket.objects.filter(state=State.QUEUED)
    messages = Message.objects.filter(state=Message.State.QUEUED, kind__in=CARRYING)
    rows = JobRow.objects.filter(
        state__in=(JobRow.State.READY, JobRow.State.ISSUING), job__state=Job.State.RUNNING
    )
    revocations = lifecycle.revocations_due()
    left = {
        "tickets": tickets.count(),
        "mails": messages.count(),
        "rows": rows.count(),
        "revocations": revocations.count(),
        # The clock jumps by days: what isn't sealed before that is overdue at once.
        "seals": chain.unsealed_count(),
    }
    moments = [
        *tickets.values_list("claimed_until", "next_attempt_at"),
        *messages.values_list("claimed_until", "due_at"),
        *rows.values_list("claimed_until", "due_at"),
    ]
    now = clock.now()
    ahead = [max(filter(None, pair), default=now) for pair in moments]
    later = [(at - now).total_seconds() for at in ahead if at > now]
    return {kind: n for kind, n in left.items() if n}, min(later, default=0.0)


def tell() -> dict[str, Any]:
    """Return what became of what was wanted, by the address it was wanted for."""
    outcomes: dict[str, dict[str, Any]] = {}
    for contact in Contact.objects.filter(customer__name__startswith="Customer of the "):
        outcomes[contact.email] = {"open": [], "failed": []}
    for ticket in Ticket.objects.select_related("link"):
        told = outcomes[ticket.link.recipient_email]
        if ticket.state == State.QUEUED:
            told["open"].append(f"ticket {ticket.pk} queued: {ticket.problem}")
        elif ticket.state == State.FAILED and ticket.problem:
            told["failed"].append(ticket.problem)
    for message in Message.objects.filter(kind__in=CARRYING):
        told = outcomes[message.to_email]
        if message.state == Message.State.QUEUED:
            told["open"].append(f"message {message.pk} queued: {message.problem}")
        elif message.state in (Message.State.FAILED, Message.State.BOUNCED) and message.problem:
            told["failed"].append(message.problem)
    for row in JobRow.objects.select_related("customer"):
        assert row.customer
        told = outcomes[row.customer.contacts.get().email]
        if row.state in (JobRow.State.READY, JobRow.State.ISSUING, JobRow.State.NEW):
            told["open"].append(f"row {row.number} {row.state}")
        elif row.state == JobRow.State.FAILED and row.problem:
            told["failed"].append(row.problem)
    return {
        "outcomes": outcomes,
        "twice_active": _twice_active(),
        "audit": Event.objects.count(),
        "audit_gaps": _audit_gaps(),
        "unheld": Attempt.objects.filter(
            outcome__in=(Attempt.Outcome.UNKNOWN, Attempt.Outcome.UNUSED)
        ).count(),
        "urls": {
            ticket.connection.name: ticket.url
            for ticket in Ticket.objects.filter(state__in=OPENABLE).select_related("connection")
        },
        "links": {link.url: link.ended for link in Link.objects.all()},
        "states": dict(Counter(Ticket.objects.values_list("state", flat=True))),
    }


def _twice_active() -> int:
    live = Connection.objects.annotate(
        live=Count("tickets", filter=Q(tickets__state__in=sorted(ACTIVE)))
    )
    return live.filter(live__gt=1).count()


def _audit_gaps() -> list[str]:
    """What happened without its line in the trail, or has it twice; where a chain is broken."""
    gaps = []
    lines = Counter(Event.objects.values_list("verb", "target"))
    for ticket in Ticket.objects.all():
        target = f"ticket:{ticket.pk}"
        happened = {
            Verb.TICKET_REQUEST: True,
            Verb.TICKET_ISSUE: ticket.state in OPENABLE,
            Verb.TICKET_FAIL: ticket.state == State.FAILED,
        }
        for verb, is_so in happened.items():
            if is_so and lines[(verb.value, target)] != 1:
                gaps.append(f"{target}: {lines[(verb.value, target)]} × {verb.value}")
    sent = Message.objects.filter(sent_at__isnull=False).count()
    told = Event.objects.filter(verb=Verb.MESSAGE_SENT.value).count()
    if sent != told:
        gaps.append(f"{sent} mails sent, {told} lines about it")
    return [*gaps, *(one.broken for one in chain.verify() if one.broken)]


def _sam() -> Actor:
    user = User.objects.get(email="support@acme.example")
    return Actor("staff", str(user), user=user)
