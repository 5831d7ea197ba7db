"""Back from Auth0's assistant: the page says what was done there, and is never behind for long."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from organizations.models import Connection, Stage
from portal import clock
from portal.signing import link_token
from tests.sandbox_process import Sandbox
from tickets.landing.progress.refresh import MOST_REFRESHES
from tickets.models import Link, Ticket
from tickets.states import State

CHECKING, STARTED = "Checking your progress", "no identity provider is connected yet"


@pytest.fixture
def opened(issued: Ticket) -> Ticket:
    """Alice, who need not confirm, is in the assistant; Auth0 was read before she began."""
    Link.objects.update(confirmation="nothing")
    Connection.objects.update(stage=Stage.OPENED, checked_at=clock.now() - timedelta(minutes=5))
    Ticket.objects.update(
        state=State.OPENED, opened_at=clock.now(), session_ends_at=clock.now() + timedelta(hours=5)
    )
    issued.refresh_from_db()
    return issued


def page_of(ticket: Ticket) -> str:
    return f"/l/{link_token(ticket.link_id)}/"


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_it_does_not_say_what_may_be_over(opened: Ticket) -> None:
    text = text_of(Client().get(page_of(opened)))

    assert CHECKING in text
    assert STARTED not in text
    assert 'hx-trigger="load, submit"' in text


def test_a_worker_reads_auth0_and_the_page_says_what_it_saw(
    opened: Ticket, run_tasks: Any, sandbox: Sandbox
) -> None:
    visitor = Client()
    sandbox.advance(2)

    with run_tasks():
        answer = visitor.post(f"{page_of(opened)}refresh/")
    response = visitor.get(answer["Location"], headers={"HX-Target": "turn"})

    assert CHECKING not in text_of(response)
    assert response["HX-Refresh"] == "true"
    assert CHECKING not in text_of(visitor.get(page_of(opened)))


def test_it_waits_for_the_worker_and_not_for_ever(opened: Ticket, sandbox: Sandbox) -> None:
    visitor = Client()
    answer = visitor.post(f"{page_of(opened)}refresh/")

    text = text_of(visitor.get(answer["Location"]))
    assert CHECKING in text
    assert 'hx-trigger="every 2s"' in text
    assert "Show result" in text

    sandbox.advance(31)
    response = visitor.get(answer["Location"], headers={"HX-Target": "turn"})
    assert STARTED in text_of(response)
    assert "every 2s" not in text_of(response)
    assert "HX-Refresh" not in response


def test_who_is_not_in_the_assistant_waits_for_nothing(opened: Ticket) -> None:
    Ticket.objects.update(session_ends_at=clock.now() - timedelta(seconds=1))

    text = text_of(Client().get(page_of(opened)))

    assert STARTED in text
    assert "Refresh status" not in text


@pytest.mark.usefixtures("one_window")
def test_it_is_limited_by_link_and_stops_asking(opened: Ticket) -> None:
    visitor = Client()
    for _ in range(MOST_REFRESHES):
        visitor.post(f"{page_of(opened)}refresh/")

    answer = visitor.post(f"{page_of(opened)}refresh/")
    response = visitor.get(answer["Location"], headers={"HX-Target": "turn"})

    assert STARTED in text_of(response)
    assert "load, submit" not in text_of(response)
    assert "HX-Refresh" not in response


def test_only_a_form_of_ours_refreshes_and_only_for_who_confirmed(
    opened: Ticket, run_tasks: Any
) -> None:
    address = f"{page_of(opened)}refresh/"
    assert Client().get(address).status_code == 405
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    Link.objects.update(confirmation="address")
    before = Connection.objects.get(pk=opened.connection_id).checked_at

    with run_tasks():
        answer = Client().post(address)

    assert answer["Location"] == page_of(opened)
    assert Connection.objects.get(pk=opened.connection_id).checked_at == before
