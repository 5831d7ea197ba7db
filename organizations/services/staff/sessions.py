"""The browsers in which a member of staff is signed in."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from organizations.models import Session, User
from organizations.services import audit
from organizations.verbs import Verb
from portal.actor import Actor


def end_session(user: User, digest: str, *, by: Actor) -> bool:
    """Sign somebody out in one browser; return whether they were signed in there."""
    return _end(user, Session.objects.filter(user=user, digest=digest), by) > 0


def end_other_sessions(user: User, *, but: str, by: Actor) -> int:
    """Sign somebody out everywhere but in the session with this digest; return in how many."""
    return _end(user, Session.objects.filter(user=user).exclude(digest=but), by)


def end_expired_sessions() -> None:
    """Delete what is kept of sessions that are over."""
    Session.objects.filter(expires_at__lte=timezone.now()).delete()


def _end(user: User, sessions: QuerySet[Session], by: Actor) -> int:
    with transaction.atomic():
        # One that is over already isn't worth a line.
        count = sessions.filter(expires_at__gt=timezone.now()).count()
        sessions.delete()
        if count:
            audit.record(Verb.STAFF_SESSION_END, by=by, target=f"user:{user.pk}", count=count)
    return count
