"""What came of a year: the figures, and whether Reports says the same."""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client

from organizations.models import Connection, User
from portal import clock
from tests.signing_in import signed_in
from tests.simulation import truth
from tickets.models import Ticket

if TYPE_CHECKING:
    from tests.simulation.year import Year

STAGES = ("opened", "configured", "live", "in_use")
_REPORTED = {"opened": "Opened", "configured": "Configured", "live": "Live", "in_use": "In use"}
# Days by which the portal may know of something later than it was: a search of the log.
_LATE = 0.6


@dataclass
class Figures:
    """All counts are of customers invited; days are from the invitation."""

    policy: str
    invited: int = 0
    acting: int = 0
    reached: dict[str, int] = field(default_factory=dict)
    acting_in_use: int = 0
    median_days: dict[str, float | None] = field(default_factory=dict)
    most_days: dict[str, float | None] = field(default_factory=dict)
    mails: int = 0
    mails_until_used: int = 0
    acts: int = 0
    acts_of_acting: int = 0
    acts_until_used: int = 0
    acts_for: dict[str, int] = field(default_factory=dict)
    # Of those who act, who is not in use, and at which stage the portal has them.
    without: list[str] = field(default_factory=list)
    tickets: int = 0
    calls: int = 0
    refused: int = 0
    busiest: str = ""
    left: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    seconds: float = 0

    @property
    def share_in_use(self) -> float:
        """Of the customers who act at all, how many came to use it."""
        return self.acting_in_use / self.acting if self.acting else 1.0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def gather(year: "Year", *, seconds: float) -> Figures:
    """Count, and compare with Reports."""
    customers = [one for one in year.customers if one.invited_at]
    acting = {one.connection_pk for one in customers if one.habits.acts}
    found = Figures(year.office.policy, invited=len(customers), acting=len(acting))
    for stage in STAGES:
        days = []
        for one in customers:
            at: datetime | None = getattr(one, f"{stage}_at")
            if at and one.invited_at:
                days.append(max(0.0, (at - one.invited_at) / timedelta(days=1)))
        found.reached[stage] = len(days)
        found.median_days[stage] = _within(days, 50)
        found.most_days[stage] = _within(days, 90)
    found.acting_in_use = sum(1 for one in customers if one.habits.acts and one.in_use_at)
    found.mails = sum(year.mails.values())
    found.mails_until_used = sum(year.mails_until_used.values())
    found.acts = sum(year.office.acts.values())
    found.acts_of_acting = sum(n for pk, n in year.office.acts.items() if pk in acting)
    found.acts_until_used = sum(year.acts_until_used.values())
    found.acts_for = dict(year.office.acts_for.most_common())
    found.without = [
        f"{one.number}: {Connection.objects.get(pk=one.connection_pk).stage}, {one.habits}"
        for one in customers
        if one.habits.acts and not one.in_use_at
    ]
    found.tickets = Ticket.objects.filter(issued_at__isnull=False).count()
    found.calls, found.refused = year.machine.calls, year.machine.refused
    for name, share in year.machine.busiest.most_common(1):
        found.busiest = f"{share:.0%} {name}"
    for one in customers:
        if why := truth.left(one, year.ends):
            found.left.append(f"customer {one.number}: {why}")
    found.untrue = year.untrue
    found.differences = list(_differences(found, _report(year)))
    found.seconds = seconds
    return found


def _within(days: Sequence[float], percent: int) -> float | None:
    """As Reports has it: within how many days so many percent of those that reached it did."""
    if not days:
        return None
    return sorted(days)[math.ceil(len(days) * percent / 100) - 1]


def _report(year: "Year") -> dict[str, str]:
    """The line “All” of the file that Reports offers."""
    manager = signed_in(Client(), User.objects.get(email="manager@acme.example"))
    span = {
        "since": year.begins.date().isoformat(),
        "until": (clock.now().date() + timedelta(days=1)).isoformat(),
    }
    answer = manager.get("/reports/setups.csv", span)
    assert answer.status_code == 200, answer.status_code
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))[-1]


def _differences(found: Figures, report: dict[str, str]) -> list[str]:
    pairs: list[tuple[str, float, str, float]] = [("Setups", found.invited, "Setups", 0.0)]
    for stage, label in _REPORTED.items():
        pairs.append((label, found.reached[stage], f"Reached: {label}", 0.0))
        for what, days in (("median", found.median_days), ("90%", found.most_days)):
            value = days[stage]
            if value is not None:
                pairs.append((f"{label}, {what}", value, f"Days to {label}: {what}", _LATE))
    if found.invited:
        each = found.mails_until_used / found.invited
        pairs.append(("Emails", each, "Emails per setup", 0.006))
    told = []
    for name, ours, column, tolerance in pairs:
        theirs = float(report[column] or "nan")
        if not abs(ours - theirs) <= tolerance:
            told.append(f"{name}: {ours:.2f} here, {report[column]} in Reports")
    return told
