"""Have a connection's verified domains lead their people to it (Auth0's `domain_aliases`).

Auth0's assistant does so when it verifies a domain. Where the portal verified it, or enables the
connection in the customer's place, it is the portal's to do.
"""

from datetime import datetime, timedelta

from django.db import transaction

from organizations import auth0_clients
from organizations.auth0_problems import explain
from organizations.models import Attention, Connection, Domain
from organizations.services import attention, audit
from organizations.stages import SERVING
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.auth0 import Auth0Error, Refused
from portal.text.addresses import readable

# So long after a connection was enabled or a domain verified, it may still be routed.
_UNDER_WAY = timedelta(minutes=2)


def route_domains(connection: Connection, *, by: Actor) -> None:
    """Add the verified domains to those that lead to the connection; may be repeated safely.

    People come in without it, by their organization: what Auth0 refuses, a missing permission
    above all, is put on the list for staff. Raises what may pass (Unavailable, RateLimited).
    https://auth0.com/docs/api/management/v2/connections/patch-connections-by-id
    """
    names = _verified(connection)
    if not names or not connection.auth0_id:
        return
    api = auth0_clients.auth0(connection.tenant).urgently().connections
    try:
        changed = api.change_domain_aliases(connection.auth0_id, add=names)
    except Refused as error:
        flag_unrouted(connection, names, error, by=by)
        return
    with transaction.atomic():
        if changed:
            Connection.objects.filter(pk=connection.pk).update(portal_changed_at=clock.now())
            audit.record(Verb.DOMAIN_ROUTE, by=by, connection=connection, domains=names)
        attention.settle(connection, Attention.Reason.UNROUTED, by=by)


def note_routing(connection: Connection, *, by: Actor) -> bool:
    """See whether all verified domains lead to a connection in use, as Auth0 showed it just now.

    Answers False when it is too early to tell: whoever enables a connection or verifies a domain,
    the portal or Auth0's assistant, routes it in a later call. Inside the caller's transaction,
    which holds the connection's row.
    """
    names = [one for one in _verified(connection) if one not in connection.domain_aliases]
    if not names or connection.stage not in SERVING:
        attention.settle(connection, Attention.Reason.UNROUTED, by=by)
        return True
    recent = clock.now() - _UNDER_WAY
    serving_since = connection.serving_since
    if (serving_since and serving_since > recent) or _proven_since(connection, recent):
        return False
    flag_unrouted(connection, names, by=by)
    return True


def flag_unrouted(
    connection: Connection, names: list[str], error: Auth0Error | None = None, *, by: Actor
) -> None:
    """Ask for a person: verified domains do not lead to the connection, and why if known."""
    detail = (
        f"Users at {', '.join(map(readable, names))} aren't routed to this connection, "
        "although the domain is verified."
    )
    remedy = "Route the domains, unless someone removed them on purpose."
    if error:
        problem = explain(error)
        detail, remedy = (
            f"{detail} {problem.what}",
            f"{problem.remedy} Then route the domains here.",
        )
    attention.flag(connection, Attention.Reason.UNROUTED, detail=detail, remedy=remedy, by=by)


def _verified(connection: Connection) -> list[str]:
    rows = connection.domains.filter(state=Domain.State.VERIFIED)
    return list(rows.values_list("name", flat=True))


def _proven_since(connection: Connection, moment: datetime) -> bool:
    verified = connection.domains.filter(state=Domain.State.VERIFIED)
    return verified.filter(verified_at__gt=moment).exists()
