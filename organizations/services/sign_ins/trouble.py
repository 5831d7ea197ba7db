"""What of sign-ins needs a person: that they fail for everyone, or that there are none."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet

from organizations.failures import Category, Explanation, Scope
from organizations.models import (
    Attention,
    Connection,
    SignInDay,
    SignInLine,
    SignInTrouble,
    Stage,
)
from organizations.services import attention
from organizations.services.failures import explain_line
from organizations.stages import SERVING
from portal import clock
from portal.actor import Actor
from portal.text.counting import counted
from portal.text.dates import day_text, moment_text

from .cadence import is_flagged

_FAILING, _IDLE = Attention.Reason.FAILING, Attention.Reason.IDLE
# Of one kind, today and yesterday, and none that went well since. Anyone can provoke one or two.
_FEW = 3
_IDLE_AFTER = timedelta(days=30)
# Who resolved it is not told again of the same at once.
_QUIET = timedelta(days=1)


@dataclass
class _Failures:
    """Those of one outcome since somebody got in last, of today and yesterday."""

    outcome: str
    count: int
    people: int
    began_at: datetime
    last_at: datetime


def note_trouble(connection: Connection, *, own: list[Category], by: Actor) -> None:
    """Put failing sign-ins on the list, or take them off once somebody signed in again.

    One entry a connection, however many fail. Inside the caller's transaction, which holds the
    connection's row.
    """
    _end_troubles(connection)
    worst = _worst(connection, own) if connection.stage in SERVING else None
    if worst is None:
        # While nothing fails any more, an old entry stays until somebody gets in, or resolves it.
        if connection.last_sign_in_at and not _failed(connection).exists():
            attention.settle(connection, _FAILING, by=by)
        return
    failures, found = worst
    _note(connection, failures, found)
    soon = clock.now() + timedelta(hours=1)
    Connection.objects.filter(pk=connection.pk, stage__in=SERVING, sign_ins_due_at__gt=soon).update(
        sign_ins_due_at=soon
    )
    if not is_flagged(connection) and _was_resolved_lately(connection):
        return
    attention.flag(
        connection,
        _FAILING,
        detail=f"{counted(failures.count, 'sign-in')} failed since "
        f"{moment_text(failures.began_at)}: {found.title}.",
        remedy=found.staff or found.remedy,
        by=by,
    )


def failed_since(connection: Connection, outcome: str, moment: datetime) -> bool:
    """Answer whether sign-ins have failed with an outcome after a moment."""
    lines = SignInLine.objects.filter(day__connection=connection, day__outcome=outcome)
    return lines.filter(proven_at__gt=moment).exists()


def note_use(connection: Connection, *, by: Actor) -> None:
    """Put a connection on the list that was in use and isn't any more, or take it off.

    Once each time: who resolved it knows, until somebody has signed in again.
    """
    last = connection.last_sign_in_at
    if connection.stage != Stage.IN_USE or last is None or last > clock.now() - _IDLE_AFTER:
        attention.settle(connection, _IDLE, by=by)
        return
    asked = Attention.objects.filter(connection=connection, reason=_IDLE, since__gt=last)
    if asked.exclude(resolved_by=None).exists():
        return
    attention.flag(
        connection,
        _IDLE,
        detail=f"No one has signed in with it since {day_text(last)}.",
        remedy="Ask the contact whether their users still sign in with it, or with something else.",
        by=by,
    )


def _failed(connection: Connection) -> QuerySet[SignInLine]:
    """Failures since somebody got in last."""
    lines = SignInLine.objects.filter(day__connection=connection)
    lines = lines.exclude(day__outcome=SignInDay.SUCCESS)
    if connection.last_sign_in_at:
        lines = lines.filter(proven_at__gt=connection.last_sign_in_at)
    return lines


def _worst(connection: Connection, own: list[Category]) -> tuple[_Failures, Explanation] | None:
    """What failed most often, and what it means; None where few failed, or only one person."""
    yesterday = datetime.combine(clock.now().date() - timedelta(days=1), time.min, tzinfo=UTC)
    by_day = (
        _failed(connection)
        .filter(proven_at__gte=yesterday)
        .values("day", "day__outcome")
        .annotate(
            count=Count("pk"),
            people=Count("person", filter=~Q(person=""), distinct=True),
            began_at=Min("proven_at"),
            last_at=Max("proven_at"),
        )
    )
    kinds: dict[str, _Failures] = {}
    for day in by_day:
        if day["people"] == 1:
            continue
        one = kinds.setdefault(
            day["day__outcome"],
            _Failures(day["day__outcome"], 0, 0, day["began_at"], day["last_at"]),
        )
        one.count += day["count"]
        one.people = max(one.people, day["people"])
        one.began_at = min(one.began_at, day["began_at"])
        one.last_at = max(one.last_at, day["last_at"])
    for one in sorted(kinds.values(), key=lambda one: (-one.count, one.outcome)):
        if one.count < _FEW:
            break
        found = explain_line(_text(connection, one.outcome), tenant=connection.tenant, own=own)
        if found.scope != Scope.ONE:
            return one, found
    return None


def _text(connection: Connection, outcome: str) -> str:
    """The newest message."""
    days = connection.sign_in_days.filter(outcome=outcome, text_at__isnull=False)
    newest = days.order_by("-text_at").first()
    return newest.text if newest else ""


def _note(connection: Connection, failures: _Failures, found: Explanation) -> None:
    fresh = {
        "text": found.redacted,
        "count": failures.count,
        "people": failures.people,
        "last_at": failures.last_at,
    }
    lasting = SignInTrouble.objects.filter(
        connection=connection, outcome=failures.outcome, over_at=None
    )
    if not lasting.update(**fresh):
        SignInTrouble.objects.create(
            connection=connection,
            outcome=failures.outcome,
            began_at=failures.began_at,
            changed_at=clock.now(),
            **fresh,
        )


def _end_troubles(connection: Connection) -> None:
    """Whoever got in since it began shows that not everybody fails (any more)."""
    if last := connection.last_sign_in_at:
        connection.sign_in_troubles.filter(over_at=None, began_at__lt=last).update(
            over_at=last, changed_at=clock.now()
        )


def _was_resolved_lately(connection: Connection) -> bool:
    resolved = Attention.objects.filter(connection=connection, reason=_FAILING).exclude(
        resolved_by=None
    )
    last = resolved.aggregate(last=Max("resolved_at"))["last"]
    return last is not None and last > clock.now() - _QUIET
