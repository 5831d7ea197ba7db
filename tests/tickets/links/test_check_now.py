"""“Check DNS”: the customer has DNS looked up, a worker does it, the page shows the result."""

import re
from typing import Any

import pytest
from django.test import Client

from organizations.models import Connection, Domain, Event, Stage
from portal import clock
from portal.signing import link_token
from tests.sandbox_process import Sandbox
from tickets.landing.check import MOST_CHECKS
from tickets.models import Link, Ticket
from tickets.tasks import connections as connection_tasks

HOST, VALUE = "_ss-verification.org_1.acme.com", "b07aadc0d3f9179f120011273c6c12ad"


@pytest.fixture
def domain(issued: Ticket) -> Domain:
    """A record that is waited for, looked up for the last time a month ago."""
    Connection.objects.update(stage=Stage.DOMAIN_PENDING)
    return Domain.objects.create(
        customer=issued.connection.customer,
        connection=issued.connection,
        name="acme.com",
        state=Domain.State.PENDING,
        auth0_id="ord_1",
        txt_host=HOST,
        txt_value=VALUE,
        lookups=190,
        created_at=clock.now(),
    )


@pytest.fixture
def visitor(domain: Domain, issued: Ticket) -> Client:
    """Alice, who confirmed."""
    visitor = Client()
    visitor.post(page_of(issued.link), {"address": "alice@acme.com", "show_status": ""})
    return visitor


def page_of(link: Link) -> str:
    return f"/l/{link_token(link.pk)}/"


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_worker_looks_and_the_page_shows_what_is_there(
    domain: Domain, visitor: Client, issued: Ticket, sandbox: Sandbox, run_tasks: Any
) -> None:
    sandbox.dns(f"{HOST}.acme.com", VALUE)

    with run_tasks():
        answer = visitor.post(f"{page_of(issued.link)}check/")
    text = text_of(visitor.get(answer["Location"]))

    domain.refresh_from_db()
    assert domain.lookup == Domain.Lookup.WRONG_NAME
    assert f"the record is at {HOST}.acme.com instead of {HOST}" in text
    assert "We've checked your DNS." in text


def test_the_page_waits_for_the_worker_by_itself(visitor: Client, issued: Ticket) -> None:
    answer = visitor.post(f"{page_of(issued.link)}check/")

    text = text_of(visitor.get(answer["Location"]))

    assert "We're checking your DNS" in text
    assert 'hx-trigger="every 2s"' in text
    assert "Show result" in text


def test_the_page_does_not_wait_for_ever(visitor: Client, issued: Ticket, sandbox: Sandbox) -> None:
    answer = visitor.post(f"{page_of(issued.link)}check/")
    sandbox.advance(61)

    text = text_of(visitor.get(answer["Location"]))

    assert "taking longer than usual" in text
    assert "every 2s" not in text


def test_lookups_that_had_ended_begin_again(
    domain: Domain, visitor: Client, issued: Ticket
) -> None:
    visitor.post(f"{page_of(issued.link)}check/")

    # A sweep finds it, though no worker was woken.
    connection_tasks.lookups_due()

    domain.refresh_from_db()
    assert domain.looked_up_at
    assert domain.lookups == 1
    assert domain.lookup_due_at


def test_it_is_on_the_timeline(visitor: Client, issued: Ticket) -> None:
    visitor.post(f"{page_of(issued.link)}check/")

    event = Event.objects.get(verb="domain:check")
    assert (event.actor_kind, event.actor_name) == ("customer", "alice@acme.com")


@pytest.mark.usefixtures("one_window")
def test_it_is_limited_by_link(visitor: Client, issued: Ticket) -> None:
    for _ in range(MOST_CHECKS):
        visitor.post(f"{page_of(issued.link)}check/")

    answer = visitor.post(f"{page_of(issued.link)}check/")

    assert "You've checked several times" in text_of(visitor.get(answer["Location"]))
    assert Event.objects.filter(verb="domain:check").count() == MOST_CHECKS


def test_who_has_not_confirmed_is_asked_to(domain: Domain, issued: Ticket) -> None:
    stranger = Client()

    answer = stranger.post(f"{page_of(issued.link)}check/")

    assert 'name="address"' in text_of(stranger.get(answer["Location"]))
    assert not Event.objects.filter(verb="domain:check").exists()


def test_a_link_that_ended_has_nothing_checked(visitor: Client, issued: Ticket) -> None:
    Link.objects.update(ended=Link.Ended.REVOKED)

    visitor.post(f"{page_of(issued.link)}check/")

    assert not Event.objects.filter(verb="domain:check").exists()


def test_only_a_form_of_ours_checks(domain: Domain, issued: Ticket) -> None:
    assert Client().get(f"{page_of(issued.link)}check/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{page_of(issued.link)}check/").status_code == 403


@pytest.mark.parametrize("since", ["x", "-1", "9" * 40, "99999999999", "²"])
def test_a_made_up_moment_harms_nothing(visitor: Client, issued: Ticket, since: str) -> None:
    assert visitor.get(page_of(issued.link), {"since": since}).status_code == 200
