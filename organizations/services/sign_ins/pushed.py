"""What a log stream pushes of sign-ins: news, never proof.

Whoever knows the stream's secret could have written it. So it is counted, but that a connection is
in use, or that its people can't get in, is only believed once Auth0 answers it.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from organizations.models import Connection, Stage, Tenant
from portal import clock
from portal.auth0.sign_ins import SignIn
from portal.wake import wake

from .counting import take
from .looking import OVERLAP, search_failures_soon

# Pushed however often, it has Auth0 asked no more than this.
_NOT_AGAIN_FOR = timedelta(minutes=1)


def take_pushed(tenant: Tenant, sign_ins: Iterable[SignIn]) -> None:
    """Count pushed sign-ins, and have the log searched for first ones, and for failures."""
    pushed = list(sign_ins)
    about = {one.auth0_id: one for one in take(tenant, pushed, proven=False)}
    theirs = [one for one in pushed if one.connection_id in about]
    first = _have_first_searched({about[one.connection_id].pk for one in theirs if one.ok})
    fails = any(not one.ok for one in theirs) and search_failures_soon(tenant)
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
