"""One thing done again and again: queries, milliseconds, what came of it."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

_TIMES = 11
# Seconds for all of them, however slow.
_PATIENCE = 6.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Times are milliseconds; `size` is what `measure` was told (bytes of a page, rows)."""

    queries: int
    median: float
    p95: float
    size: int


def measure(act: Callable[[], int], *, times: int = _TIMES) -> Figures:
    """Call `act`, which returns the size of what it did, until its figures are known."""
    act()  # templates are compiled, pages of the database read
    with CaptureQueriesContext(connection) as asked:
        size = act()
    queries = len(asked)  # now: the next request begins a new list
    taken: list[float] = []
    begun = time.perf_counter()
    while len(taken) < times and (len(taken) < 3 or time.perf_counter() - begun < _PATIENCE):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    p95 = statistics.quantiles(taken, n=20, method="inclusive")[-1]
    return Figures(queries, statistics.median(taken), p95, size)
