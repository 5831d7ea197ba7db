"""Several workers at one job, workers that die, and rows that kill them."""

from organizations.models import Event
from portal import clock
from tests import factories
from tests.tickets.bulk.conftest import started, states, work
from tickets.models import Job, JobRow, Ticket
from tickets.services import bulk
from tickets.services.bulk import working
from tickets.services.bulk.issuing import request_row
from tickets.states import State as TicketState
from tickets.tasks import tickets as ticket_tasks


def claimed(job: Job) -> JobRow:
    row = working.claim(job)
    assert row
    return row


def test_a_row_is_taken_by_one_worker(issuing, staff):
    started(issuing, staff)

    taken = [working.claim(issuing) for _ in range(4)]

    assert [row and row.number for row in taken] == [1, 2, 3, None]


def test_a_job_has_room_for_so_many_workers(issuing, staff):
    started(issuing, staff)
    assert bulk.jobs_due() == [issuing.pk] * working.LANES

    working.claim(issuing)
    assert bulk.jobs_due() == [issuing.pk] * (working.LANES - 1)

    working.claim(issuing)
    assert bulk.jobs_due() == []
    assert bulk.work_on(issuing) is False
    assert states(issuing) == ["ready"] * 3


def test_the_rows_of_a_dead_worker_are_taken_up_again(issuing, staff, sandbox):
    started(issuing, staff)
    working.claim(issuing)
    work(issuing)
    assert (issuing.state, states(issuing)) == ("running", ["ready", "done", "done"])

    sandbox.advance(200)
    work(issuing)

    assert (issuing.state, states(issuing)) == ("finished", ["done"] * 3)
    assert Ticket.objects.count() == 3


def test_workers_that_died_do_not_stop_the_job(issuing, staff, sandbox):
    started(issuing, staff)
    for _ in range(working.LANES):
        working.claim(issuing)

    sandbox.advance(working.LANE.total_seconds() + 1)
    assert bulk.jobs_due() == [issuing.pk] * working.LANES
    work(issuing)

    assert states(issuing) == ["ready", "ready", "done"]


def test_tickets_of_workers_that_died_let_others_be_asked_for(issuing, staff, sandbox, monkeypatch):
    monkeypatch.setattr(working, "MOST_UNDER_WAY", 1)
    started(issuing, staff)
    request_row(claimed(issuing), by=staff)
    Ticket.objects.update(claimed_until=clock.now() + working.CLAIM)
    work(issuing)
    assert states(issuing) == ["issuing", "ready", "ready"]

    sandbox.advance(working.LANE.total_seconds() + 1)
    work(issuing)

    assert states(issuing) == ["issuing", "done", "done"]


def test_a_worker_that_died_behind_its_ticket_asks_for_no_second(issuing, staff, sandbox):
    started(issuing, staff)
    request_row(claimed(issuing), by=staff)
    assert states(issuing) == ["issuing", "ready", "ready"]

    sandbox.advance(200)
    work(issuing)

    assert states(issuing) == ["done"] * 3
    assert Ticket.objects.count() == 3


def test_of_two_workers_at_one_row_the_second_does_nothing(issuing, staff, sandbox):
    started(issuing, staff)
    first = claimed(issuing)
    sandbox.advance(200)
    second = claimed(issuing)
    assert first == second

    request_row(first, by=staff)
    request_row(second, by=staff)

    assert Ticket.objects.count() == 1


def test_a_row_that_never_comes_to_an_end_fails(issuing, staff):
    started(issuing, staff)
    issuing.rows.filter(number=1).update(attempts_made=working.MOST_ATTEMPTS)

    work(issuing)

    row = issuing.rows.get(number=1)
    assert (issuing.state, row.state) == ("finished", "failed")
    assert "several times" in row.problem and row.remedy


def test_the_sweep_wakes_workers(issuing, monkeypatch):
    woken = []
    monkeypatch.setattr(
        "celery.app.task.Task.apply_async",
        lambda task, args=None, kwargs=None, **options: woken.append((task.name, args)),
    )

    ticket_tasks.sweep()

    assert woken == [("tickets.work_on_job", (issuing.pk,))] * working.LANES


def test_a_job_whose_starter_may_no_more_waits_for_a_colleague(issuing, staff):
    started(issuing, staff)
    staff.user.groups.clear()

    issuing = Job.objects.get(pk=issuing.pk)
    work(issuing)

    assert (issuing.state, states(issuing)) == ("paused", ["ready"] * 3)
    assert Event.objects.get(verb="job:pause").actor_name == "Job worker"


def test_few_tickets_are_under_way_while_auth0_is_away(issuing, staff, sandbox, monkeypatch):
    monkeypatch.setattr(working, "MOST_UNDER_WAY", 1)
    started(issuing, staff)
    sandbox.fault(method="POST", path="*/sso-ticket", times=50, status=503)

    work(issuing)
    assert states(issuing) == ["issuing", "ready", "ready"]

    sandbox.clear_faults()
    sandbox.advance(3600)
    while work(issuing).state == "running":
        sandbox.advance(60)
    assert states(issuing) == ["done"] * 3


def test_a_ticket_that_auth0_lets_wait_is_waited_for(issuing, staff, sandbox):
    started(issuing, staff)
    claim_one = claimed(issuing)
    request_row(claim_one, by=staff)
    issuing.rows.filter(pk=claim_one.pk).update(
        attempts_made=working.MOST_ATTEMPTS + 1, claimed_until=None
    )

    work(issuing)

    assert states(issuing) == ["done"] * 3
    assert Ticket.objects.count() == 3


def test_replaces_no_ticket_that_was_issued_after_the_check(issuing, staff, customers):
    work(issuing)
    connection = factories.make_connection(customers[0], issuing.tenant)
    factories.make_ticket(connection, state=TicketState.ISSUED)
    bulk.start(issuing, seen=3, by=staff)

    work(issuing)

    assert states(issuing) == ["failed", "done", "done"]
    assert "after this row was checked" in issuing.rows.get(number=1).problem
    assert connection.tickets.get().state == TicketState.ISSUED
