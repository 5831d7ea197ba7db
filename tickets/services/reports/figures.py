"""The figures of a report: how setups of a time span fared, by month, provider, and so on.

They come from `Milestones`, the list of what needed attention, and the reasons for which sign-ins
failed, alone: eight queries that read the span's rows by an index, however many customers there are
beside them.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from django.db.models import Count, Q, QuerySet, Sum, TextChoices

from organizations.models import Attention, SignInTrouble, Stage, Tenant, User
from portal import clock
from tickets.models import Milestones, Preset
from tickets.models.reports import Milestone
from tickets.strategies import Strategy

# A setup that isn't live and made no step for so long has stopped.
STOPPED_AFTER = timedelta(days=14)
_DAY = 24  # hours


class Grouping(TextChoices):
    """What a report has one line each for."""

    MONTH = "month", "Month"
    PROVIDER = "provider", "Identity provider"
    PRESET = "preset", "Preset"
    TENANT = "tenant", "Tenant"
    OWNER = "owner", "Owner"


_COLUMN = {
    Grouping.MONTH: "month",
    Grouping.PROVIDER: "strategy",
    Grouping.PRESET: "preset",
    Grouping.TENANT: "tenant",
    Grouping.OWNER: "customer__owner",
}

_NAMELESS = {
    Grouping.PROVIDER: "Not chosen yet",
    Grouping.PRESET: "Deleted preset",
    Grouping.TENANT: "",
    Grouping.OWNER: "No owner",
}


@dataclass
class Figures:
    """The figures of one line. Hours count from the invitation, by how many setups took so many."""

    label: str = ""
    setups: int = 0
    stages: Counter[Stage] = field(default_factory=Counter)
    stopped: Counter[Stage] = field(default_factory=Counter)
    hours: dict[Milestone, Counter[int]] = field(
        default_factory=lambda: {one: Counter() for one in Milestone}
    )
    mails: int = 0
    reminders: int = 0
    follow_ups: int = 0
    # Live, without anything that staff did after the invitation.
    unaided: int = 0
    reasons: Counter[Attention.Reason] = field(default_factory=Counter)
    # Why no one could sign in once it was live, by category.
    failures: Counter[str] = field(default_factory=Counter)

    def reached(self, milestone: Milestone) -> int:
        """Return how many setups reached this, whatever became of them since."""
        return self.hours[milestone].total()

    def days(self, milestone: Milestone, percent: int) -> float | None:
        """Return within how many days so many percent of those that reached it did so."""
        hours = self.hours[milestone]
        place = math.ceil(hours.total() * percent / 100)
        for many in sorted(hours):
            place -= hours[many]
            if place <= 0:
                return many / _DAY
        return None

    @property
    def unaided_share(self) -> float | None:
        """Return the percentage of the live ones that needed nothing of staff."""
        live = self.reached(Milestone.LIVE)
        return 100 * self.unaided / live if live else None

    def per_setup(self, number: int) -> float | None:
        """Return how many there are for each setup on average."""
        return number / self.setups if self.setups else None

    def add(self, other: Self) -> None:
        """Count the setups of another line too."""
        for name in ("setups", "mails", "reminders", "follow_ups", "unaided"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.stages += other.stages
        self.stopped += other.stopped
        self.reasons += other.reasons
        self.failures += other.failures
        for milestone in Milestone:
            self.hours[milestone] += other.hours[milestone]


@dataclass(frozen=True)
class Report:
    """Lines in order, and all of them together."""

    grouping: Grouping
    lines: list[Figures]
    total: Figures


@dataclass(frozen=True)
class Scope:
    """Which setups a report is about: invited from `since` to `until`, both included."""

    since: date
    until: date
    tenant: Tenant | None = None
    preset: Preset | None = None
    strategy: str = ""
    owner: User | None = None
    without_owner: bool = False

    def rows(self) -> QuerySet[Milestones]:
        """Return the rows of these setups. Days are those of UTC, as months are."""
        rows = Milestones.objects.order_by().filter(
            invited_at__gte=_midnight(self.since),
            invited_at__lt=_midnight(self.until + timedelta(days=1)),
        )
        if self.tenant:
            rows = rows.filter(tenant=self.tenant)
        if self.preset:
            rows = rows.filter(preset=self.preset)
        if self.strategy:
            rows = rows.filter(strategy=self.strategy)
        if self.owner or self.without_owner:
            rows = rows.filter(customer__owner=self.owner)
        return rows


def report(scope: Scope, grouping: Grouping) -> Report:
    """Return the figures of the setups in scope, a line for each group."""
    column = _COLUMN[grouping]
    rows = scope.rows()
    found: dict[object, Figures] = defaultdict(Figures)
    _count(rows, column, found)
    _count_hours(rows, column, found)
    _count_reasons(rows, column, found)
    _count_failures(rows, column, found)
    lines = _named(grouping, found)
    total = Figures("All")
    for one in lines:
        total.add(one)
    return Report(grouping, lines, total)


def _count(rows: QuerySet[Milestones], column: str, found: dict[object, Figures]) -> None:
    not_live = Q(live_hours=None)
    groups = rows.values(column, "stage").annotate(
        *(Sum(name) for name in ("mails", "reminders", "follow_ups")),
        count=Count("pk"),
        idle=Count("pk", filter=not_live & Q(stage_since__lt=clock.now() - STOPPED_AFTER)),
        alone=Count("pk", filter=~not_live & Q(acts=0)),
    )
    for group in groups:
        line, stage = found[group[column]], Stage(group["stage"])
        line.setups += group["count"]
        line.stages[stage] += group["count"]
        line.stopped[stage] += group["idle"]
        line.unaided += group["alone"]
        line.mails += group["mails__sum"]
        line.reminders += group["reminders__sum"]
        line.follow_ups += group["follow_ups__sum"]


def _count_hours(rows: QuerySet[Milestones], column: str, found: dict[object, Figures]) -> None:
    for milestone in Milestone:
        reached = rows.filter(**{f"{milestone.column}__isnull": False})
        groups = reached.values_list(column, milestone.column).annotate(count=Count("pk"))
        for key, hours, count in groups:
            found[key].hours[milestone][hours] += count


def _count_reasons(rows: QuerySet[Milestones], column: str, found: dict[object, Figures]) -> None:
    column = f"connection__milestones__{column}"
    raised = Attention.objects.filter(connection__milestones__in=rows).order_by()
    groups = raised.values_list(column, "reason").annotate(count=Count("connection", distinct=True))
    for key, reason, count in groups:
        found[key].reasons[Attention.Reason(reason)] += count


def _count_failures(rows: QuerySet[Milestones], column: str, found: dict[object, Figures]) -> None:
    column = f"connection__milestones__{column}"
    failed = SignInTrouble.objects.filter(connection__milestones__in=rows).order_by()
    groups = failed.values_list(column, "outcome").annotate(
        count=Count("connection", distinct=True)
    )
    for key, outcome, count in groups:
        found[key].failures[outcome] += count


def _named(grouping: Grouping, found: dict[object, Figures]) -> list[Figures]:
    if grouping == Grouping.MONTH:
        return _months({month: one for month, one in found.items() if isinstance(month, date)})
    names = _names(grouping, found)
    for key, line in found.items():
        line.label = names.get(key) or _NAMELESS[grouping]
    return sorted(found.values(), key=lambda line: (-line.setups, line.label))


def _names(grouping: Grouping, keys: Iterable[object]) -> dict[object, str]:
    if grouping == Grouping.PROVIDER:
        return {key: str(dict(Strategy.choices).get(str(key), key)) for key in keys}
    models = {Grouping.PRESET: Preset, Grouping.TENANT: Tenant, Grouping.OWNER: User}
    known = [key for key in keys if key is not None]
    rows = models[grouping]._default_manager.filter(pk__in=known)
    return {row.pk: str(row) for row in rows}


def _months(found: dict[date, Figures]) -> list[Figures]:
    """Name the lines and put those in between in, in which no one was invited."""
    lines: list[Figures] = []
    month = min(found, default=date.max)
    while month <= max(found, default=date.min):
        line = found.get(month, Figures())
        line.label = f"{month:%B %Y}"
        lines.append(line)
        month = (month + timedelta(days=31)).replace(day=1)
    return lines


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
