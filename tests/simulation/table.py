"""The policies side by side, and which goals are not met."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

Found = dict[str, Any]
STAGES = {"opened": "opened", "configured": "configured", "live": "live", "in_use": "in use"}
# With automation: of the customers who act at all, and acts of staff for each of them.
LEAST_IN_USE, MOST_ACTS = 0.95, 0.3
_BY_HAND = "by hand"


def compare(found: Sequence[Found]) -> str:
    """Return the table, a column for each policy."""
    rows: list[tuple[str, Callable[[Found], str]]] = [
        ("customers invited", lambda one: str(one["invited"])),
        ("of these, act at all", lambda one: str(one["acting"])),
    ]
    for stage, name in STAGES.items():
        rows.append((f"reached {name}", partial(_reached, stage)))
    rows.append(("in use, of those who act", lambda one: f"{_in_use(one):.1%}"))
    for stage, name in STAGES.items():
        rows.append((f"days to {name}: median, 90 %", partial(_days, stage)))
    rows += [
        ("mails a customer", lambda one: _each(one["mails"], one)),
        ("mails a customer until in use", lambda one: _each(one["mails_until_used"], one)),
        ("acts of staff a customer", lambda one: _each(one["acts"], one)),
        ("acts of staff for each who acts", lambda one: f"{_acts(one):.2f}"),
        ("acts for", lambda one: ", ".join(f"{n} {why}" for why, n in one["acts_for"].items())),
        ("tickets issued", lambda one: str(one["tickets"])),
        ("calls to Auth0 a customer", lambda one: _each(one["calls"], one)),
        ("of the plan's limit, busiest day", lambda one: one["busiest"] or "–"),
        ("calls put off or refused", lambda one: str(one["refused"])),
        ("left, and nobody told", lambda one: str(len(one["left"]))),
        ("mails no longer true", lambda one: str(len(one["untrue"]))),
        ("figures that Reports has otherwise", lambda one: str(len(one["differences"]))),
        ("seconds", lambda one: f"{one['seconds']:.0f}"),
    ]
    head = f"{'':<38}" + "".join(f"{one['policy']:>22}" for one in found)
    lines = [f"{name:<38}" + "".join(f"{cell(one):>22}" for one in found) for name, cell in rows]
    return "\n".join([head, "-" * len(head), *lines])


def misses(found: Sequence[Found]) -> list[str]:
    """Return what is not as it must be."""
    told = []
    for one in found:
        for what in ("left", "untrue", "differences"):
            told += [f"{one['policy']}, {what}: {line}" for line in one[what]]
        if one["policy"] == _BY_HAND:
            continue
        if _in_use(one) < LEAST_IN_USE:
            told.append(f"{one['policy']}: {_in_use(one):.1%} of those who act came to use it")
        if _acts(one) > MOST_ACTS:
            told.append(f"{one['policy']}: {_acts(one):.2f} acts of staff for each who acts")
    return told


def _in_use(one: Found) -> float:
    return float(one["acting_in_use"] / one["acting"]) if one["acting"] else 1.0


def _acts(one: Found) -> float:
    return float(one["acts_of_acting"] / one["acting"]) if one["acting"] else 0.0


def _reached(stage: str, one: Found) -> str:
    number = one["reached"][stage]
    return f"{number} ({number / one['invited']:.0%})" if one["invited"] else "–"


def _each(number: int, one: Found) -> str:
    return f"{number / one['invited']:.2f}" if one["invited"] else "–"


def _days(stage: str, one: Found) -> str:
    median, most = one["median_days"][stage], one["most_days"][stage]
    return "–" if median is None else f"{median:.1f}, {most:.1f}"
