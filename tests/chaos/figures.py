"""What came of it: figures, each with what it must be, and a table of them."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.chaos.faults import Faults
from tests.chaos.product import OURS, Product
from tests.chaos.staff import Staff, Visit

TRACEBACK = "Traceback (most recent call last)"
# Seconds of the portal's clock for which a worker that sends a mail keeps all others from it.
CLAIM_SECONDS = 120.0


@dataclass(frozen=True)
class Figure:
    name: str
    value: int
    # None: nothing is asked of it.
    goal: int | None = None
    note: str = ""

    @property
    def is_met(self) -> bool:
        return self.goal is None or self.value == self.goal


@dataclass(frozen=True)
class Figures:
    lines: list[Figure]
    # What stands behind those that are not met.
    details: list[str]

    @property
    def are_met(self) -> bool:
        return all(line.is_met for line in self.lines)

    def __getitem__(self, name: str) -> int:
        return next(line.value for line in self.lines if line.name == name)

    def table(self) -> str:
        rows = [
            f"{line.name:<44}{line.value:>8,}{'' if line.goal is None else f'{line.goal:,}':>8}"
            f"  {'' if line.is_met else 'NOT MET'}{'  ' if line.note else ''}{line.note}".rstrip()
            for line in self.lines
        ]
        head = f"{'':<44}{'is':>8}{'goal':>8}"
        return "\n".join([head, "-" * len(head), *rows, *(["", *self.details])])


def mails(product: Product) -> list[dict[str, Any]]:
    """Return every mail that the mail server accepted, in order."""
    path = product.mail_folder / "mails.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()]


def gather(
    product: Product,
    told: dict[str, Any],
    dead_links: list[str],
    walked: int,
    staff: Iterable[Staff],
    faults: Faults,
    seconds: float,
) -> Figures:
    """Compare what was wanted with what became of it."""
    accepted = mails(product)
    invited = {mail["to"] for mail in accepted if mail["links"]}
    outcomes = told["outcomes"]
    failed = {who for who, what in outcomes.items() if who not in invited and what["failed"]}
    stuck = {who: what["open"] for who, what in outcomes.items() if what["open"]}
    lost = set(outcomes) - invited - failed - set(stuck)
    twice = {id: n for id, n in Counter(mail["id"] for mail in accepted).items() if n > 1}
    visits = [visit for one in staff for visit in one.visits]
    errors = [visit for visit in visits if visit.status >= 500 or not visit.status]
    by_database = [v for v in errors if faults.was_away("database", v.since, v.until)]
    others = [visit for visit in errors if visit not in by_database]
    # Auth0's troubles are told on a page of their own, with the status of a gateway.
    broken = [visit for visit in others if visit.status in (0, 500)]
    tracebacks = read_tracebacks(product)
    unheld = _unheld(product, told)
    lines = [
        Figure("tickets wanted", len(outcomes)),
        Figure("mailed", len(invited)),
        Figure("failed with a reason", len(failed)),
        Figure("lost", len(lost), 0),
        Figure("stuck", len(stuck), 0),
        Figure("mails accepted by the mail server", len(accepted)),
        Figure("mailed twice, same Message-ID", sum(n - 1 for n in twice.values())),
        Figure("mailed twice while a worker held the mail", _too_soon(accepted, faults), 0),
        Figure("connections with two active tickets", told["twice_active"], 0),
        Figure("tickets at Auth0 that nobody holds", unheld, note=f"{told['unheld']} answers lost"),
        Figure("links followed", walked),
        Figure("links that do not work", len(dead_links), 0),
        Figure("audit lines", told["audit"]),
        Figure("gaps in the audit log", len(told["audit_gaps"]), 0),
        Figure("answers seen by staff", len(visits)),
        Figure("errors while the database was away", len(by_database)),
        Figure("pages with 500 otherwise", len(broken), 0),
        Figure("pages that tell of Auth0's trouble (502, 503)", len(others) - len(broken)),
        Figure("tracebacks", sum(tracebacks.values()), 0),
        Figure("calm lines about outages", _calm_lines(product)),
        Figure("processes started again", len(product.restarts.told)),
        Figure("workers and children killed", sum("killed" in what for what in faults.told)),
        *(Figure(f"outages of {what}", n) for what, n in sorted(faults.met().items())),
        Figure("seconds", round(seconds)),
    ]
    details = [
        *_some("lost", sorted(lost)),
        *_some("stuck", [f"{who}: {'; '.join(why)}" for who, why in stuck.items()]),
        *_some("links", dead_links),
        *_some("audit", told["audit_gaps"]),
        *_some("500", [_words(visit, faults) for visit in broken]),
        *_some("traceback", [f"{n} × {what}" for what, n in tracebacks.most_common()]),
    ]
    return Figures(lines, details)


def read_tracebacks(product: Product) -> Counter[str]:
    """Count the tracebacks in the logs, by process and by the line that ends them."""
    found: Counter[str] = Counter()
    for name in OURS:
        for text in _entries(product.log(name)):
            if TRACEBACK in text:
                found[f"{name}: {_last_line(text)}"] += 1
    return found


def _entries(log: str) -> Iterable[str]:
    """Cut a log into entries: JSON lines, and what was written to it without being one."""
    plain: list[str] = []
    for line in log.splitlines():
        if line.startswith("{"):
            try:
                entry = json.loads(line)
            except ValueError:
                plain.append(line)
                continue
            yield "\n".join(str(value) for key, value in sorted(entry.items()))
        else:
            if line.startswith(TRACEBACK) and plain:
                yield "\n".join(plain)
                plain = []
            plain.append(line)
    yield "\n".join(plain)


def _last_line(text: str) -> str:
    lines = [
        line for line in text.splitlines() if re.match(r"[\w.]+(Error|Exception|\w*): ?", line)
    ]
    return (lines[-1] if lines else text.splitlines()[-1])[:160]


def _calm_lines(product: Product) -> int:
    return sum(product.log(name).count('"service_away"') for name in OURS)


def _too_soon(accepted: list[dict[str, Any]], faults: Faults) -> int:
    """Count second deliveries of a mail that came while the claim of the first was good."""
    first: dict[str, float] = {}
    found = 0
    for mail in accepted:
        before = first.get(mail["id"])
        first[mail["id"]] = mail["at"]
        if before is not None and mail["at"] - before < CLAIM_SECONDS:
            jumped = any(before <= at <= mail["at"] for at in faults.jumps)
            found += not jumped
    return found


def _unheld(product: Product, told: dict[str, Any]) -> int:
    """Count tickets that could be opened at Auth0, and that the portal does not know."""
    held = {_ticket(url) for url in told["urls"].values()}
    state = product.sandbox.state()
    now = state["now"]
    alive = [
        ticket
        for ticket in state["tickets"]
        if not ticket.get("revoked") and (ticket["ends_at"] or ticket["expires_at"]) > now
    ]
    return sum(_ticket(ticket["url"]) not in held for ticket in alive)


def _ticket(url: str) -> str:
    return parse_qs(urlsplit(url).query)["ticket"][0]


def _words(visit: Visit, faults: Faults) -> str:
    since, until = visit.since, visit.until
    away = {one.service for one in faults.outages if faults.was_away(one.service, since, until)}
    answer = visit.status or "no answer"
    return f"{visit.what}: {answer} while away: {', '.join(sorted(away)) or 'nothing'}"


def _some(what: str, items: list[str], most: int = 12) -> list[str]:
    more = [f"{what}: … and {len(items) - most} more"] if len(items) > most else []
    return [*(f"{what}: {item}" for item in items[:most]), *more]
