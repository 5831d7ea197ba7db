"""After a connection went live: edit tickets before its certificate or provisioning token ends."""

from copy import deepcopy
from datetime import datetime
from typing import Any

from organizations.models import Connection, Contact
from organizations.services import connections
from organizations.services.connections.expiries import CERTIFICATE, SECRET, TOKEN
from portal import clock
from portal.auth0.ticket_request import Problem
from tickets.errors import InvalidRequest
from tickets.models import Link, Message, Policy, Preset, Ticket
from tickets.services.presets.presets import default_preset
from tickets.services.presets.quiet_hours import after_quiet
from tickets.services.requests.draft import Draft, Person
from tickets.states import ACTIVE, State

from . import recipients
from .steps import Do, Step

_KINDS = {
    CERTIFICATE: Message.Kind.CERTIFICATE,
    SECRET: Message.Kind.SECRET,
    TOKEN: Message.Kind.PROVISIONING,
}
_REASONS = {
    Message.Kind.CERTIFICATE: Ticket.Reason.CERTIFICATE,
    Message.Kind.SECRET: Ticket.Reason.SECRET,
    Message.Kind.PROVISIONING: Ticket.Reason.PROVISIONING,
}
# What a provisioning ticket offers where nothing else was agreed: all that SCIM needs.
_SCOPES = [f"{verb}:users" for verb in ("get", "post", "put", "patch", "delete")]


def expiries_to_announce(connection: Connection, policy: Policy) -> list[Step]:
    """Return the notices for which the contact still gets an edit ticket, those to come included.

    Not while the customer holds a ticket that a person issued for something else.
    """
    steps = []
    free = free_from(connection)
    for expiry in connections.notices(connection):
        key = f"{expiry.key}:{connection.pk}"
        if not connection.tickets.filter(cause=key).exists():
            at = max(expiry.since, free, clock.now())
            at = after_quiet(at, policy, connection.customer.time_zone)
            if at < expiry.at:
                steps.append(Step(Do.TICKET, at, key, _KINDS[expiry.kind], until=expiry.at))
    return sorted(steps, key=lambda step: step.at)


def expiry_draft(connection: Connection, kind: Message.Kind) -> Draft:
    """Return the edit ticket with which the contact puts in what replaces that which ends.

    Raises InvalidRequest when there is no contact who can be written to, or no preset.
    """
    return edit_draft(connection, _REASONS[kind])


def edit_draft(connection: Connection, reason: Ticket.Reason) -> Draft:
    """Return the edit ticket that the portal issues for a reason. Raises InvalidRequest."""
    last = connection.tickets.select_related("preset", "link__contact").first()
    preset = (last and last.preset) or default_preset(connection.tenant)
    people = recipients.people(last) if last else []
    contact = _contact(connection, people)
    if preset is None:
        raise InvalidRequest([Problem("preset", "The tenant has no default preset. Create one.")])
    if contact is None:
        raise InvalidRequest(
            [Problem("contact", "None of the customer's contacts can receive email. Add one.")]
        )
    provisioning = reason == Ticket.Reason.PROVISIONING
    body: dict[str, Any] = {
        "connection_id": connection.auth0_id,
        "enabled_features": {
            "sso": not provisioning,
            "domain_verification": False,
            "provisioning": provisioning,
        },
    }
    if provisioning:
        body["provisioning_config"] = _provisioning(connection, preset)
    return Draft(
        customer=connection.customer,
        tenant=connection.tenant,
        preset=preset,
        contact=contact,
        kind=Ticket.Kind.EDIT,
        reason=reason,
        body=body,
        custom_domain=(last.custom_domain if last else "") or preset.custom_domain,
        connection=connection,
        others=tuple(
            Person(link.contact, link.role)
            for link in people
            if link.contact and not link.is_for_dns and link.contact != contact
        ),
    )


def is_replaced(link: Link) -> bool:
    """Answer whether the assistant was finished behind a link about a client secret.

    Nothing else tells that there is another: Auth0 shows no secret.
    """
    first = link.tickets.order_by("pk").first()
    if first is None or first.reason != Ticket.Reason.SECRET:
        return False
    opened = link.tickets.filter(state=State.OPENED).first()
    finished_at = link.connection.assistant_finished_at
    return bool(opened and opened.opened_at and finished_at and finished_at >= opened.opened_at)


def is_renewed(link: Link) -> bool:
    """Answer whether the certificate or token that a link is about was replaced by another."""
    first = link.tickets.order_by("pk").first()
    cause = (first and first.cause) or ""
    known = {
        expiry.subject
        for find in (connections.notices, connections.expiries)
        for expiry in find(link.connection)
        if cause.startswith(f"{expiry.kind}:")
    }
    return bool(known) and not any(cause.startswith(f"{subject}:") for subject in known)


def may_be_mailed(connection: Connection, last: Ticket | None) -> bool:
    """Answer whether an edit ticket can be made: there is a contact to mail it to, and a preset."""
    preset = (last and last.preset) or default_preset(connection.tenant)
    people = recipients.people(last) if last else []
    return preset is not None and _contact(connection, people) is not None


def free_from(connection: Connection) -> datetime:
    """When no ticket that a person issued is in the customer's hands."""
    held = connection.tickets.filter(state__in=ACTIVE, cause=None).first()
    if held is None or held.state == State.QUEUED:
        return clock.now()
    return held.session_ends_at or held.expires_at or clock.now()


def _contact(connection: Connection, people: list[Link]) -> Contact | None:
    first = [link.contact for link in people if link.contact and not link.is_for_dns]
    others = connection.customer.contacts.order_by("pk")
    for contact in [*first, *others]:
        if not contact.bounced_at and not contact.opted_out_at:
            return contact
    return None


def _provisioning(connection: Connection, preset: Preset) -> dict[str, Any]:
    """As it was set up, or as the preset has it."""
    for ticket in connection.tickets.all():
        if config := ticket.parsed.provisioning:
            return dict(deepcopy(config))
    return dict(deepcopy(preset.settings.get("provisioning_config") or {"scopes": _SCOPES}))
