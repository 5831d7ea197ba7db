"""What a log stream pushes of sign-ins: news, never proof.

Whoever knows the stream's secret could have written it. So it is counted, but that a connection is
in use for the first time is only believed once Auth0 answers it.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from organizations.models import Connection, Stage, Tenant
from portal import clock
from portal.auth0.sign_ins import SignIn
from portal.wake import wake

from .counting import take
from .looking import OVERLAP

# Pushed however often, it has Auth0 asked no more than this.
_NOT_AGAIN_FOR = timedelta(minutes=1)


def take_pushed(tenant: Tenant, sign_ins: Iterable[SignIn]) -> None:
    """Count pushed sign-ins, and have the log searched where they tell of a first one."""
    if not (unseen := take(tenant, sign_ins, proven=False)):
        return
    now = clock.now()
    lately = now - OVERLAP - _NOT_AGAIN_FOR
    asked = Connection.objects.filter(
        Q(sign_ins_read_to=None) | Q(sign_ins_read_to__lt=lately), pk__in=unseen, stage=Stage.LIVE
    )
    if asked.update(sign_ins_due_at=now):
        wake("organizations.look_for_sign_ins", tenant.pk)
