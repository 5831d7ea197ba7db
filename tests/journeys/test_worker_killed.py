"""A worker killed in the middle of a job: nothing is lost, and nothing done twice."""

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.demo import programs
from portal.demo.errors import DemoError
from tests.processes import Stack, running_stack, wait_for

SIZE, QUICK = 12, 3
SEED = """
import os
from tickets.demo import company
company.hire(os.environ["PORTAL_DEMO_PASSWORD"])
company.write_presets(company.connect(os.environ))
"""
# Makes the job of the first customers by the demo's default preset, and starts it once looked at.
MAKE = f"""
from organizations import services as organizations
from organizations.models import Contact, Customer, User
from portal.actor import Actor
from tickets.models import Job, Preset
from tickets.services import bulk
sam = User.objects.get(email="support@acme.example")
by = Actor("staff", str(sam), user=sam)
for number in range({SIZE}):
    one = organizations.create_customer(name=f"Customer {{number:02d}}", by=by)
    email = f"admin@customer{{number:02d}}.example"
    organizations.add_contact(one, name="Admin", email=email, by=by)
preset = Preset.objects.get(is_default=True)
chosen = Customer.objects.filter(name__startswith="Customer ")
wanted = dict(kind=Job.Kind.ISSUE, tenant=preset.tenant, preset=preset, by=by)
job = bulk.job_of_customers(chosen, **wanted)
while job.state != Job.State.READY:  # the worker looks as well
    bulk.work_on(job)
    job.refresh_from_db()
bulk.start(job, seen={SIZE}, by=by)
"""
TELL = """
import json
from collections import Counter
from tickets.models import Job, Ticket
job = Job.objects.get()
rows = list(job.rows.all())
print(json.dumps({
    "job": job.state,
    "states": Counter(row.state for row in rows),
    "claimed": sum(row.claimed_until is not None for row in rows),
    "linked": len({row.ticket_id for row in rows if row.ticket_id}),
    "tickets": Ticket.objects.filter(connection__customer__name__startswith="Customer ").count(),
}))
"""


@pytest.fixture
def small_stack(tmp_path: Path) -> Iterator[Stack]:
    """The product with the demo's people, tenant and presets, but none of its customers."""
    with running_stack(tmp_path) as stack:
        stack.manage("shell", "-v", "0", "-c", SEED)
        yield stack


def tell(stack: Stack) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(stack.manage("shell", "-v", "0", "-c", TELL))
    return told


def kill_worker(stack: Stack) -> None:
    """Kill the worker and its children at once, as a machine that loses its power would."""
    os.killpg(stack.processes.pid("worker"), signal.SIGKILL)
    with pytest.raises(DemoError, match="worker was ended by SIGKILL"):
        stack.processes.wait_until(lambda: False, "The end of the worker", seconds=10)


def test_a_killed_worker_loses_and_repeats_nothing(small_stack: Stack) -> None:
    stack = small_stack
    # After some tickets Auth0 takes its time, so that the worker dies while it waits for one.
    stack.sandbox.fault(method="POST", path="*/sso-ticket", times=QUICK, delay_seconds=0.1)
    stack.sandbox.fault(method="POST", path="*/sso-ticket", times=SIZE * 4, delay_seconds=60)
    stack.manage("shell", "-v", "0", "-c", MAKE)
    wait_for(lambda: tell(stack)["states"].get("done", 0) >= QUICK, "some rows", 60)

    kill_worker(stack)
    told = tell(stack)
    assert told["job"] == "running"
    assert QUICK <= told["states"]["done"] < SIZE
    # It held rows when it died.
    assert told["claimed"] > 0

    stack.sandbox.clear_faults()
    stack.processes.start("worker", programs.worker(), stack.env)
    # Claims of the dead lapse.
    stack.sandbox.advance(200)
    wait_for(lambda: tell(stack)["job"] == "finished", "the whole job", 120)

    told = tell(stack)
    assert told["states"] == {"done": SIZE}
    assert told["tickets"] == told["linked"] == SIZE
    wait_for(lambda: len(stack.inbox.messages()) >= SIZE, "the mails", 60)
    mailed = Counter(to["Address"] for mail in stack.inbox.messages() for to in mail["To"])
    assert mailed == {f"admin@customer{number:02d}.example": 1 for number in range(SIZE)}
