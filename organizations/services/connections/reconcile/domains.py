"""Bring a connection's domains in line with what Auth0 shows of them."""

from datetime import timedelta

from organizations.models import Attention, Connection, Domain, Stage
from organizations.names import domain_from_auth0
from organizations.services import attention, audit
from organizations.services.domains.records import set_record
from organizations.stages import SERVING
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.auth0 import DiscoveryDomain
from portal.auth0.resources.discovery_domains import VERIFIED

from .auth0_state import Auth0State

State = Domain.State
# Auth0 reads domains from replicas: so long, a change of ours or of the assistant may be missing.
_LATE_READS = timedelta(minutes=2)


def take_over(
    connection: Connection, auth0_state: Auth0State, *, by: Actor
) -> tuple[frozenset[str], frozenset[str]]:
    """Write what was seen, inside the caller's transaction; return (pending, proven) names.

    Pending are those that Auth0 waits for. With one organization these are its discovery
    domains; otherwise Auth0 shows only the verified ones, as aliases of the connection, and the
    pending ones are those that were asked for (`records.await_domains`) and are not there yet.
    """
    rows = {row.name: row for row in connection.domains.all()}
    if auth0_state.found:
        if connection.shows_pending:
            _from_organization(connection, rows, auth0_state, by=by)
        if auth0_state.found.options_visible:
            _from_aliases(connection, rows, auth0_state.aliases, by=by)
        elif not connection.shows_pending:
            _from_log(connection, rows, by=by)
    pending_with_record = [row for row in rows.values() if row.state == State.PENDING]
    if connection.shows_pending:
        # Those without an id were asked for; the customer has not come to that step yet.
        pending_with_record = [row for row in pending_with_record if row.auth0_id]
    proven = {row.name for row in rows.values() if row.state == State.VERIFIED}
    if not pending_with_record:
        attention.settle(connection, Attention.Reason.DOMAIN_WRONG, by=by)
    return frozenset(row.name for row in pending_with_record), frozenset(proven)


def _from_organization(
    connection: Connection, rows: dict[str, Domain], auth0_state: Auth0State, *, by: Actor
) -> None:
    others = _elsewhere(connection)
    shown = {domain_from_auth0(domain.domain): domain for domain in auth0_state.discovery}
    shown.pop("", None)
    for name, domain in shown.items():
        row = rows.get(name)
        if row is None and name not in others and _takes_new_ones(connection):
            row = rows[name] = _add(connection, name, State.PENDING, by=by)
        if row is not None:
            _update(row, domain, by=by)
    for name in [name for name, row in rows.items() if row.auth0_id and name not in shown]:
        if rows[name].created_at < clock.now() - _LATE_READS:
            _remove(rows.pop(name), by=by)


def _from_aliases(
    connection: Connection, rows: dict[str, Domain], aliases: list[str], *, by: Actor
) -> None:
    """Aliases route logins. One that nobody proved was set by an administrator of the tenant."""
    shown = {*aliases}
    # Where pending domains cannot be seen, the log tells how many the customer proved.
    proven = 0 if connection.shows_pending else _newly_verified(connection, rows)
    for name in sorted(shown - rows.keys()):
        state = State.VERIFIED if proven > 0 else State.PREVERIFIED
        rows[name] = _add(connection, name, state, by=by)
        proven -= 1
    if connection.shows_pending:
        return  # the organization's own list says more about those known already
    for name, row in list(rows.items()):
        if name in shown and row.state == State.PENDING:
            _set_state(row, State.VERIFIED, by=by)
        elif name not in shown and row.state == State.VERIFIED:
            _remove(rows.pop(name), by=by)


def _from_log(connection: Connection, rows: dict[str, Domain], *, by: Actor) -> None:
    """Neither pending nor verified domains can be seen: the log tells of them without a name."""
    pending = [row for row in rows.values() if row.state == State.PENDING]
    if pending and _newly_verified(connection, rows) >= len(pending):
        for row in pending:
            _set_state(row, State.VERIFIED, by=by)


def _newly_verified(connection: Connection, rows: dict[str, Domain]) -> int:
    """How many more verified domains the log tells of than we know."""
    known = sum(row.state == State.VERIFIED for row in rows.values())
    return connection.verifications_logged - known


def _update(row: Domain, shown: DiscoveryDomain, *, by: Actor) -> None:
    set_record(row, shown.verification_host, shown.verification_txt)
    if row.auth0_id != shown.id:
        row.auth0_id = shown.id
        row.save(update_fields=["auth0_id"])
    if shown.status == VERIFIED:
        if row.state == State.PENDING:
            _set_state(row, State.VERIFIED, by=by)
    elif row.state != State.PENDING and not _just_verified(row):
        _set_state(row, State.PENDING, by=by)
    if row.state == State.PENDING and row.lookup_due_at is None and not row.lookups:
        row.lookup_due_at = clock.now()
        row.save(update_fields=["lookup_due_at"])


def _set_state(row: Domain, state: Domain.State, *, by: Actor) -> None:
    row.state = state
    row.verified_at = clock.now() if state == State.VERIFIED else None
    row.lookup_due_at = None
    row.lookups = 0
    row.save(update_fields=["state", "verified_at", "lookup_due_at", "lookups"])
    verb = Verb.DOMAIN_VERIFIED if state == State.VERIFIED else Verb.DOMAIN_PENDING
    audit.record(verb, by=by, connection=row.connection, domain=row.name)


def _add(connection: Connection, name: str, state: Domain.State, *, by: Actor) -> Domain:
    audit.record(Verb.DOMAIN_SEEN, by=by, connection=connection, domain=name)
    return Domain.objects.create(
        customer=connection.customer,
        connection=connection,
        name=name,
        state=state,
        verified_at=clock.now() if state == State.VERIFIED else None,
        created_at=clock.now(),
    )


def _remove(row: Domain, *, by: Actor) -> None:
    audit.record(Verb.DOMAIN_VANISHED, by=by, connection=row.connection, domain=row.name)
    row.delete()


def _just_verified(row: Domain) -> bool:
    return row.verified_at is not None and row.verified_at > clock.now() - _LATE_READS


def _elsewhere(connection: Connection) -> set[str]:
    return {
        *Domain.objects.filter(connection__organization=connection.organization)
        .exclude(connection=connection)
        .values_list("name", flat=True)
    }


def _takes_new_ones(connection: Connection) -> bool:
    """Auth0 ties domains to the organization: a new one belongs to the newest setup in it."""
    siblings = Connection.objects.filter(organization=connection.organization)
    siblings = siblings.exclude(stage=Stage.GONE)
    newest = siblings.exclude(stage__in=SERVING).first() or siblings.first()
    return newest is None or newest.pk == connection.pk
