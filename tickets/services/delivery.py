"""What became of a mail after it was handed over: told by the mail service, in any order."""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from organizations import attention, audit
from organizations import services as organizations
from organizations.models import Attention
from portal import clock
from portal.actor import Actor
from tickets.models import Message

from .carrying import carry_soon

SERVICE = Actor.system("Mail service")
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
    state: Message.State, *, provider_id: str, message_id: str = "", problem: str = ""
) -> bool:
    """Move a mail to what its mail service tells; answer whether that was news.

    The mail is known by the service's id, or by ours (`message_id`), which the service sends
    back. News of mails that are not ours, late and repeated ones change nothing.
    """
    message = _find(provider_id, message_id)
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
        record(message, by=SERVICE)
        if state == State.BOUNCED:
            note_lost(message, by=SERVICE)
        elif state == State.FAILED:
            flag_lost(message, by=SERVICE)
        elif state == State.COMPLAINED:
            _note_complaint(message)
        elif state == State.DELIVERED:
            note_arrived(message, by=SERVICE)
    return True


def record(message: Message, *, by: Actor) -> None:
    """Append what a mail's state is now to the audit trail."""
    audit.record(
        f"message:{message.state}",
        by=by,
        connection=message.connection,
        target=f"message:{message.pk}",
        kind=message.kind,
        to=message.to_email,
        problem=message.problem,
    )


def note_lost(message: Message, *, by: Actor) -> None:
    """Ask for a person, and send that contact nothing unasked until they are reached again."""
    flag_lost(message, by=by)
    if message.contact and message.contact.email == message.to_email:
        organizations.note_bounce(message.contact, problem=message.problem, by=by)
    carry_soon(message.connection)


def flag_lost(message: Message, *, by: Actor) -> None:
    """Ask for a person because a mail was lost; perhaps not the address's fault."""
    attention.flag(
        message.connection,
        Attention.Reason.BOUNCED,
        detail=f"The mail to {message.to_email} did not arrive. {message.problem}".strip(),
        remedy="Check the address with the customer, then change the recipient.",
        by=by,
    )


def note_arrived(message: Message, *, by: Actor) -> None:
    """A mail that arrived answers the question whether mails arrive."""
    if message.contact and message.contact.email == message.to_email:
        organizations.note_reached(message.contact, by=by)
    note_passed_on(message, by=by)


def note_passed_on(message: Message, *, by: Actor) -> None:
    """Settle a bounce once somebody else was mailed: without a mail service we learn no more."""
    if message.contact and not message.contact.bounced_at:
        attention.settle(message.connection, Attention.Reason.BOUNCED, by=by)


def _note_complaint(message: Message) -> None:
    if message.contact:
        organizations.opt_out(message.contact, by=SERVICE)
    attention.flag(
        message.connection,
        Attention.Reason.BOUNCED,
        detail=f"{message.to_email} marked our mail as spam and gets no more reminders.",
        remedy="Talk to the customer. Perhaps somebody else should get the link.",
        by=SERVICE,
    )
    carry_soon(message.connection)


def _find(provider_id: str, message_id: str) -> Message | None:
    rows = Message.objects.select_related("connection__customer", "contact__customer")
    found = rows.filter(provider_id=provider_id).first() if provider_id else None
    if found is None and message_id.isascii() and message_id.isdecimal() and len(message_id) < 19:
        found = rows.filter(pk=int(message_id)).first()
    return found
