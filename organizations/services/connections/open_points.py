"""What a connection that exists, but is not live, still waits for. Reads rows only."""

from collections.abc import Sequence

from organizations.models import Connection, Domain, Stage, Verification

UNFINISHED = frozenset({Stage.CONFIGURED, Stage.DOMAIN_PENDING, Stage.DOMAIN_VERIFIED})


def pending_with_record(connection: Connection) -> list[Domain]:
    """Return the pending domains whose record is known, oldest first."""
    pending = connection.domains.filter(state=Domain.State.PENDING)
    unknown = {"auth0_id": ""} if connection.shows_pending else {"txt_host": ""}
    return list(pending.exclude(**unknown).order_by("created_at", "pk"))


def hides_domains(connection: Connection) -> bool:
    """Answer whether a domain is pending whose record Auth0 shows in the assistant only."""
    if connection.shows_pending or connection.stage == Stage.DOMAIN_VERIFIED:
        return False
    pending = connection.domains.filter(state=Domain.State.PENDING)
    without = pending.filter(txt_host="").exists()
    return without or (connection.stage == Stage.DOMAIN_PENDING and not pending.exists())


def portal_can_enable(connection: Connection, pending: Sequence[Domain]) -> bool:
    """Answer whether the portal could do the last steps, the `pending` domains verified.

    What it cannot see pending, Auth0 alone can verify; other organizations than the customer's
    own, the assistant alone can enable.
    """
    return connection.shows_pending or not (pending or connection.more_organizations)


def waits_for_staff(connection: Connection) -> bool:
    """Answer whether the customer did their part of a connection that staff enable themselves.

    Without applications in the ticket the assistant has no button to enable the connection.
    """
    if connection.wanted_clients or connection.stage not in UNFINISHED:
        return False
    if connection.verification == Verification.NONE:
        return True
    proven = connection.domains.filter(state=Domain.State.VERIFIED).exists()
    finished = connection.stage == Stage.DOMAIN_VERIFIED or proven
    if connection.verification == Verification.OPTIONAL:
        finished = finished or connection.assistant_finished_at is not None
    return finished and not pending_with_record(connection) and not hides_domains(connection)
