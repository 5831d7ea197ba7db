from datetime import timedelta
from typing import Any

import pytest

from organizations.models import Stage
from organizations.services.lifecycle import stages
from portal import clock
from portal.actor import Actor
from tests import factories
from tests.tickets.log_lines import NOON, event
from tickets.errors import WrongState
from tickets.models import Link, Opening
from tickets.services import activity, automation, lifecycle, requests
from tickets.services.lifecycle.move import move
from tickets.states import State
from tickets.verbs import Verb

ISSUED: dict[str, Any] = {
    "url": "https://acme.test/?ticket=t",
    "issued_at": NOON,
    "expires_at": NOON,
}


def go_live(connection):
    stages.advance(connection, Stage.LIVE, by=Actor.auth0())


def test_automation_completes_the_ticket_of_a_connection_that_went_live(issued):
    go_live(issued.connection)

    automation.run_automation(issued.connection)

    issued.refresh_from_db()
    issued.link.refresh_from_db()
    assert issued.state == State.COMPLETED
    assert issued.link.ended == Link.Ended.COMPLETED
    assert issued.connection.messages.get(kind="live").to_email == "alice@acme.com"


def test_completing_twice_mails_once(issued):
    go_live(issued.connection)

    automation.run_automation(issued.connection)
    automation.run_automation(issued.connection)

    assert issued.connection.messages.filter(kind="live").count() == 1


def test_automation_leaves_alone_what_is_not_live(issued):
    stages.advance(issued.connection, Stage.DOMAIN_PENDING, by=Actor.auth0())

    automation.run_automation(issued.connection)

    issued.refresh_from_db()
    assert issued.state == State.ISSUED


def test_automation_leaves_tickets_for_what_was_live_already(issued, wanted, staff, sandbox):
    connection = issued.connection
    connection.auth0_id = "con_" + "a" * 16
    connection.save()
    go_live(connection)
    sandbox.advance(60)
    wanted = factories.make_draft(
        connection, preset=wanted.preset, kind="edit", body={"connection_id": connection.auth0_id}
    )
    edit = requests.request_ticket(wanted, by=staff)

    automation.run_automation(connection)

    edit.refresh_from_db()
    edit.link.refresh_from_db()
    assert edit.state == State.QUEUED
    assert edit.link.ended == ""


def test_automation_completes_what_staff_asked_for_once_the_customer_finished(
    issued, wanted, staff, sandbox
):
    connection = issued.connection
    connection.auth0_id = "con_" + "a" * 16
    connection.save()
    go_live(connection)
    sandbox.advance(60)
    wanted = factories.make_draft(
        connection, preset=wanted.preset, kind="edit", body={"connection_id": connection.auth0_id}
    )
    edit = requests.request_ticket(wanted, by=staff)
    move(edit, State.ISSUED, by=staff, verb=Verb.TICKET_ISSUE, **ISSUED)
    lifecycle.record_opening(edit, at=clock.now(), by=Actor.auth0(), source=Opening.Source.LANDING)
    later = clock.now() + timedelta(minutes=5)
    states = []

    for number, step in enumerate(("connection_update", "flow_end"), start=1):
        line = event(number, step, connection=connection.name, at=later, flow="update")
        activity.ingest_logs(connection.tenant, [line])
        automation.run_automation(connection)
        edit.refresh_from_db()
        states.append(edit.state)

    edit.link.refresh_from_db()
    assert states == [State.OPENED, State.COMPLETED]
    assert edit.link.ended == Link.Ended.COMPLETED


def test_automation_tells_the_recipient_when_the_portal_did_the_rest(issued, sandbox):
    sandbox.advance(6 * 86400)
    lifecycle.expire_due()
    go_live(issued.connection)

    automation.run_automation(issued.connection)

    issued.link.refresh_from_db()
    assert issued.link.ended == Link.Ended.COMPLETED
    assert issued.connection.messages.filter(kind="live").exists()


def test_automation_takes_back_what_was_not_issued_yet(queued):
    go_live(queued.connection)

    automation.run_automation(queued.connection)

    queued.refresh_from_db()
    assert queued.state == State.REVOKED
    assert "went live before" in queued.revoke_reason


def test_complete_of_what_ended_is_refused(issued, staff):
    lifecycle.revoke(issued, by=staff, reason="Wrong person")

    with pytest.raises(WrongState):
        automation.complete(issued, by=staff)
