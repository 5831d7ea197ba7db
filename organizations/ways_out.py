"""What a person can do about something on the list: the one step that resolves it."""

from dataclasses import dataclass

from django.urls import reverse

from organizations.models import Attention, Connection, Domain, Organization, Stage
from portal.dns import Result

Reason = Attention.Reason


@dataclass(frozen=True)
class WayOut:
    """A button; `acts` at once (POST), `asks` one question (a page or dialog), or leads on."""

    text: str
    url: str
    acts: bool = False
    asks: bool = False


def way_out(attention: Attention) -> WayOut | None:
    """Return the step to offer; None where only a person outside the portal can find out more.

    Reads the connection's tickets and domains: fetch them beforehand for a list.
    """
    connection = attention.connection
    if connection is None:
        return None
    match attention.reason:
        case Reason.UNCONFIRMED:
            return _to_the_ticket(connection)
        case Reason.BOUNCED:
            return _to_another(connection)
        case Reason.COLLEAGUE:
            url = reverse("tickets:colleague", args=[connection.pk])
            return WayOut("Decide", url, asks=True)
        case Reason.DOMAIN_WRONG:
            return _ask_dns(connection)
        case Reason.ENDING:
            return WayOut("Send an edit ticket", _new_ticket(connection))
        case Reason.UNROUTED:
            url = reverse("organizations:connection_enable", args=[connection.pk])
            return WayOut("Let the domains lead here", url, acts=True)
        case Reason.CHANGED:
            return _put_right(connection)
        case _:
            return _go_on(connection)


def _to_the_ticket(connection: Connection) -> WayOut | None:
    ticket = _newest_ticket(connection)
    if ticket is None:
        return None
    return WayOut("Look at the ticket", reverse("tickets:ticket", args=[ticket]))


def _to_another(connection: Connection) -> WayOut:
    ticket = _newest_ticket(connection)
    if ticket is None:
        return _go_on(connection)
    url = reverse("tickets:change_recipient", args=[ticket])
    return WayOut("Change the recipient", url, asks=True)


def _ask_dns(connection: Connection) -> WayOut:
    for domain in connection.domains.all():
        if domain.state == Domain.State.PENDING and domain.lookup != Result.RIGHT:
            url = reverse("organizations:domain_check", args=[domain.pk])
            return WayOut("Check DNS now", url, acts=True)
    return _look(connection)


def _put_right(connection: Connection) -> WayOut | None:
    organization = connection.organization
    if organization and organization.state == Organization.State.GONE:
        args = [connection.customer_id, connection.tenant_id]
        return WayOut("Choose an organization", reverse("organizations:mapping", args=args))
    if connection.stage == Stage.GONE:
        url = f"{reverse('tickets:new')}?customer={connection.customer_id}"
        return WayOut("New ticket", url)
    if connection.stage == Stage.DISABLED:
        url = reverse("organizations:connection_enable", args=[connection.pk])
        return WayOut("Enable it again", url, acts=True)
    return None


def _go_on(connection: Connection) -> WayOut:
    if any(domain.state == Domain.State.PENDING for domain in connection.domains.all()):
        url = reverse("tickets:send_follow_up", args=[connection.pk])
        return WayOut("Send the follow-up", url, acts=True)
    ticket = _newest_ticket(connection)
    if ticket is None:
        return WayOut("New ticket", _new_ticket(connection))
    return WayOut("Issue again", reverse("tickets:issue_again", args=[ticket]), acts=True)


def _look(connection: Connection) -> WayOut:
    url = reverse("organizations:connection_look", args=[connection.pk])
    return WayOut("Look now", url, acts=True)


def _new_ticket(connection: Connection) -> str:
    return f"{reverse('tickets:new')}?connection={connection.pk}"


def _newest_ticket(connection: Connection) -> int | None:
    """The primary key of the connection's newest ticket."""
    return max((ticket.pk for ticket in connection.tickets.all()), default=None)
