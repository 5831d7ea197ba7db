"""Send a queued mail, unless what happened meanwhile made it untrue."""

from organizations.models import Domain
from organizations.services.connections.open_points import pending_with_record
from organizations.stages import SERVING
from tickets.models import Message
from tickets.services.links.status import is_good, newest, why_withdrawn
from tickets.services.mail import codes
from tickets.services.mail.send import claim, drop, send_message
from tickets.services.presets.policies import policy_of

from . import failing_sign_ins, first_sign_in, reminders

_LINKED = frozenset(
    {
        Message.Kind.INVITATION,
        Message.Kind.RENEWED,
        Message.Kind.FOLLOW_UP,
        Message.Kind.CERTIFICATE,
        Message.Kind.SECRET,
        Message.Kind.PROVISIONING,
        Message.Kind.DNS,
    }
)


def send_if_wanted(message: Message) -> None:
    """Send a queued mail that is still true, else drop it; the outcome is in the row.

    Does nothing when it is not due. The mail server may have been away for hours: meanwhile the
    link was opened, say.
    """
    if not claim(message):
        return
    if _is_wanted(message):
        send_message(message)
    else:
        drop(message)


def _is_wanted(message: Message) -> bool:
    if message.kind == Message.Kind.CODE:
        return codes.is_good(message)
    if message.kind in _LINKED:
        return message.link is not None and is_good(message.link)
    if message.kind in Message.UNASKED:
        return _may_be_reminded(message)
    return True


def _may_be_reminded(message: Message) -> bool:
    contact, link, connection = message.contact, message.link, message.connection
    if contact is None or link is None or contact.bounced_at or contact.opted_out_at:
        return False
    if connection.customer.reminders_paused_at and message.kind in Message.PAUSABLE:
        return False
    match message.kind:
        case Message.Kind.UNUSED:
            return first_sign_in.is_wanted(connection, link, policy_of(connection))
        case Message.Kind.FIRST_SIGN_IN:
            return first_sign_in.is_news(connection, link, policy_of(connection))
        case Message.Kind.FAILING:
            return is_good(link) and failing_sign_ins.is_lasting(link)
        case Message.Kind.MENDED:
            return failing_sign_ins.works_again(message)
    if connection.stage in SERVING or why_withdrawn(link):
        return False
    if message.kind == Message.Kind.RECORD:
        pending = pending_with_record(connection)
        return any(domain.lookup != Domain.Lookup.RIGHT for domain in pending)
    return reminders.is_still_due(message, link, newest(link), policy_of(connection))
