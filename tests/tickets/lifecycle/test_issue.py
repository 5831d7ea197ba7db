"""Issuing: crash-safe, repeatable, and honest about lost answers."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection as database
from django.db import connections

from organizations.models import Attention, Event, Stage
from portal import clock
from tests import factories
from tickets.models import Attempt, Message, Ticket
from tickets.services import lifecycle, requests
from tickets.services.lifecycle.retire import ticket_id
from tickets.states import State
from tickets.tasks import tickets as ticket_tasks

TICKETS = "/api/v2/self-service-profiles/*/sso-ticket"


def minted(sandbox):
    """Every ticket Auth0 made."""
    return list(sandbox.state()["tickets"])


def outcomes(ticket):
    return [attempt.outcome for attempt in ticket.attempts.order_by("pk")]


def test_issue_stores_the_address_and_queues_the_mail(queued, sandbox):
    lifecycle.issue(queued)

    [at_auth0] = minted(sandbox)
    assert queued.state == State.ISSUED
    assert ticket_id(queued.url) == at_auth0["id"]
    assert at_auth0["request"] == queued.body
    assert queued.expires_at - queued.issued_at == timedelta(days=5)
    assert queued.connection.stage == Stage.INVITED
    assert outcomes(queued) == [Attempt.Outcome.ISSUED]
    assert [message.kind for message in Message.objects.all()] == [Message.Kind.INVITATION]


def test_issue_keeps_the_wanted_time_to_the_first_opening(connection, wanted, staff):
    wanted.body["ttl_sec"] = 3600
    ticket = requests.request_ticket(wanted, by=staff)

    lifecycle.issue(ticket)

    assert ticket.issued_at
    assert ticket.expires_at == ticket.issued_at + timedelta(hours=1)


def test_issue_twice_asks_auth0_once(queued, sandbox):
    lifecycle.issue(Ticket.objects.get(pk=queued.pk))
    lifecycle.issue(queued)

    assert len(minted(sandbox)) == 1
    assert Message.objects.count() == 1
    assert queued.state == State.ISSUED


def test_issue_leaves_alone_what_another_worker_has(queued, sandbox):
    Ticket.objects.filter(pk=queued.pk).update(claimed_until=clock.now() + timedelta(seconds=60))

    lifecycle.issue(queued)

    assert minted(sandbox) == []
    assert queued.state == State.QUEUED


@pytest.mark.parametrize("calls", [0, 1])
def test_issue_takes_up_what_a_dead_worker_left(queued, sandbox, run_tasks, mails, calls):
    """Killed after the claim, or after Auth0's answer and before it was stored."""
    Ticket.objects.filter(pk=queued.pk).update(
        claimed_until=clock.now() + timedelta(seconds=150), attempts_made=1
    )
    Attempt.objects.create(ticket=queued, started_at=clock.now())
    if calls:
        factories.auth0_clients.auth0(queued.tenant).tickets.create(queued.profile_id, queued.body)
    ticket_tasks.sweep()
    assert Ticket.objects.get(pk=queued.pk).state == State.QUEUED

    sandbox.advance(151)
    with run_tasks():
        ticket_tasks.sweep()

    queued.refresh_from_db()
    newest = minted(sandbox)[-1]
    assert queued.state == State.ISSUED
    assert ticket_id(queued.url) == newest["id"]
    assert outcomes(queued) == [Attempt.Outcome.UNKNOWN, Attempt.Outcome.ISSUED]
    assert len(mails.messages()) == 1


def test_sweep_issues_what_was_never_woken(queued, run_tasks, mails):
    with run_tasks():
        ticket_tasks.sweep()

    queued.refresh_from_db()
    assert queued.state == State.ISSUED


def test_issue_mints_another_when_the_answer_is_lost(queued, sandbox):
    sandbox.fault(method="POST", path=TICKETS, drop="after")

    lifecycle.issue(queued)
    assert queued.state == State.QUEUED
    sandbox.advance(10)
    lifecycle.issue(queued)

    lost, kept = minted(sandbox)
    assert queued.state == State.ISSUED
    assert ticket_id(queued.url) == kept["id"] != lost["id"]
    assert outcomes(queued) == [Attempt.Outcome.UNKNOWN, Attempt.Outcome.ISSUED]
    assert Message.objects.count() == 1


def test_issue_stops_minting_after_three_lost_answers(queued, sandbox):
    sandbox.fault(method="POST", path=TICKETS, drop="after", times=9)

    for _ in range(5):
        lifecycle.issue(queued)
        sandbox.advance(700)

    assert len(minted(sandbox)) == 3
    assert queued.state == State.FAILED
    assert "may or may not have been applied" in queued.problem
    assert Attention.objects.get().reason == Attention.Reason.FAILED


def test_issue_waits_out_an_outage(queued, sandbox):
    sandbox.fault(method="POST", path="/oauth/token", status=503, times=99)
    factories.auth0_clients._client.cache_clear()

    lifecycle.issue(queued)
    lifecycle.issue(queued)  # not due yet: no call

    assert queued.state == State.QUEUED
    assert outcomes(queued) == [Attempt.Outcome.UNAVAILABLE]
    assert queued.next_attempt_at > clock.now()


def test_issue_gives_up_after_a_long_outage(queued, sandbox):
    sandbox.fault(method="POST", path="/oauth/token", status=503, times=999)
    Ticket.objects.filter(pk=queued.pk).update(attempts_made=9)
    factories.auth0_clients._client.cache_clear()

    lifecycle.issue(queued)

    assert queued.state == State.FAILED
    assert "be reached" in queued.problem
    assert "reissue the ticket" in queued.remedy


def test_issue_waits_for_its_turn_without_counting_it(queued, sandbox):
    sandbox.fault(method="POST", path=TICKETS, status=429, times=9, headers={"Retry-After": "30"})

    lifecycle.issue(queued)

    assert queued.state == State.QUEUED
    assert queued.attempts_made == 0
    assert outcomes(queued) == []
    assert queued.next_attempt_at - clock.now() > timedelta(seconds=25)


def test_issue_fails_when_the_name_is_taken(queued, sandbox):
    factories.auth0_clients.auth0(queued.tenant).connections.create(
        {
            "name": "acme-sso",
            "strategy": "samlp",
            "options": {"signInEndpoint": "https://idp.acme.com"},
        }
    )

    lifecycle.issue(queued)

    assert queued.state == State.FAILED
    assert "already exists" in queued.problem
    assert "import it" in queued.remedy
    assert outcomes(queued) == [Attempt.Outcome.REFUSED]


def test_issue_asks_the_operator_for_a_missing_scope(queued, sandbox):
    sandbox.fault(
        method="POST",
        path=TICKETS,
        status=403,
        body={
            "statusCode": 403,
            "error": "Forbidden",
            "message": "Insufficient scope; expected any of: create:sso_access_tickets",
            "errorCode": "insufficient_scope",
        },
    )

    lifecycle.issue(queued)

    assert queued.state == State.FAILED
    assert "create:sso_access_tickets" in queued.problem
    assert "operator" in queued.remedy


def while_auth0_is_slow(sandbox, ticket, act):
    """Run `act` while another thread waits for Auth0's answer to this ticket."""
    sandbox.fault(method="POST", path=TICKETS, delay_seconds=0.6)

    def work():
        try:
            lifecycle.issue(Ticket.objects.get(pk=ticket.pk))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        worker = pool.submit(work)
        deadline = time.monotonic() + 5
        while not any("sso-ticket" in call["path"] for call in sandbox.requests()):
            assert time.monotonic() < deadline
        act()
        worker.result(10)
    ticket.refresh_from_db()


@pytest.mark.django_db(transaction=True)
def test_issue_revokes_at_once_what_was_revoked_meanwhile(connection, preset, sandbox, staff):
    queued = factories.make_ticket(connection, preset=preset)

    while_auth0_is_slow(
        sandbox, queued, lambda: lifecycle.revoke(queued, by=staff, reason="wrong customer")
    )

    assert queued.state == State.REVOKED
    assert outcomes(queued) == [Attempt.Outcome.UNUSED]
    assert queued.revoke_accepted_at
    assert [ticket["ticket"] for ticket in minted(sandbox)] == ["revoked"]
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_issue_of_two_workers_keeps_one_and_revokes_the_other(connection, preset, sandbox, mails):
    queued = factories.make_ticket(connection, preset=preset)

    def take_over():
        Ticket.objects.filter(pk=queued.pk).update(claimed_until=None)
        lifecycle.issue(queued)

    while_auth0_is_slow(sandbox, queued, take_over)

    assert queued.state == State.ISSUED
    states = {ticket["id"]: ticket["ticket"] for ticket in minted(sandbox)}
    assert states.pop(ticket_id(queued.url or "")) == "issued"
    assert list(states.values()) == ["revoked"]
    assert len(mails.messages()) == 1


def test_issue_tells_no_secret(queued, caplog):
    caplog.set_level(logging.DEBUG)

    lifecycle.issue(queued)

    secret = ticket_id(queued.url)
    with database.cursor() as cursor:
        cursor.execute("SELECT url FROM tickets_ticket WHERE id = %s", [queued.pk])
        [stored] = cursor.fetchone()
    told = [str(event.data) for event in Event.objects.all()]
    told += [f"{message.subject}{message.text}{message.html}" for message in Message.objects.all()]
    told += [repr(queued), str(queued), stored, caplog.text, *map(repr, queued.attempts.all())]
    assert not [text for text in told if secret in text or queued.link.url in text]
