"""Ask for a ticket: the row is the truth, a worker takes it to Auth0."""

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction

from organizations import attention
from organizations import services as organizations
from organizations.models import Attention, Connection, Contact, Organization, User
from organizations.turns import take_turns
from portal import clock
from portal.actor import Actor
from portal.auth0.ticket_request import Problem
from portal.wake import wake
from tickets import tasks
from tickets.models import Link, Nomination, Preset, Ticket
from tickets.states import LIVE, State

from . import bodies
from .confirm import ask_second_person, needs_confirmation
from .errors import InvalidRequest, WrongState
from .links import LONGEST_DAYS, end_links, make_link
from .move import record
from .retire import retire

# What a new ticket answers; if it does not, it is put on the list again.
_ANSWERED = frozenset(
    {
        Attention.Reason.FAILED,
        Attention.Reason.BOUNCED,
        Attention.Reason.STALLED,
        Attention.Reason.COLLEAGUE,
        Attention.Reason.ASKED,
    }
)


def request_ticket(
    connection: Connection,
    *,
    preset: Preset,
    kind: str,
    reason: str,
    contact: Contact,
    request: dict[str, Any],
    custom_domain: str = "",
    by: Actor,
    link_days: int | None = None,
    confirmation: str | None = None,
    cause: str | None = None,
    created_by: User | None = None,
) -> Ticket:
    """Queue a ticket and the link that will lead to it; both are mailed once Auth0 issued it.

    `request` is the body of Auth0's call, to which our ids are added; `link_days` and
    `confirmation` replace the preset's; `cause` names what made the portal ask by itself;
    `created_by` stands for it where `by` is not of our staff. The connection's live ticket is
    replaced and revoked, its earlier links end. Raises InvalidRequest, or WrongState when a
    colleague was faster.
    https://auth0.com/docs/api/management/v2/self-service-profiles/post-sso-ticket
    """
    days = preset.link_days if link_days is None else link_days
    faults = [
        *_faults(connection, preset, contact, days),
        *bodies.problems(request, kind, connection),
    ]
    if faults:
        raise InvalidRequest(faults)
    with transaction.atomic():
        # Of two at once, the second replaces the first.
        take_turns(connection)
        # What goes out by itself to the same person does not answer whom they named.
        named = Nomination.objects.filter(
            link__connection=connection, link__ended="", link__contact=contact
        )
        kept = None if by.user else named.first()
        old = _replace_live(connection, by)
        _note_wishes(connection, request, kind)
        organizations.await_domains(connection, bodies.pending(request), by=by)
        link = make_link(
            connection, contact, days=days, confirmation=confirmation or preset.confirmation
        )
        ticket = queue_ticket(
            link,
            by=by,
            verb="ticket:request",
            created_by=by.user or created_by,
            preset=preset,
            profile_id=preset.profile_id,
            kind=kind,
            reason=reason,
            request=request,
            custom_domain=custom_domain,
            cause=cause,
        )
        if kept:
            Nomination.objects.filter(pk=kept.pk).update(link=link)
        answered = _ANSWERED - {Attention.Reason.COLLEAGUE} if kept else _ANSWERED
        attention.settle(connection, *sorted(answered), by=by)
        if old:
            Ticket.objects.filter(pk=old.pk).update(replaced_by=ticket)
        wake(tasks.issue, ticket.pk)
    return ticket


def queue_ticket(
    link: Link, *, by: Actor, verb: str, request: dict[str, Any], **fields: Any
) -> Ticket:
    """Write a queued ticket behind a link; for services only, which see to it that it is issued.

    Raises WrongState when the connection has a live ticket.
    """
    connection = link.connection
    try:
        with transaction.atomic():
            ticket = Ticket.objects.create(
                tenant=connection.tenant,
                connection=connection,
                link=link,
                created_at=clock.now(),
                request=request,
                held=needs_confirmation(connection, request),
                **fields,
            )
            ticket.request = bodies.stamped(request, ticket)
            ticket.save(update_fields=["request"])
            record(ticket, verb, by=by, kind=ticket.kind, recipient=link.recipient_email)
            if ticket.held:
                ask_second_person(ticket, by=by)
    except IntegrityError:
        raise WrongState(
            f"A colleague just issued a ticket for “{connection}”. Look at it first."
        ) from None
    return ticket


def _replace_live(connection: Connection, by: Actor) -> Ticket | None:
    end_links(connection.links.all(), Link.Ended.REPLACED)
    live = Ticket.objects.filter(connection=connection, state__in=LIVE).first()
    if live:
        retire(live, State.REPLACED, by=by, verb="ticket:replace")
    return live


def _note_wishes(connection: Connection, request: dict[str, Any], kind: str) -> None:
    """Write down what "live" will mean for this connection."""
    wishes: dict[str, Any] = {}
    if kind == Ticket.Kind.CREATE or "enabled_clients" in request:
        wishes["wanted_clients"] = request.get("enabled_clients", [])
    if kind == Ticket.Kind.CREATE or "domain_aliases_config" in request:
        wishes["verification"] = bodies.verification(request)
    if kind == Ticket.Kind.CREATE or "enabled_organizations" in request:
        ids = [one["organization_id"] for one in request.get("enabled_organizations", [])]
        wishes["organization"] = Organization.objects.filter(
            tenant=connection.tenant, customer=connection.customer, auth0_id__in=ids
        ).first()
        wishes["more_organizations"] = len(ids) > 1
    for name, value in wishes.items():
        setattr(connection, name, value)
    connection.save(update_fields=list(wishes))


def _faults(
    connection: Connection, preset: Preset, contact: Contact, days: int
) -> Iterator[Problem]:
    if connection.customer.archived_at:
        yield Problem("customer", f"{connection.customer} is archived. Unarchive the customer.")
    if contact.customer_id != connection.customer_id:
        yield Problem("contact", f"{contact} is not a contact of {connection.customer}.")
    if preset.tenant_id != connection.tenant_id:
        yield Problem(
            "preset",
            f"“{preset}” belongs to another tenant. Choose a preset of {connection.tenant}.",
        )
    if not connection.tenant.active:
        yield Problem("tenant", f"The tenant {connection.tenant} is switched off.")
    if not 1 <= days <= LONGEST_DAYS:
        yield Problem("link_days", f"A link can be good for 1 to {LONGEST_DAYS} days.")
