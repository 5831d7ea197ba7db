"""What the steps of a connection mail, and the tickets they make, from the rows as they are."""

from organizations.models import Connection
from organizations.services.connections.open_points import pending_with_record
from tickets.models import Message, Ticket
from tickets.services.mail import queue
from tickets.services.mail.templates import LINK, Mail
from tickets.services.requests.draft import Draft, follow_up_draft

from . import domain_follow_up, failing_sign_ins
from .expiry_tickets import expiry_draft
from .recipients import people, reachable
from .steps import Step


def draft_of(step: Step, connection: Connection) -> Draft:
    """Return the ticket that a step asks for. Raises TicketError where it cannot be made."""
    assert step.kind  # noqa: S101 - a ticket is mailed
    if step.kind == Message.Kind.FAILING:
        return failing_sign_ins.failing_draft(connection)
    if step.kind != Message.Kind.FOLLOW_UP:
        return expiry_draft(connection, step.kind)
    draft, last = follow_up_draft(connection), newest_of(connection)
    reached = [link.contact_id for link in reachable(last)] if last else []
    if not reached or draft.contact.pk in reached:
        return draft
    # Somebody who shared the ticket goes first, in place of whom no mail reaches.
    return draft.led_by(next(one for one in draft.others if one.contact.pk == reached[0]))


def mail_of(step: Step, connection: Connection) -> Mail:
    """Return the mail of a step that goes out with no new ticket."""
    ticket = ticket_of(step, connection)
    assert ticket  # noqa: S101 - the step was planned from it
    assert step.kind  # noqa: S101 - it mails
    link = next((one for one in people(ticket) if one.pk in step.to), ticket.link)
    return queue.preview(step.kind, ticket, link=link, **context_of(step, connection))


def context_of(step: Step, connection: Connection) -> dict[str, object]:
    """Return what the mail of a step says besides what is known of the ticket."""
    match step.kind:
        case Message.Kind.RECORD:
            return domain_follow_up.record_context(connection)
        case Message.Kind.DNS:
            return {"domains": pending_with_record(connection)}
        case Message.Kind.UNUSED:
            sign_in_url = connection.tenant.sign_in_url
            return {"sign_in_url": sign_in_url, "problems_url": f"{LINK}problems/"}
    return {}


def ticket_of(step: Step, connection: Connection) -> Ticket | None:
    """Return the ticket whose recipient a step mails: the newest, or that of what it is about."""
    if step.kind == Message.Kind.MENDED:
        return failing_sign_ins.ticket_of(step, connection)
    return newest_of(connection)


def newest_of(connection: Connection) -> Ticket | None:
    """Return the connection's newest ticket, from which its steps are planned."""
    rows = connection.tickets.select_related("link__contact", "preset", "connection__customer")
    return rows.order_by("pk").last()
