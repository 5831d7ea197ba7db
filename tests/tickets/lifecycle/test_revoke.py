import pytest

from organizations.models import Event
from portal.actor import Actor
from tickets.errors import InvalidRequest, WrongState
from tickets.models import Link, Message, Ticket
from tickets.services import lifecycle, links
from tickets.states import State
from tickets.tasks import tickets as ticket_tasks


def test_revoke_kills_the_link_at_once_and_auth0_follows(issued, staff, sandbox, run_tasks):
    lifecycle.revoke(issued, by=staff, reason="Left the company")
    issued.link.refresh_from_db()
    before = (issued.state, issued.link.ended, issued.revoke_accepted_at)

    with run_tasks():
        ticket_tasks.sweep()

    issued.refresh_from_db()
    assert before == (State.REVOKED, Link.Ended.REVOKED, None)
    assert issued.revoke_accepted_at
    assert [one["ticket"] for one in sandbox.state()["tickets"]] == ["revoked"]
    assert Event.objects.get(verb="ticket:revoke").data == {"reason": "Left the company"}
    assert Event.objects.filter(verb="ticket:revoke_accepted").count() == 1


def test_revoke_ends_a_session_that_runs(issued, staff, sandbox, run_tasks):
    sandbox.walk(issued.url, {"do": "open"})

    with run_tasks():
        lifecycle.revoke(issued, by=staff, reason="Wrong person")

    assert [one["ticket"] for one in sandbox.state()["tickets"]] == ["revoked"]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 256])
def test_revoke_wants_a_reason(issued, staff, reason):
    with pytest.raises(InvalidRequest) as error:
        lifecycle.revoke(issued, by=staff, reason=reason)

    assert [problem.field for problem in error.value.problems] == ["reason"]
    issued.refresh_from_db()
    assert issued.state == State.ISSUED


def test_revoke_of_a_queued_ticket_asks_auth0_for_nothing(queued, staff, sandbox, run_tasks):
    lifecycle.revoke(queued, by=staff, reason="Too early")

    with run_tasks():
        ticket_tasks.sweep()

    assert queued.state == State.REVOKED
    assert sandbox.state()["tickets"] == []


def test_revoke_of_what_ran_out_ends_its_link(issued, staff, sandbox):
    sandbox.advance(6 * 86400)
    lifecycle.expire_due()
    issued.refresh_from_db()

    lifecycle.revoke(issued, by=staff, reason="Not needed any more")

    issued.link.refresh_from_db()
    assert issued.state == State.EXPIRED
    assert issued.link.ended == Link.Ended.REVOKED


def test_revoke_twice_is_refused(issued, staff):
    lifecycle.revoke(issued, by=staff, reason="Once")

    with pytest.raises(WrongState):
        lifecycle.revoke(issued, by=staff, reason="Twice")


def test_revoke_drops_the_mail_that_waits(issued, staff, mails, run_tasks):
    lifecycle.revoke(issued, by=staff, reason="Wrong address")

    with run_tasks():
        ticket_tasks.sweep()

    assert Message.objects.get().state == Message.State.DROPPED
    assert mails.messages() == []


def test_revocation_is_tried_until_auth0_accepts(issued, staff, sandbox):
    sandbox.fault(method="POST", path="*/revoke", status=503, times=3)
    lifecycle.revoke(issued, by=staff, reason="Wrong person")

    lifecycle.revoke_at_auth0(issued)
    issued.refresh_from_db()
    refused = (issued.revoke_accepted_at, issued.problem)
    ticket_tasks.sweep()  # not due yet
    sandbox.advance(61)
    ticket_tasks.sweep()

    issued.refresh_from_db()
    assert refused[0] is None
    assert "be reached" in refused[1]
    assert issued.revoke_accepted_at
    assert issued.problem == ""


def test_revocation_twice_is_accepted_once(issued, staff):
    lifecycle.revoke(issued, by=staff, reason="Wrong person")

    lifecycle.revoke_at_auth0(issued)
    lifecycle.revoke_at_auth0(issued)

    assert Event.objects.filter(verb="ticket:revoke_accepted").count() == 1


def test_revoke_is_not_stopped_by_an_opening_at_the_same_moment(issued, staff):
    opened = Ticket.objects.get(pk=issued.pk)
    links.open_link(opened.link, by=Actor.customer("alice@acme.com"), user_agent="Firefox")

    lifecycle.revoke(issued, by=staff, reason="wrong customer")

    assert issued.state == State.REVOKED
    assert issued.revoke_wanted_at
