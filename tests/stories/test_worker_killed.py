"""A worker killed in the middle of a job: nothing is lost, and nothing done twice."""

import os
import signal
from collections import Counter

import pytest

from tests.processes import Stack, wait_for
from tests.stories import job
from tests.stories.product import Product

pytestmark = pytest.mark.xdist_group("stories")

SIZE, QUICK = 12, 3


def is_under_way(product: Product) -> bool:
    told = product.do(job.tell)
    # No mail is on its way: one whose sender dies right after the server's yes goes out again.
    return told["states"].get("done", 0) == told["mailed"] >= QUICK and told["claimed"] > 0


def kill_worker(stack: Stack) -> None:
    """Kill the worker and its children at once, as a machine that loses its power would."""
    pid = stack.processes.pid("worker")
    os.killpg(pid, signal.SIGKILL)
    # It is over, and not yet fetched: so nobody has started it again either.
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def mailed(stack: Stack) -> Counter[str]:
    """Return how many mails each of the job's recipients got."""
    received = (to["Address"] for mail in stack.inbox.messages() for to in mail["To"])
    return Counter(to for to in received if to.startswith("admin@job"))


def test_a_killed_worker_loses_and_repeats_nothing(stack: Stack, product: Product) -> None:
    # After some tickets Auth0 takes its time, so that the worker dies while it waits for one.
    stack.sandbox.fault(method="POST", path="*/sso-ticket", times=QUICK, delay_seconds=0.1)
    stack.sandbox.fault(method="POST", path="*/sso-ticket", times=SIZE * 4, delay_seconds=60)
    product.do(job.start, SIZE)
    wait_for(lambda: is_under_way(product), "some rows, and others that are held", 60)

    kill_worker(stack)
    told = product.do(job.tell)
    assert told["job"] == "running"
    assert QUICK <= told["states"]["done"] < SIZE
    # It held rows when it died.
    assert told["claimed"] > 0

    stack.sandbox.clear_faults()
    # As whoever runs the product does: what has ended begins again.
    stack.processes.check()
    # Claims of the dead lapse; beat finds what they left, in its own time.
    stack.sandbox.advance(200)
    wait_for(lambda: product.do(job.tell)["job"] == "finished", "the whole job", 120)

    told = product.do(job.tell)
    assert told["states"] == {"done": SIZE}
    assert told["tickets"] == told["linked"] == SIZE
    wait_for(lambda: mailed(stack).total() >= SIZE, "the mails", 60)
    assert mailed(stack) == {f"admin@job{number:02d}.example": 1 for number in range(SIZE)}
    product.do(job.close)
