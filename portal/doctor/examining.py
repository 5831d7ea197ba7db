"""Run checks side by side, each with a time limit, so that one that hangs holds up no other."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import connections


class State(StrEnum):
    OK = "ok"
    PROBLEM = "problem"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: `told` in a sentence and, for a problem, the `remedy`."""

    about: str
    state: State
    told: str
    remedy: str = ""


class Trouble(Exception):
    """Raised by a check: something is wrong, and this is what to do."""

    def __init__(self, told: str, *, remedy: str) -> None:
        super().__init__(told)
        self.remedy = remedy


class NotChecked(Exception):
    """Raised by a check: there is nothing here to look at, and why."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question to the installation.

    `find` says what is well; raises Trouble or NotChecked. It gets `seconds` to answer.
    """

    about: str
    find: Callable[[], str]
    seconds: float = 8.0


def examine(checks: Sequence[Check]) -> Iterator[Finding]:
    """Yield what each check found, in their order; none is waited for longer than its seconds."""
    begun = time.monotonic()
    runs = [_Run(check) for check in checks]
    for run in runs:
        run.thread.join(max(0.0, begun + run.check.seconds - time.monotonic()))
        yield run.finding or Finding(
            run.check.about,
            State.PROBLEM,
            f"No response within {run.check.seconds:g} seconds.",
            "Check whether the service is overloaded, or behind a firewall that drops packets.",
        )


class _Run:
    def __init__(self, check: Check) -> None:
        self.check = check
        self.finding: Finding | None = None
        # A daemon: what hangs must not keep a command from ending.
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.finding = _found(self.check)
        finally:
            connections.close_all()


def _found(check: Check) -> Finding:
    try:
        return Finding(check.about, State.OK, check.find())
    except Trouble as trouble:
        return Finding(check.about, State.PROBLEM, str(trouble), trouble.remedy)
    except NotChecked as reason:
        return Finding(check.about, State.NOT_CHECKED, str(reason))
    except Exception as error:  # whatever it is, the other lines are wanted still
        told = " ".join(f"{type(error).__name__}: {error}".split())
        return Finding(
            check.about,
            State.PROBLEM,
            told,
            "The check itself failed. The results above may explain why.",
        )
