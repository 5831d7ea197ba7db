"""What became of a mail after it was handed over: told by the mail service, in any order."""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from organizations.models import Attention
from organizations.services import attention, audit, customers
from portal import clock
from portal.actor import Actor
from portal.text.addresses import readable, same_address
from tickets.models import Automation, Message
from tickets.services.mail.references import number_in
from tickets.services.reports.milestones import count_mails
from tickets.verbs import Verb

SERVICE = Actor.system("Email provider")
State = Message.State
_LONGEST_ID = 255
# News may overtake each other, and even our own note that the mail was handed over.
_SENT = frozenset({State.QUEUED, State.SENT})
_FROM: dict[Message.State, frozenset[Message.State]] = {
    State.DEFERRED: _SENT,
    State.DELIVERED: _SENT | {State.DEFERRED},
    State.FAILED: _SENT | {State.DEFERRED},
    # Some mailboxes take a mail and send it back.
    State.BOUNCED: _SENT | {State.DEFERRED, State.DELIVERED},
    State.COMPLAINED: _SENT | {State.DEFERRED, State.DELIVERED},
}


def note_delivery(
    state: Message.State,
    *,
    recipient: str,
    provider_id: str,
    reference: str = "",
    problem: str = "",
) -> bool:
    """Move a mail to what its mail service tells; answer whether that was news.

    The mail is known by its recipient and the service's id; before that id was noted, by ours
    (`references.reference_to`), which the service sends back. News of mails that are not ours,
    late and repeated ones change nothing.
    """
    message = _find(recipient, provider_id, reference)
    if message is None:
        return False
    now = clock.now()
    with transaction.atomic():
        moved = Message.objects.filter(pk=message.pk, state__in=_FROM[state]).update(
            state=state,
            state_at=now,
            sent_at=Coalesce(F("sent_at"), now),
            provider_id=provider_id[:_LONGEST_ID] or message.provider_id,
            problem=problem,
            claimed_until=None,
        )
        if not moved:
            return False
        message.refresh_from_db()
        note_state(message, by=SERVICE)
    return True


def note_state(message: Message, *, by: Actor) -> None:
    """Record the state that a mail was just moved to, and do what follows from it."""
    audit.record(
        Verb(f"message:{message.state}"),
        by=by,
        connection=message.connection,
        target=f"message:{message.pk}",
        kind=message.kind,
        to=message.to_email,
        problem=message.problem,
    )
    count_mails(message.connection)
    match message.state:
        case State.SENT:
            _note_passed_on(message, by=by)
        case State.DELIVERED:
            _note_arrived(message, by=by)
        case State.BOUNCED:
            _note_lost(message, by=by)
        case State.FAILED:
            _flag_lost(message, by=by)
        case State.COMPLAINED:
            _note_complaint(message, by=by)


def _note_lost(message: Message, *, by: Actor) -> None:
    """Ask for a person, and send that contact nothing unasked until they are reached again."""
    _flag_lost(message, by=by)
    if message.contact and same_address(message.contact.email, message.to_email):
        customers.note_bounce(message.contact, problem=message.problem, by=by)
    Automation.run_soon(message.connection)


def _flag_lost(message: Message, *, by: Actor) -> None:
    """Ask for a person because a mail was lost; perhaps not the address's fault."""
    address = readable(message.to_email)
    attention.flag(
        message.connection,
        Attention.Reason.BOUNCED,
        detail=f"The email to {address} wasn't delivered. {message.problem}".strip(),
        remedy="Correct the address, or email the link to someone else.",
        by=by,
    )


def _note_arrived(message: Message, *, by: Actor) -> None:
    """A mail that arrived answers the question whether mails arrive."""
    if message.contact and same_address(message.contact.email, message.to_email):
        customers.note_reached(message.contact, by=by)
    _note_passed_on(message, by=by)


def _note_passed_on(message: Message, *, by: Actor) -> None:
    """Settle a bounce once somebody else was mailed in place of whom no mail reaches: without a
    mail service we learn no more."""
    lost = message.connection.links.filter(ended="", contact__bounced_at__isnull=False)
    if message.contact and not message.contact.bounced_at and not lost.exists():
        attention.settle(message.connection, Attention.Reason.BOUNCED, by=by)


def _note_complaint(message: Message, *, by: Actor) -> None:
    if message.contact:
        customers.opt_out(message.contact, by=by)
    attention.flag(
        message.connection,
        Attention.Reason.BOUNCED,
        detail=f"{readable(message.to_email)} marked our email as spam and won't get any more "
        "reminders.",
        remedy="Talk to the customer. Perhaps someone else should get the link.",
        by=by,
    )
    Automation.run_soon(message.connection)


def _find(recipient: str, provider_id: str, reference: str) -> Message | None:
    rows = Message.objects.select_related("connection__customer", "contact__customer")
    found = rows.filter(provider_id=provider_id).first() if provider_id else None
    number = number_in(reference)
    if found is None and number is not None:
        # The id we have, if any, is that of another mail.
        found = rows.filter(pk=number, provider_id="").first()
    if found is None or not same_address(found.to_email, recipient):
        return None
    return found
