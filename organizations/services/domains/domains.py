"""A connection's domains at Auth0: add one, take one out, set one to verified by decision."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organizations import auth0_clients
from organizations.errors import Rejected, Taken
from organizations.mailboxes import check_closed_domain
from organizations.models import Attention, Connection, Domain, Organization, Stage
from organizations.names import domain_name
from organizations.services import attention, audit
from organizations.services.lifecycle.locks import lock_connection
from organizations.services.lifecycle.stages import set_stage
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.auth0 import Auth0Error, Conflict, DiscoveryDomain, MissingScope, NotFound
from portal.auth0.resources.discovery_domains import VERIFIED
from portal.dns.txt_record import Result
from portal.text.addresses import readable

from .lookups import check_domain
from .routing import flag_unrouted, route_domains


def add_domain(connection: Connection, name: str, *, by: Actor) -> Domain:
    """Put a domain up for verification; the row says which TXT record proves it.

    Raises Rejected or Taken (field "name"), Auth0Error with nothing done.
    https://auth0.com/docs/api/management/v2/organizations/create-organization-discovery-domain
    """
    organization = _organization(connection)
    try:
        name = domain_name(name)
        check_closed_domain(name)
    except ValidationError as error:
        raise Rejected(error.messages[0], field="name") from None
    check_unclaimed(connection, name)
    if connection.domains.filter(name=name).exists():
        raise Taken(f"This connection already has “{readable(name)}”.", field="name")
    api = auth0_clients.auth0(connection.tenant).urgently().discovery_domains
    try:
        made = api.create(organization.auth0_id, domain=name)
    except Conflict:
        # Made outside the portal, or by an attempt of ours whose answer was lost.
        made = api.by_name(organization.auth0_id, name)
    verified = made.status == VERIFIED
    try:
        with transaction.atomic():
            domain = Domain.objects.create(
                customer=connection.customer,
                connection=connection,
                name=name,
                state=Domain.State.VERIFIED if verified else Domain.State.PENDING,
                verified_at=clock.now() if verified else None,
                lookup_due_at=None if verified else clock.now(),
                created_at=clock.now(),
                **_record(made),
            )
            audit.record(Verb.DOMAIN_ADD, by=by, connection=connection, domain=name)
    except IntegrityError:
        raise Taken(f"“{readable(name)}” was added a moment ago.", field="name") from None
    return domain


def remove_domain(domain: Domain, *, by: Actor) -> None:
    """Take a domain out: Auth0 no longer waits for it, nor sends its users to the connection.

    Raises Rejected for a domain of no connection, Auth0Error (MissingScope where routing cannot
    be changed); may be repeated safely.
    https://auth0.com/docs/api/management/v2/organizations/delete-organization-discovery-domain
    """
    connection = _connection(domain)
    client = auth0_clients.auth0(connection.tenant).urgently()
    if connection.auth0_id:
        # A pending domain leads nowhere yet, so that nothing is lost where that cannot be seen.
        pending = domain.state == Domain.State.PENDING
        with suppress(NotFound, *([MissingScope] if pending else [])):
            client.connections.change_domain_aliases(connection.auth0_id, remove=[domain.name])
    if domain.auth0_id and connection.organization:
        with suppress(NotFound):
            client.discovery_domains.delete(connection.organization.auth0_id, domain.auth0_id)
    with transaction.atomic():
        audit.record(Verb.DOMAIN_REMOVE, by=by, connection=connection, domain=domain.name)
        domain.delete()


def force_verified(domain: Domain, *, reason: str, by: Actor) -> None:
    """Set a pending domain to verified at Auth0 without its TXT record. Managers only.

    Whoever has such a domain receives its users' logins: `reason` is kept in the audit trail.
    Raises Rejected (field "reason", or a domain that Auth0 does not wait for), Auth0Error with
    nothing done; that the domain could not be made to lead to the connection is reported to staff.
    https://auth0.com/docs/api/management/v2/organizations/update-organization-discovery-domain
    """
    if not reason.strip():
        raise Rejected("Explain how you know they own this domain.", field="reason")
    _set_verified(domain, Verb.DOMAIN_FORCE, by=by, reason=reason.strip())
    connection = _connection(domain)
    try:
        route_domains(connection, by=by)
    except Auth0Error as error:
        flag_unrouted(connection, [domain.name], error, by=by)


def accept_record(domain: Domain, *, by: Actor) -> bool:
    """Set a pending domain to verified at Auth0 if its TXT record is right at this moment.

    Auth0 itself looks only when somebody presses Verify in the assistant. Raises Rejected for a
    domain that Auth0 does not wait for, or whose record staff entered, Auth0Error.
    https://auth0.com/docs/api/management/v2/organizations/update-organization-discovery-domain
    """
    if not _connection(domain).shows_pending:
        raise Rejected("This record was entered manually. Only Auth0's assistant can verify it.")
    if check_domain(domain).result != Result.RIGHT:
        return False
    if domain.state == Domain.State.VERIFIED:
        return True  # by somebody else, while we asked
    _set_verified(domain, Verb.DOMAIN_ACCEPT, by=by)
    return True


def _set_verified(domain: Domain, verb: Verb, *, by: Actor, **details: Any) -> None:
    connection = _connection(domain)
    if domain.state != Domain.State.PENDING:
        raise Rejected(f"“{domain}” isn't pending in Auth0, so it can't be marked as verified.")
    try:
        _tell_auth0(connection, domain)
    except NotFound:
        raise Rejected(f"Auth0 no longer has “{domain}”. Refresh the page.") from None
    with transaction.atomic():
        lock_connection(connection)
        verified = Domain.objects.filter(pk=domain.pk, state=Domain.State.PENDING).update(
            state=Domain.State.VERIFIED, verified_at=clock.now(), lookup_due_at=None, lookups=0
        )
        # Of two at once, one tells it.
        if verified:
            audit.record(verb, by=by, connection=connection, domain=domain.name, **details)
        if not connection.domains.filter(state=Domain.State.PENDING).exists():
            attention.settle(connection, Attention.Reason.DOMAIN_WRONG, by=by)
            # Known now, whoever reads Auth0 next and whatever is done before.
            set_stage(connection, Stage.DOMAIN_VERIFIED, was=Stage.DOMAIN_PENDING, by=by)
    domain.refresh_from_db()


def _tell_auth0(connection: Connection, domain: Domain) -> None:
    client = auth0_clients.auth0(connection.tenant).urgently()
    if not connection.shows_pending and connection.auth0_id:
        # Then a verified domain is one that leads to the connection, and nothing else.
        client.connections.change_domain_aliases(connection.auth0_id, add=[domain.name])
        return
    if not domain.auth0_id:
        raise Rejected(f"“{domain}” isn't pending in Auth0, so it can't be marked as verified.")
    organization = _organization(connection)
    client.discovery_domains.update(organization.auth0_id, domain.auth0_id, status=VERIFIED)


def _connection(domain: Domain) -> Connection:
    if domain.connection is None:
        raise Rejected(f"“{domain}” doesn't belong to a connection.")
    return domain.connection


def _organization(connection: Connection) -> Organization:
    if connection.organization is None or not connection.shows_pending:
        raise Rejected(
            "Auth0 shows domains only for connections with exactly one organization. "
            "Issue an edit ticket with domain verification instead."
        )
    return connection.organization


def check_unclaimed(connection: Connection, name: str) -> None:
    """Raise Taken (field "name") when another connection of the tenant has this domain."""
    rows = Domain.objects.filter(name=name, connection__tenant=connection.tenant)
    taken = rows.exclude(connection=connection).select_related("customer", "connection").first()
    if taken:
        raise Taken(
            f"“{readable(name)}” is used by the connection {taken.connection} of {taken.customer}.",
            field="name",
            holder=taken.customer,
        )


def _record(shown: DiscoveryDomain) -> dict[str, str]:
    return {
        "auth0_id": shown.id,
        "txt_host": shown.verification_host,
        "txt_value": shown.verification_txt,
    }
