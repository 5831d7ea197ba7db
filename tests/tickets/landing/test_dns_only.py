"""Who is there for DNS only: the records, and no door to the assistant."""

import re
from typing import Any

import pytest
from django.test import Client

from organizations.models import Connection, Domain, Stage
from portal import clock
from portal.actor import Actor
from portal.signing import link_token
from tests.tickets.several import issue_for_all, link_of
from tickets.models import Link, Opening, Ticket
from tickets.services.requests.draft import Draft
from tickets.states import State


@pytest.fixture
def shared(wanted: Draft, staff: Actor) -> Ticket:
    return issue_for_all(wanted, by=staff)


@pytest.fixture
def dns(shared: Ticket) -> Link:
    return link_of(shared, "dana")


@pytest.fixture
def dana(dns: Link) -> Client:
    """Dana, who confirmed her address."""
    client = Client()
    answer = client.post(page_of(dns), {"address": "dana@acme.com"})
    assert (answer.status_code, answer["Location"]) == (302, page_of(dns))
    return client


@pytest.fixture
def pending(connection: Connection) -> Domain:
    connection.stage, connection.auth0_id = Stage.DOMAIN_PENDING, "con_" + "a" * 16
    connection.save()
    return Domain.objects.create(
        customer=connection.customer,
        connection=connection,
        name="sso.acme.com",
        state=Domain.State.PENDING,
        auth0_id="dom_1",
        txt_host="_auth0.sso.acme.com",
        txt_value="auth0-domain-verification=abc",
        created_at=clock.now(),
    )


def page_of(link: Link, part: str = "") -> str:
    return f"/l/{link_token(link.pk)}/{part}"


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_page_says_what_they_are_invited_to(dns: Link) -> None:
    text = text_of(Client().get(page_of(dns)))

    assert "invited Dana Domain to add the DNS records" in text
    assert "Continue to setup" not in text
    assert "assistant" not in text


def test_records_are_shown_to_who_confirmed(dns: Link, dana: Client, pending: Domain) -> None:
    assert "auth0-domain-verification=abc" in text_of(dana.get(page_of(dns)))
    assert "auth0-domain-verification=abc" not in text_of(Client().get(page_of(dns)))


def test_anothers_address_confirms_nothing(dns: Link, pending: Domain) -> None:
    visitor = Client()

    answer = visitor.post(page_of(dns), {"address": "alice@acme.com"})

    assert "went to a different address" in text_of(answer)
    assert "auth0-domain-verification=abc" not in text_of(visitor.get(page_of(dns)))


def test_without_a_record_the_page_says_when_there_is_one(dns: Link, dana: Client) -> None:
    assert "No DNS record to add yet" in text_of(dana.get(page_of(dns)))


def test_with_all_verified_nothing_is_left(dns: Link, dana: Client, pending: Domain) -> None:
    Domain.objects.filter(pk=pending.pk).update(state=Domain.State.VERIFIED)

    assert "No DNS records left to add" in text_of(dana.get(page_of(dns)))


def test_a_correct_record_needs_nothing_more(dns: Link, dana: Client, pending: Domain) -> None:
    Domain.objects.filter(pk=pending.pk).update(lookup=Domain.Lookup.RIGHT)

    assert "Your DNS is correct" in text_of(dana.get(page_of(dns)))


def test_dns_can_be_checked(dns: Link, dana: Client, pending: Domain) -> None:
    answer = dana.post(page_of(dns, "check/"))

    assert "since=" in answer["Location"]
    assert "checking your DNS" in text_of(dana.get(answer["Location"]))


@pytest.mark.parametrize("stage", [*Stage])
@pytest.mark.parametrize("body", [{}, {"show_status": ""}, {"address": "dana@acme.com"}])
def test_no_post_opens_the_assistant(
    dns: Link, dana: Client, connection: Connection, stage: Stage, body: dict[str, str]
) -> None:
    Connection.objects.filter(pk=connection.pk).update(stage=stage)

    answer = dana.post(page_of(dns), body)

    assert (answer.status_code, answer["Location"]) == (302, page_of(dns))
    assert not Opening.objects.exists()
    assert Ticket.objects.get().state == State.ISSUED


def test_no_post_renews_a_ticket_that_ran_out(dns: Link, dana: Client) -> None:
    Ticket.objects.update(state=State.EXPIRED, ended_at=clock.now())

    dana.post(page_of(dns))

    assert Ticket.objects.count() == 1


def test_where_nothing_is_to_be_confirmed_no_post_opens_it(dns: Link) -> None:
    Link.objects.update(confirmation="nothing")

    answer = Client().post(page_of(dns))

    assert answer["Location"] == page_of(dns)
    assert not Opening.objects.exists()


@pytest.mark.parametrize("part", ["refresh/", "problems/"])
def test_pages_of_the_assistant_lead_back(dns: Link, dana: Client, part: str) -> None:
    answer = dana.post(page_of(dns, part))

    assert answer["Location"] == page_of(dns)


def test_problems_are_not_shown(dns: Link, dana: Client) -> None:
    assert dana.get(page_of(dns, "problems/"))["Location"] == page_of(dns)


def test_a_colleague_they_name_is_there_for_dns_only(
    dns: Link, dana: Client, shared: Ticket
) -> None:
    answer = dana.post(
        page_of(dns, "colleague/"), {"name": "Carol", "email": "carol@acme.com", "keeps": "on"}
    )

    assert answer["Location"] == page_of(dns) + "?shared"
    assert "Yours still works" in text_of(dana.get(answer["Location"]))
    carol = link_of(shared, "carol")
    assert carol.role == Link.Role.DNS
    assert not link_of(shared, "dana").ended


def test_who_takes_over_from_them_is_there_for_dns_only(
    dns: Link, dana: Client, shared: Ticket
) -> None:
    answer = dana.post(page_of(dns, "colleague/"), {"name": "Carol", "email": "carol@acme.com"})

    assert answer["Location"] == page_of(dns)
    assert link_of(shared, "carol").role == Link.Role.DNS
    assert link_of(shared, "dana").ended == Link.Ended.REPLACED
    assert Ticket.objects.count() == 1


def test_one_page_stays_private_to_one_person(shared: Ticket, dns: Link, dana: Client) -> None:
    # The same browser, the link of another: confirmed anew.
    assert "Continue to setup" in text_of(dana.get(page_of(shared.link)))
    assert "Setup status" not in text_of(dana.get(page_of(shared.link)))


def test_showing_a_further_persons_page_takes_three_queries(
    shared: Ticket, django_assert_num_queries: Any
) -> None:
    bob = link_of(shared, "bob")

    with django_assert_num_queries(3):
        Client().get(page_of(bob))


def test_who_can_carry_on_is_shown_to_who_confirmed(shared: Ticket) -> None:
    visitor, bob = Client(), link_of(shared, "bob")

    visitor.post(page_of(bob), {"address": "bob@acme.com", "show_status": ""})

    assert "Alice Admin" in text_of(visitor.get(page_of(bob)))
