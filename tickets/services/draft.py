"""What a new ticket starts from, so that nine of ten need no change."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from organizations.errors import Taken
from organizations.models import Connection, Contact, Customer, Domain, Stage, Tenant, Verification
from organizations.services import plan_connection, propose_connection_name
from portal import clock
from portal.actor import Actor
from portal.auth0.ticket_request import Problem
from tickets.models import Preset, Ticket
from tickets.states import LIVE

from . import bodies
from .again import kind_and_request
from .errors import InvalidRequest, WrongState
from .presets import default_preset
from .request import request_ticket

# Two clicks within this time are one.
SAME_CLICK = timedelta(seconds=15)


@dataclass
class Draft:
    """A ticket that nobody asked for yet. Without `connection`, one is planned with it."""

    customer: Customer
    tenant: Tenant
    preset: Preset
    contact: Contact
    kind: str
    reason: str
    request: dict[str, Any]
    custom_domain: str = ""
    connection: Connection | None = None


def draft(
    customer: Customer,
    tenant: Tenant,
    preset: Preset,
    contact: Contact,
    connection: Connection | None = None,
    *,
    name: str = "",
    urgent: bool = True,
) -> Draft:
    """Return a ticket by a preset: for a new connection, a planned one, or one that exists.

    `name` is for a new connection; without it a free one is looked for at Auth0, which raises
    Auth0Error and organizations' Taken; `urgent`: a person waits for that.
    """
    exists = connection is not None and bool(connection.auth0_id)
    body = deepcopy(preset.settings)
    _add_organization(body, customer, tenant)
    if connection and exists:
        body = _edit(body, connection)
    else:
        known_as = connection.name if connection else name
        _add_connection(
            body,
            name=known_as
            or propose_connection_name(
                customer, tenant, rule=preset.connection_name, urgent=urgent
            ),
            display_name=(connection and connection.display_name) or customer.name,
        )
        _add_domains(body, customer)
    return Draft(
        customer=customer,
        tenant=tenant,
        preset=preset,
        contact=contact,
        kind=Ticket.Kind.EDIT if exists else Ticket.Kind.CREATE,
        reason=Ticket.Reason.MANUAL if exists else Ticket.Reason.FIRST,
        request=body,
        custom_domain=preset.custom_domain or tenant.custom_domain,
        connection=connection,
    )


def unfinished(connections: Sequence[Connection]) -> Connection | None:
    """Return the connection that a new ticket is most likely for: the only one still being set up.

    `connections` are those of one customer; None: a new one is meant.
    """
    open_ones = [one for one in connections if one.stage not in (Stage.LIVE, Stage.GONE)]
    return open_ones[0] if len(open_ones) == 1 else None


def again_draft(ticket: Ticket) -> Draft:
    """Return a ticket that goes on where this one stopped, to the same recipient.

    Raises WrongState when Auth0 no longer has the connection, InvalidRequest when preset or
    recipient are gone.
    """
    kind, request = kind_and_request(ticket)
    if ticket.connection.stage == Stage.GONE:
        raise WrongState(
            "The connection was deleted in Auth0. Make a new ticket: the setup begins again."
        )
    return _after(ticket, kind=kind, reason=Ticket.Reason.RENEWAL, request=request)


def follow_up_draft(connection: Connection) -> Draft:
    """Return the edit ticket with which the customer finishes verifying their domains.

    Same recipient and verification as before, the domains that are still pending, and, while
    the connection is not enabled, what enabling needs. Raises WrongState when there is nothing
    to follow up, InvalidRequest when preset or recipient are gone.
    """
    if not connection.auth0_id:
        raise WrongState(f"“{connection}” does not exist in Auth0 yet: there is nothing to finish.")
    pending = _pending(connection)
    verification = connection.verification
    if verification == Verification.NONE:
        if not pending:
            raise WrongState(f"“{connection}” was set up without domain verification.")
        verification = Verification.OPTIONAL  # staff added a domain since
    last = connection.tickets.select_related("preset", "link__contact").first()
    if last is None:
        raise WrongState(f"“{connection}” was not set up by a ticket. Make a new ticket for it.")
    before = {key: one for key, one in last.request.items() if key != "provisioning_config"}
    before["domain_aliases_config"] = {"domain_verification": verification}
    body = bodies.as_edit(before, connection)
    if pending:
        body["domain_aliases_config"]["pending_domains"] = pending
    if connection.wanted_clients:
        body["enabled_clients"] = list(connection.wanted_clients)
    if connection.organization:
        ours = [{"organization_id": connection.organization.auth0_id}]
        body.setdefault("enabled_organizations", ours)
    body["enabled_features"] = {
        "sso": connection.stage != Stage.LIVE,
        "domain_verification": True,
        "provisioning": False,
    }
    return _after(
        last, kind=Ticket.Kind.EDIT, reason=Ticket.Reason.DOMAIN_VERIFICATION, request=body
    )


def request_draft(
    draft: Draft, *, by: Actor, link_days: int | None = None, confirmation: str | None = None
) -> Ticket:
    """Ask for the ticket of a draft, its connection planned in the same transaction.

    A second click on the same draft returns the first one's ticket. Raises as `request_ticket`
    does, and organizations' Rejected and Taken for the name.
    """
    if sent := _just_sent(draft, by):
        return sent
    try:
        return _request(draft, by, link_days, confirmation)
    except Taken:
        # The first of two clicks may have planned the connection a moment ago.
        if sent := _just_sent(draft, by):
            return sent
        raise


def _request(draft: Draft, by: Actor, link_days: int | None, confirmation: str | None) -> Ticket:
    config = draft.request.get("connection_config", {})
    with transaction.atomic():
        connection = draft.connection or plan_connection(
            draft.customer,
            draft.tenant,
            name=config.get("name", ""),
            display_name=config.get("display_name", ""),
            by=by,
        )
        return request_ticket(
            connection,
            preset=draft.preset,
            kind=draft.kind,
            reason=draft.reason,
            contact=draft.contact,
            request=draft.request,
            custom_domain=draft.custom_domain,
            by=by,
            link_days=link_days,
            confirmation=confirmation,
        )


def _just_sent(draft: Draft, by: Actor) -> Ticket | None:
    """The live ticket that the same person asked for in the same words a moment ago."""
    if by.user is None:
        return None
    live = Ticket.objects.filter(
        tenant=draft.tenant,
        connection__customer=draft.customer,
        created_by=by.user,
        created_at__gte=clock.now() - SAME_CLICK,
        link__contact=draft.contact,
        state__in=LIVE,
    )
    same = (one for one in live if bodies.without_stamps(one.request) == draft.request)
    return next(same, None)


def _after(ticket: Ticket, *, kind: str, reason: str, request: dict[str, Any]) -> Draft:
    preset = ticket.preset or default_preset(ticket.tenant)
    if preset is None:
        raise InvalidRequest([Problem("preset", "The preset is gone. Make a new ticket instead.")])
    contact = ticket.link.contact
    if contact is None:
        raise InvalidRequest([Problem("contact", "The recipient is gone. Choose another contact.")])
    return Draft(
        customer=ticket.connection.customer,
        tenant=ticket.tenant,
        preset=preset,
        contact=contact,
        kind=kind,
        reason=reason,
        request=request,
        custom_domain=ticket.custom_domain,
        connection=ticket.connection,
    )


def _edit(body: dict[str, Any], connection: Connection) -> dict[str, Any]:
    """Settings of a preset as the request that edits a connection."""
    body.setdefault("connection_config", {})
    return bodies.as_edit(body, connection)


def _add_connection(body: dict[str, Any], *, name: str, display_name: str) -> None:
    config = body.setdefault("connection_config", {})
    config["name"] = name
    config["display_name"] = display_name[:128]


def _add_domains(body: dict[str, Any], customer: Customer) -> None:
    """Put the customer's known domains in: to verify where the preset asks for proof, and as
    trusted only where discovery by domain is wanted without it."""
    known = list(customer.domains.filter(connection=None).values_list("name", flat=True).distinct())
    if not known:
        return
    if bodies.verification(body) != Verification.NONE:
        body["domain_aliases_config"]["pending_domains"] = known
    elif body.get("use_for_organization_discovery"):
        options = body["connection_config"].setdefault("options", {})
        options["domain_aliases"] = known


def _add_organization(body: dict[str, Any], customer: Customer, tenant: Tenant) -> None:
    """Put the customer's own organization in; the preset says how its members come in."""
    rows = body.pop("enabled_organizations", None) or [{}]
    organization = customer.organizations.filter(tenant=tenant).first()
    if organization:
        usual = {"assign_membership_on_login": False, "show_as_button": True}
        body["enabled_organizations"] = [
            {"organization_id": organization.auth0_id, **usual, **rows[0]}
        ]
    else:
        # Discovery needs exactly one.
        body.pop("use_for_organization_discovery", None)


def _pending(connection: Connection) -> list[str]:
    pending = connection.domains.filter(state=Domain.State.PENDING)
    return list(pending.values_list("name", flat=True))
