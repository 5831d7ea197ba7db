"""What a log stream pushes of sign-ins: news, never proof.

Whoever knows the stream's secret could have written it. So nothing of it is kept or believed: it
has the log searched, for what Auth0 answers.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from organizations.models import Connection, Stage, Tenant
from portal import clock
from portal.auth0.sign_ins import SignIn
from portal.wake import wake

from .counting import through_the_product
from .looking import OVERLAP, search_failures_soon

# Pushed however often, it has Auth0 asked no more than this.
_NOT_AGAIN_FOR = timedelta(minutes=1)


def take_pushed(tenant: Tenant, sign_ins: Iterable[SignIn]) -> None:
    """Have a tenant's log searched for first sign-ins, and for failures, if such were pushed."""
    pushed = list(sign_ins)
    if not pushed:
        return
    named = Connection.objects.filter(
        tenant=tenant, auth0_id__in={one.connection_id for one in pushed}
    )
    by_id = {connection.auth0_id: connection for connection in named}
    theirs = [(by_id[one.connection_id], one) for one in pushed if one.connection_id in by_id]
    first = _have_first_searched(
        {row.pk for row, one in theirs if one.ok and through_the_product(row, one)}
    )
    fails = any(not one.ok for _, one in theirs) and search_failures_soon(tenant)
    if first or fails:
        wake("organizations.look_for_sign_ins", tenant.pk)


def _have_first_searched(seen: set[int]) -> bool:
    if not seen:
        return False
    now = clock.now()
    lately = now - OVERLAP - _NOT_AGAIN_FOR
    asked = Connection.objects.filter(
        Q(sign_ins_read_to=None) | Q(sign_ins_read_to__lt=lately), pk__in=seen, stage=Stage.LIVE
    )
    return bool(asked.update(sign_ins_due_at=now))
