import pytest

from organizations.models import Customer, Event
from portal import clock
from tests.tickets.bulk.conftest import row_of, started, states, work
from tickets import errors
from tickets.models import Ticket
from tickets.services import bulk
from tickets.services.bulk import working

DAY = 86_400


def verbs(job):
    return list(Event.objects.filter(target=f"job:{job.pk}").order_by("pk").values_list("verb"))


@pytest.fixture
def one_row(monkeypatch):
    """`one_row(job)` is a worker that does a single row and then lets others have a turn."""

    def work_once(job):
        with monkeypatch.context() as patch:
            patch.setattr(working, "MOST_SECONDS", 0)
            assert bulk.work_on(job)
        job.refresh_from_db()

    return work_once


def test_a_pause_stops_after_what_is_under_way_and_resuming_goes_on(issuing, staff, one_row):
    started(issuing, staff)
    one_row(issuing)
    assert states(issuing) == ["done", "ready", "ready"]

    bulk.pause(issuing, by=staff)
    work(issuing)
    assert (issuing.state, states(issuing)) == ("paused", ["done", "ready", "ready"])

    bulk.resume(issuing, by=staff)
    work(issuing)
    assert (issuing.state, states(issuing)) == ("finished", ["done"] * 3)
    assert [verb for (verb,) in verbs(issuing)] == [
        "job:create",
        "job:start",
        "job:pause",
        "job:resume",
        "job:finish",
    ]


def test_a_cancelled_job_leaves_what_is_left(issuing, staff, one_row):
    started(issuing, staff)
    one_row(issuing)

    bulk.cancel(issuing, by=staff)
    work(issuing)

    assert (issuing.state, states(issuing)) == ("cancelled", ["done", "cancelled", "cancelled"])
    assert Ticket.objects.count() == 1
    event = Event.objects.get(verb="job:cancel")
    assert (event.data["left"], event.user) == (2, staff.user)


def test_cancelling_before_the_start_deletes_the_rows(uploaded, staff):
    job = uploaded("Customer,Email\nUmbrella,bob@umbrella.example\n")

    bulk.cancel(job, by=staff)

    assert job.state == "cancelled"
    assert not job.rows.exists()


def test_starts_only_what_was_seen(issuing, staff):
    work(issuing)

    with pytest.raises(errors.WrongState, match="The number of ready rows changed from 2 to 3"):
        bulk.start(issuing, seen=2, by=staff)
    issuing.refresh_from_db()
    assert issuing.state == "ready"


def test_starts_nothing_without_a_ready_row(issuing, staff, customers):
    Customer.objects.update(archived_at=clock.now())
    work(issuing)

    with pytest.raises(errors.WrongState, match="No rows are ready"):
        bulk.start(issuing, seen=0, by=staff)


def test_starts_once(issuing, staff):
    started(issuing, staff)

    with pytest.raises(errors.WrongState, match="The job is now running"):
        bulk.start(issuing, seen=3, by=staff)


@pytest.mark.parametrize("name", ["pause", "resume", "retry"])
def test_says_when_the_job_stands_elsewhere(issuing, staff, name):
    with pytest.raises(errors.WrongState):
        getattr(bulk, name)(issuing, by=staff)


def test_forgets_jobs_that_nobody_starts(uploaded, staff, sandbox):
    job = uploaded("Customer,Email\nUmbrella,bob@umbrella.example\n")
    sandbox.advance(6 * DAY)
    bulk.forget_due()
    assert job.rows.exists()

    sandbox.advance(2 * DAY)
    bulk.forget_due()

    job.refresh_from_db()
    assert job.state == "cancelled"
    assert not job.rows.exists()


def test_forgets_what_a_file_said_about_whom_nothing_was_done_for(uploaded, preset, staff, sandbox):
    text = "Customer,Email\nUmbrella,bob@umbrella.example\nVandelay,nobody\n"
    job = started(uploaded(text, preset=preset), staff)
    work(job)
    assert states(job) == ["done", "left_out"]
    assert row_of(job, 3).cells["email"] == "nobody"

    sandbox.advance(31 * DAY)
    bulk.forget_due()

    assert row_of(job, 3).cells == {}
    assert row_of(job, 3).name == "Row 3"
