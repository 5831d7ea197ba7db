"""From what happens to the mail about it: seconds of sandbox time, over the product's processes.

Web, worker, beat, broker, database, sandbox Auth0 and mail server are the real ones and run in
real time; the clock is moved on only where nothing is due until then.
"""

import os
import statistics
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from tests.benchmarks.show import say, table
from tests.processes import running_stack

# Look-ups in DNS that were made before the record was there (see organizations' lookups).
_AGES = {"half an hour after the session's end": 6, "a day after it": 20}


def run(times: int = 5) -> str:
    """Let everything happen so many times; return the table."""
    with TemporaryDirectory(prefix="portal-road-") as folder, running_stack(Path(folder)) as stack:
        # This process works in the product's database, with the settings of its processes.
        os.environ.update(stack.env)
        django.setup()
        from tests.benchmarks import arrivals
        from tests.benchmarks.setups import Setups

        setups = Setups(stack.sandbox)
        rows = []

        def add(since: str, mail: str, took: Sequence[float]) -> None:
            say(f"{since}: {', '.join(f'{one:.1f}' for one in took)}")
            median = f"{statistics.median(took):.1f}"
            rows.append([since, mail, len(took), median, f"{max(took):.1f}"])

        add("ticket asked for", "invitation", arrivals.invitations(setups, times))
        add("setup finished, log polled", "you are live", arrivals.finished(setups, times))
        setups.push_events()
        add("setup finished, event pushed", "you are live", arrivals.finished(setups, times))
        for age, lookups in _AGES.items():
            took = arrivals.visible(setups, times, lookups)
            add(f"record visible, {age}", "follow-up", took)
    return table(["from", "to the mail", "times", "median s", "longest s"], rows)
