"""Tell many stories at once, in the order of time."""

import heapq
from collections.abc import Iterator, Sequence

from .sandbox import Sandbox

DAY = 86_400  # seconds


def tell(stories: Sequence[Iterator[float]], sandbox: Sandbox) -> None:
    """Go on with whichever story is next, until all are told; then it is now.

    Time only passes: what should have happened before the clock's present happens at once.
    """
    turns = [(-DAY * next(story), number) for number, story in enumerate(stories)]
    heapq.heapify(turns)
    while turns:
        moment, number = heapq.heappop(turns)
        _wait_until(moment, sandbox)
        later = next(stories[number], None)
        if later is not None:
            heapq.heappush(turns, (-DAY * later, number))
    _wait_until(0, sandbox)


def _wait_until(moment: float, sandbox: Sandbox) -> None:
    missing = moment - sandbox.offset()
    if missing > 0:
        sandbox.advance(missing)
