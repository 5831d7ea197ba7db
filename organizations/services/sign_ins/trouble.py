"""What of sign-ins needs a person: that they fail for everyone, or that there are none."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Max

from organizations.failures import Scope, explain
from organizations.models import Attention, Connection, SignInDay, Stage
from organizations.services import attention
from organizations.stages import SERVING
from portal import clock
from portal.actor import Actor
from portal.text.counting import counted
from portal.text.dates import day_text, moment_text

from .cadence import is_failing

_FAILING, _IDLE = Attention.Reason.FAILING, Attention.Reason.IDLE
# Of one kind, today and yesterday, and none that went well since. Anyone can provoke one or two.
_FEW = 3
_IDLE_AFTER = timedelta(days=30)
# Who resolved it is not told again of the same at once.
_QUIET = timedelta(days=1)


def note_trouble(connection: Connection, *, by: Actor) -> None:
    """Put failing sign-ins on the list, or take them off once somebody signed in again.

    One entry a connection, however many fail. Inside the caller's transaction, which holds the
    connection's row.
    """
    days = connection.sign_in_days.exclude(outcome=SignInDay.SUCCESS)
    if connection.last_sign_in_at:
        days = days.filter(last_at__gt=connection.last_sign_in_at)
    lately = days.filter(day__gte=clock.now().date() - timedelta(days=1))
    if connection.stage not in SERVING or not (worst := _worst(list(lately))):
        # While nothing fails any more, an old entry stays until somebody gets in, or resolves it.
        if connection.last_sign_in_at and not days.exists():
            attention.settle(connection, _FAILING, by=by)
        return
    if not is_failing(connection) and _was_resolved_lately(connection):
        return
    newest, count = worst
    found = explain(newest.text)
    since = min(day.first_at for day in lately if day.outcome == newest.outcome)
    attention.flag(
        connection,
        _FAILING,
        detail=f"{counted(count, 'sign-in')} failed since {moment_text(since)}: {found.title}.",
        remedy=found.staff or found.remedy,
        by=by,
    )
    soon = clock.now() + timedelta(hours=1)
    Connection.objects.filter(
        pk=connection.pk, stage=Stage.IN_USE, sign_ins_due_at__gt=soon
    ).update(sign_ins_due_at=soon)


def note_use(connection: Connection, *, by: Actor) -> None:
    """Put a connection on the list that was in use and isn't any more, or take it off."""
    last = connection.last_sign_in_at
    if connection.stage != Stage.IN_USE or last is None or last > clock.now() - _IDLE_AFTER:
        attention.settle(connection, _IDLE, by=by)
        return
    attention.flag(
        connection,
        _IDLE,
        detail=f"No one has signed in with it since {day_text(last)}.",
        remedy="Ask the contact whether their users still sign in with it, or with something else.",
        by=by,
    )


def _worst(days: list[SignInDay]) -> tuple[SignInDay, int] | None:
    """The newest day of the kind that failed most often, and how often; None where few failed."""
    counts: dict[str, int] = defaultdict(int)
    newest: dict[str, SignInDay] = {}
    for day in sorted(days, key=lambda one: one.last_at):
        if explain(day.text).scope == Scope.ONE or day.people == 1:
            continue
        counts[day.outcome] += day.count
        newest[day.outcome] = day
    most = max(counts, key=lambda outcome: counts[outcome], default="")
    return (newest[most], counts[most]) if counts.get(most, 0) >= _FEW else None


def _was_resolved_lately(connection: Connection) -> bool:
    resolved = Attention.objects.filter(connection=connection, reason=_FAILING).exclude(
        resolved_by=None
    )
    last = resolved.aggregate(last=Max("resolved_at"))["last"]
    return last is not None and last > clock.now() - _QUIET
