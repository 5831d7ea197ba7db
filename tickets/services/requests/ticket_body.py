"""The body of a ticket request: what the portal adds to it, and how it turns into an edit.

https://auth0.com/docs/api/management/v2/self-service-profiles/post-sso-ticket
"""

from collections.abc import Iterator
from copy import deepcopy

from django.core.exceptions import ValidationError

from organizations.mailboxes import check_closed_domain
from organizations.models import Connection, Domain
from portal.auth0 import ticket_request
from portal.auth0.ticket_request import Body, Problem, TicketBody
from tickets.models import Ticket

# Metadata of the connection that names its origin; Auth0 allows ten keys in all.
STAMPS = ("portal_ticket", "portal_connection", "portal_customer")
MOST_KEYS = 10


def problems(body: Body, kind: str, connection: Connection) -> list[Problem]:
    """Return everything that is wrong with a request for this connection; empty: nothing."""
    # What is there already counts once the body itself is right.
    found = ticket_request.problems(body)
    if not found:
        others, aliases = _known_domains(body, connection)
        found = ticket_request.problems(body, organization_domains=others, domain_aliases=aliases)
    return [
        *(found or _open_to_everybody(body)),
        *(_create_problems if kind == Ticket.Kind.CREATE else _edit_problems)(body, connection),
    ]


def stamped(body: Body, ticket: Ticket) -> Body:
    """Return the body of a create ticket with our ids in the connection's metadata."""
    body = deepcopy(body)
    if "connection_config" in body:
        metadata = body["connection_config"].setdefault("metadata", {})
        ids = (ticket.pk, ticket.connection_id, ticket.connection.customer_id)
        metadata.update(zip(STAMPS, map(str, ids), strict=True))
    return body


def without_stamps(body: Body) -> Body:
    """Return the body as its author wrote it."""
    body = deepcopy(body)
    config = body.get("connection_config", {})
    for key in STAMPS:
        config.get("metadata", {}).pop(key, None)
    if config.get("metadata") == {}:
        del config["metadata"]
    return body


def as_edit(body: Body, connection: Connection) -> Body:
    """Return the request that goes on where a create ticket for this connection ended.

    Names and pre-verified domains are left out: an edit ticket cannot set them.
    """
    if "connection_config" not in body:
        return without_stamps(body)
    edit = {key: deepcopy(value) for key, value in body.items() if key != "connection_config"}
    verifies = TicketBody.parse(body).verifies
    edit["connection_id"] = connection.auth0_id
    edit["enabled_features"] = {
        "sso": True,
        "domain_verification": verifies,
        "provisioning": "provisioning_config" in body,
    }
    if edit.get("use_for_organization_discovery") and not verifies:
        # Auth0 wants domains or verification with it, and the domains were given before.
        del edit["use_for_organization_discovery"]
    return edit


def _open_to_everybody(body: Body) -> Iterator[Problem]:
    """At a free mailbox domain, anybody would be led to this company's provider."""
    parsed = TicketBody.parse(body)
    for field, domains in (
        ("connection_config.options.domain_aliases", parsed.preverified_domains),
        ("domain_aliases_config.pending_domains", parsed.pending_domains),
    ):
        for place, domain in enumerate(domains):
            try:
                check_closed_domain(domain)
            except ValidationError as error:
                yield Problem(f"{field}.{place}", error.messages[0])


def _known_domains(body: Body, connection: Connection) -> tuple[int, int]:
    """Count what Auth0's quotas count besides the domains that the body names itself."""
    parsed = TicketBody.parse(body)
    named = {*parsed.preverified_domains, *parsed.pending_domains}
    ids = [one.organization_id for one in parsed.enabled_organizations or ()]
    others = Domain.objects.filter(
        connection__tenant=connection.tenant, connection__organization__auth0_id__in=ids
    ).exclude(auth0_id="")
    of_organization = {*others.values_list("name", flat=True)} - named
    return len(of_organization), len({*connection.domain_aliases} - named)


def _create_problems(body: Body, connection: Connection) -> Iterator[Problem]:
    config = body.get("connection_config") or {}
    if connection.auth0_id:
        yield Problem(
            "connection_config",
            "This connection already exists in Auth0. Issue an edit ticket for it.",
        )
    if config.get("name") != connection.name:
        yield Problem(
            "connection_config.name",
            f"The connection was planned as “{connection.name}”. Use this name.",
        )
    metadata = config.get("metadata") or {}
    if isinstance(metadata, dict) and len({*metadata} - {*STAMPS}) > MOST_KEYS - len(STAMPS):
        yield Problem(
            "connection_config.metadata",
            f"Auth0 allows {MOST_KEYS} keys, and the portal adds {len(STAMPS)}. Keep up "
            f"to {MOST_KEYS - len(STAMPS)}.",
        )


def _edit_problems(body: Body, connection: Connection) -> Iterator[Problem]:
    if not connection.auth0_id:
        yield Problem(
            "connection_id",
            "This connection doesn't exist in Auth0 yet. Issue a create ticket first.",
        )
    elif body.get("connection_id") != connection.auth0_id:
        yield Problem(
            "connection_id", f"The ticket must be for this connection: {connection.auth0_id}."
        )
