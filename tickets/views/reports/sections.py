"""The sections of a report: definition, chart, and table; and the same as a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from organizations.models import Attention, Stage
from organizations.services import failures
from organizations.stages import ROAD
from tickets.models.reports import Milestone
from tickets.services.reports.figures import STOPPED_AFTER, Figures, Report

from .charts import Chart, chart

STAGES = [*ROAD[1:], Stage.DISABLED, Stage.GONE]
STOPS = [stage for stage in STAGES if stage not in (Stage.LIVE, Stage.IN_USE)]
_NONE = "–"
_MEDIAN, _MOST = 50, 90
_PERCENTS = {_MEDIAN: "median", _MOST: "90%"}


@dataclass(frozen=True)
class Section:
    """One question that the report answers. A row has a name, and each cell its column's too."""

    key: str
    title: str
    text: str
    chart: Chart
    columns: list[str]
    rows: list[tuple[str, list[tuple[str, str]]]]


def tiles(total: Figures) -> Iterator[tuple[str, str]]:
    """Yield the figures at the top: number and label."""
    yield str(total.setups), "invited"
    for milestone in (Milestone.LIVE, Milestone.IN_USE):
        yield _with_share(total.reached(milestone), total.setups), f"reached {milestone.label}"
    yield _decimal(total.days(Milestone.LIVE, _MEDIAN)), "median days to Live"
    yield _percent(total.unaided_share), "went live without staff"


def sections(report: Report) -> list[Section]:
    """Return the sections in order."""
    return [
        _stages(report),
        _reached(report),
        _days(report),
        _stopped(report),
        _effort(report),
        _reasons(report),
        _failures(report),
    ]


def _stages(report: Report) -> Section:
    bars = (
        (one.label, [(stage.value, one.stages[stage]) for stage in STAGES], str(one.setups))
        for one in report.lines
    )
    return _section(
        "stages",
        "Stage today",
        "The stage that each setup is in now.",
        chart(bars, legend={stage.value: stage.label for stage in STAGES}),
        report,
        ["Setups", *(stage.label for stage in STAGES)],
        lambda one: [str(one.setups), *(str(one.stages[stage]) for stage in STAGES)],
    )


def _reached(report: Report) -> Section:
    def numbers(one: Figures) -> list[int]:
        return [one.setups, *(one.reached(milestone) for milestone in Milestone)]

    labels = ["Invited", *Milestone.labels]
    total = numbers(report.total)
    bars = (
        (label, [("plain", number)], _with_share(number, total[0]))
        for label, number in zip(labels, total, strict=True)
    )
    return _section(
        "reached",
        "Steps reached",
        "Setups that reached each step at least once, even if the connection was later disabled or "
        "deleted. In use: a user signed in through one of your applications.",
        chart(bars),
        report,
        labels,
        lambda one: [_with_share(number, one.setups) for number in numbers(one)],
    )


def _days(report: Report) -> Section:
    def bar(milestone: Milestone) -> tuple[str, list[tuple[str, float]], str]:
        median = report.total.days(milestone, _MEDIAN) or 0.0
        most = report.total.days(milestone, _MOST) or 0.0
        value = f"{_decimal(median)} / {_decimal(most)}"
        parts = [("plain", median), ("soft", most - median)]
        return milestone.label, parts, value if report.total.reached(milestone) else _NONE

    return _section(
        "days",
        "Days from invitation",
        "Days within which half (median) and 90% of the setups that reached a step did so, counted "
        "from the first ticket.",
        chart(map(bar, Milestone), legend={"plain": "Median", "soft": "90%"}),
        report,
        [f"{one.label}: {name}" for one in Milestone for name in _PERCENTS.values()],
        lambda one: [
            _decimal(one.days(milestone, percent))
            for milestone in Milestone
            for percent in _PERCENTS
        ],
    )


def _stopped(report: Report) -> Section:
    stopped = report.total.stopped
    bars = ((stage.label, [(stage.value, stopped[stage])], str(stopped[stage])) for stage in STOPS)
    return _section(
        "stopped",
        "Where setups stopped",
        "Setups that were never live and have been in the same stage for more than "
        f"{STOPPED_AFTER.days} days.",
        chart(bars),
        report,
        [stage.label for stage in STOPS],
        lambda one: [str(one.stopped[stage]) for stage in STOPS],
    )


def _effort(report: Report) -> Section:
    bars = (
        (one.label, [("plain", one.unaided_share or 0.0)], _percent(one.unaided_share))
        for one in report.lines
    )
    return _section(
        "effort",
        "Effort",
        "The chart shows the share of setups that went live and needed no action by staff between "
        "the invitation and the first sign-in. Emails are counted for the same time, confirmation "
        "codes excluded; follow-ups ask the customer to finish setup or correct a DNS record.",
        chart(bars, top=100),
        report,
        ["No staff action", "Emails per setup", "Reminders per setup", "Follow-ups per setup"],
        lambda one: [
            _percent(one.unaided_share),
            _decimal(one.per_setup(one.mails)),
            _decimal(one.per_setup(one.reminders)),
            _decimal(one.per_setup(one.follow_ups)),
        ],
    )


def _reasons(report: Report) -> Section:
    found = report.total.reasons.most_common()
    bars = ((reason.label, [("trouble", number)], str(number)) for reason, number in found)
    return _section(
        "reasons",
        "Reasons for attention",
        "Setups that needed attention at least once for this reason. A setup can have several.",
        chart(bars),
        report,
        ["Reasons and number of setups"],
        lambda one: [
            ", ".join(f"{reason.label}: {n}" for reason, n in one.reasons.most_common()) or _NONE
        ],
    )


def _failures(report: Report) -> Section:
    bars = ((title, [("trouble", float(n))], str(n)) for title, n in _titled(report.total))
    return _section(
        "failures",
        "Why sign-ins failed",
        "Setups in which no one could sign in at least once for this reason after they were live. "
        "Failures of a single person aren’t counted.",
        chart(bars),
        report,
        ["Reasons and number of setups"],
        lambda one: [_told(one) or _NONE],
    )


def _told(one: Figures) -> str:
    return ", ".join(f"{title}: {n}" for title, n in _titled(one))


def _titled(one: Figures) -> list[tuple[str, int]]:
    """Why sign-ins failed, most often first; the company's own text may be deleted by now."""
    titles = failures.titles() if one.failures else {}
    return [
        (titles.get(key, "A deleted text of your own"), n) for key, n in one.failures.most_common()
    ]


def _section(
    key: str,
    title: str,
    text: str,
    drawn: Chart,
    report: Report,
    columns: list[str],
    cells: Callable[[Figures], list[str]],
) -> Section:
    rows = [
        (one.label, list(zip(columns, cells(one), strict=True)))
        for one in (*report.lines, report.total)
    ]
    return Section(key, title, text, drawn, columns, rows)


def _decimal(number: float | None) -> str:
    return _NONE if number is None else f"{number:.1f}"


def _percent(number: float | None) -> str:
    return _NONE if number is None else f"{number:.0f}%"


def _with_share(number: int, of: int) -> str:
    return f"{number} ({100 * number / of:.0f}%)" if of else str(number)


# --- The same as a file ----------------------------------------------------------------------

COLUMNS = [
    "Setups",
    *(f"Now: {stage.label}" for stage in STAGES),
    *(f"Reached: {one.label}" for one in Milestone),
    *(f"Days to {one.label}: {name}" for one in Milestone for name in _PERCENTS.values()),
    *(f"Stopped: {stage.label}" for stage in STOPS),
    *("Emails per setup", "Reminders per setup", "Follow-ups per setup"),
    "Live without staff action (%)",
    *(f"Attention: {reason.label}" for reason in Attention.Reason),
    "Why sign-ins failed",
]


def cells(one: Figures) -> tuple[object, ...]:
    """Return a line of the file: its name, and a number for each of COLUMNS or nothing."""
    return (
        one.label,
        one.setups,
        *(one.stages[stage] for stage in STAGES),
        *(one.reached(milestone) for milestone in Milestone),
        *(
            _rounded(one.days(milestone, percent), 2)
            for milestone in Milestone
            for percent in _PERCENTS
        ),
        *(one.stopped[stage] for stage in STOPS),
        *(_rounded(one.per_setup(n), 2) for n in (one.mails, one.reminders, one.follow_ups)),
        _rounded(one.unaided_share, 1),
        *(one.reasons[reason] for reason in Attention.Reason),
        _told(one),
    )


def _rounded(number: float | None, places: int) -> float | None:
    return None if number is None else round(number, places)
