"""What the product's rows say of a customer's story. Runs in a process of the product."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import TruncHour

from organizations.models import Customer, Event, SignInDay
from tests.intruder import as_intruder
from tickets.models import Message, Opening, Ticket
from tickets.services import mail
from tickets.services.lifecycle.retire import ticket_id

# What follows from something that staff did.
_CONSEQUENCES = {"connection:plan", "ticket:replace", "attention:settle"}


@dataclass(frozen=True)
class Rows:
    """What the rows say of a customer; `mails` as (sent at, kind, to, subject), in order."""

    mails: list[tuple[datetime, str, str, str]]
    tickets: list[str]
    revoked: set[str]
    """Auth0's ids of the tickets whose revocation it accepted."""
    stages: list[str]
    asked: list[str]
    staff: list[str]


# The audit trail of this process's stories, which `take_trail` took out of the product.
_TRAIL: list[Event] = []


def note_bounce(provider_id: str, recipient: str) -> None:
    """Take the news that a mail came back."""
    mail.note_delivery(
        Message.State.BOUNCED,
        provider_id=provider_id,
        recipient=recipient,
        problem="smtp;550 5.1.1 no such user",
    )


def take_trail() -> None:
    """Delete the audit trail: it is for people to read, and nothing may depend on it."""
    taken = list(Event.objects.order_by("pk"))
    _TRAIL.extend(taken)
    with as_intruder():
        # Past the guard of its own query set, too.
        QuerySet(Event).filter(pk__in=[one.pk for one in taken]).delete()


def read_rows(customer_pk: int) -> Rows:
    customer = Customer.objects.get(pk=customer_pk)
    theirs = {"connection__customer": customer}
    # Those of one hour as they were asked for: two workers send at the same moment.
    mails = Message.objects.filter(**theirs).order_by(TruncHour("sent_at"), "pk")
    tickets = Ticket.objects.filter(**theirs).order_by("pk").select_related("link")
    take_trail()
    connections = {*customer.connections.values_list("pk", flat=True)}
    events = [one for one in _TRAIL if one.connection_id in connections]
    return Rows(
        mails=[(one.sent_at, one.kind, one.to_email, one.subject) for one in mails if one.sent_at],
        tickets=[_ticket(one) for one in tickets],
        revoked={ticket_id(one.url or "") for one in tickets if one.revoke_accepted_at},
        stages=[one.data["to"] for one in events if one.verb == "connection:stage"],
        asked=[
            one.reason + ("" if one.resolved_at else ", still open")
            for one in customer.attentions.order_by("pk")
        ],
        staff=_acts([one.verb for one in events if one.actor_kind == "staff"]),
    )


def opened_by(customer_pk: int) -> list[str]:
    """Return whose links led into the assistant, in order."""
    theirs = Opening.objects.filter(ticket__connection__customer_id=customer_pk)
    addresses = theirs.exclude(link=None).values_list("link__recipient_email", flat=True)
    return [address.partition("@")[0] for address in addresses]


def count_sign_ins(customer_pk: int) -> dict[str, int]:
    """Return how many sign-ins of each outcome are counted for a customer."""
    days = SignInDay.objects.filter(connection__customer_id=customer_pk)
    counts: Counter[str] = Counter()
    for day in days:
        counts[day.outcome] += day.count
    return dict(counts)


def kept_texts(customer_pk: int) -> list[str]:
    """Return the messages that are kept of a customer's failures."""
    days = SignInDay.objects.filter(connection__customer_id=customer_pk).exclude(text="")
    return list(days.values_list("text", flat=True))


def _ticket(ticket: Ticket) -> str:
    revoked = ", revoked at Auth0" if ticket.revoke_accepted_at else ""
    to = ticket.link.recipient_email.partition("@")[0]
    return f"{ticket.kind} ({ticket.reason}) to {to}: {ticket.state}{revoked}"


def _acts(verbs: list[str]) -> list[str]:
    acts = [verb.removeprefix("ticket:") for verb in verbs if verb not in _CONSEQUENCES]
    # Who changes a recipient asks for a ticket by that.
    return [
        act
        for before, act in zip(["", *acts], acts, strict=False)
        if (before, act) != ("change_recipient", "request")
    ]
