"""What a person can do about something on the list: the one step that resolves it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from organizations.models import Attention, Connection, Domain, Organization, Stage
from organizations.services import attention as attentions
from portal.dns.txt_record import Result

Reason = Attention.Reason


@dataclass(frozen=True)
class Action:
    """A button; `acts` at once (POST), `asks` one question (a page or dialog), or leads on.

    A new ticket is never mailed at once: its button leads to the review.
    """

    text: str
    url: str
    acts: bool = False
    asks: bool = False


def waiting(**of: Any) -> QuerySet[Attention]:
    """Return what is on the list, most urgent first, with what `action_for` reads."""
    return _with_steps(attentions.waiting(**of))


def listed(rows: QuerySet[Attention]) -> QuerySet[Attention]:
    """Return the same rows with what a list shows of them and what `action_for` reads."""
    return _with_steps(attentions.with_whose(rows))


def _with_steps(rows: QuerySet[Attention]) -> QuerySet[Attention]:
    return rows.prefetch_related("connection__tickets", "connection__domains")


def action_for(attention: Attention) -> Action | None:
    """Return the step to offer; None where only a person outside the portal can find out more.

    Reads the connection's tickets and domains: `waiting` fetches them for a list.
    """
    connection = attention.connection
    if connection is None:
        return None
    match attention.reason:
        case Reason.UNAPPROVED:
            return _to_the_ticket(connection)
        case Reason.BOUNCED:
            return _to_right_address(connection)
        case Reason.COLLEAGUE:
            url = reverse("tickets:colleague", args=[connection.pk])
            return Action("Decide", url, asks=True)
        case Reason.DOMAIN_WRONG:
            return _ask_dns(connection)
        case Reason.FAILING | Reason.IDLE:
            return Action("See the sign-ins", f"{connection.get_absolute_url()}#sign-ins")
        case Reason.ENDING:
            return Action("Issue edit ticket", _new_ticket(connection))
        case Reason.UNROUTED:
            url = reverse("organizations:connection_enable", args=[connection.pk])
            return Action("Route domains here", url, acts=True)
        case Reason.CHANGED:
            return _put_right(connection)
        case _:
            return _go_on(connection)


def _to_the_ticket(connection: Connection) -> Action | None:
    ticket = _newest_ticket(connection)
    if ticket is None:
        return None
    return Action("View ticket", reverse("tickets:ticket", args=[ticket]))


def _to_right_address(connection: Connection) -> Action:
    ticket = _newest_ticket(connection)
    if ticket is None:
        return _go_on(connection)
    url = reverse("tickets:correct_address", args=[ticket])
    return Action("Correct address", url, asks=True)


def _ask_dns(connection: Connection) -> Action:
    for domain in connection.domains.all():
        if domain.state == Domain.State.PENDING and domain.lookup != Result.RIGHT:
            url = reverse("organizations:domain_check", args=[domain.pk])
            return Action("Check DNS", url, acts=True)
    return _reconcile(connection)


def _put_right(connection: Connection) -> Action | None:
    organization = connection.organization
    if organization and organization.state == Organization.State.GONE:
        args = [connection.customer_id, connection.tenant_id]
        return Action("Map to an organization", reverse("organizations:mapping", args=args))
    if connection.stage == Stage.GONE:
        url = f"{reverse('tickets:new')}?customer={connection.customer_id}"
        return Action("New ticket", url)
    if connection.stage == Stage.DISABLED:
        url = reverse("organizations:connection_enable", args=[connection.pk])
        return Action("Enable connection", url, acts=True)
    return None


def _go_on(connection: Connection) -> Action:
    if any(domain.state == Domain.State.PENDING for domain in connection.domains.all()):
        url = reverse("tickets:follow_up", args=[connection.pk])
        return Action("Send follow-up", url)
    ticket = _newest_ticket(connection)
    if ticket is None:
        return Action("New ticket", _new_ticket(connection))
    return Action("Reissue", f"{reverse('tickets:review')}?reissue={ticket}")


def _reconcile(connection: Connection) -> Action:
    url = reverse("organizations:connection_reconcile", args=[connection.pk])
    return Action("Refresh", url, acts=True)


def _new_ticket(connection: Connection) -> str:
    return f"{reverse('tickets:new')}?connection={connection.pk}"


def _newest_ticket(connection: Connection) -> int | None:
    """The primary key of the connection's newest ticket."""
    return max((ticket.pk for ticket in connection.tickets.all()), default=None)
