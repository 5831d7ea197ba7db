"""Tell many stories at once, in the order of time."""

import heapq
from collections.abc import Callable, Iterator, Sequence

DAY = 86_400  # seconds


def play(stories: Sequence[Iterator[float]], wait_until: Callable[[float], None]) -> None:
    """Go on with whichever story is next, until all are told; then it is now.

    Time only passes: what should have happened before the clock's present happens at once.
    """
    turns = [(-DAY * next(story), number) for number, story in enumerate(stories)]
    heapq.heapify(turns)
    while turns:
        moment, number = heapq.heappop(turns)
        wait_until(moment)
        later = next(stories[number], None)
        if later is not None:
            heapq.heappush(turns, (-DAY * later, number))
    wait_until(0)
