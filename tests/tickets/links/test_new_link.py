"""“Get a new link”: mailed to the invited address only; the answer tells nothing."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from organizations.models import Attention, Contact, Customer, Event
from portal import clock
from portal.actor import Actor
from portal.signing import link_token
from tests.inbox_process import Inbox
from tests.sandbox_process import Sandbox
from tickets.landing.new_link import MOST_REQUESTS
from tickets.models import Link, LinkRequest, Message, Preset, Ticket
from tickets.services import lifecycle, links, requests
from tickets.services.links.new_link import MOST_A_DAY
from tickets.tasks import tickets as ticket_tasks

Run = Callable[[], AbstractContextManager[Any]]

PAGE = "/new-link/"


def link_request(email: str) -> None:
    """Ask, and have a worker find out."""
    links.ask_new_link(email, ip="198.51.100.7")
    ticket_tasks.sweep()


def text_of(response: Any) -> str:
    """What a page says, without what differs from page to page anyway."""
    text = re.sub(r'value="\w{64}"', "", response.content.decode())
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def sent(issued: Ticket, mails: Inbox) -> Ticket:
    """Alice's link is in her mailbox."""
    ticket_tasks.sweep()
    mails.clear()
    return issued


@pytest.fixture
def over(sent: Ticket, sandbox: Sandbox) -> Ticket:
    """Alice's link, whose two weeks have passed."""
    sandbox.advance(15 * 86400)
    lifecycle.expire_due()
    return sent


def test_a_link_that_ran_out_is_followed_by_a_new_one(
    over: Ticket, mails: Inbox, run_tasks: Run
) -> None:
    with run_tasks():
        link_request("ALICE@acme.com")
    ticket_tasks.sweep()

    [mail] = mails.messages()
    newest = over.connection.tickets.latest("pk")
    over.link.refresh_from_db()
    assert [to["Address"] for to in mail["To"]] == ["alice@acme.com"]
    assert link_token(newest.link_id) in mail["Text"]
    assert newest.reason == Ticket.Reason.RENEWAL
    assert newest.created_by == over.created_by
    assert newest.messages.get().kind == Message.Kind.RENEWED
    assert over.link.ended == Link.Ended.REPLACED
    assert not LinkRequest.objects.exists()


def test_a_link_that_is_good_is_mailed_once_more(sent: Ticket, mails: Inbox) -> None:
    link_request("alice@acme.com")
    ticket_tasks.sweep()

    [mail] = mails.messages()
    assert link_token(sent.link_id) in mail["Text"]
    assert sent.connection.tickets.count() == 1


def test_one_link_is_mailed_a_few_times_a_day(sent: Ticket, mails: Inbox) -> None:
    for _ in range(MOST_A_DAY + 2):
        link_request("alice@acme.com")
        ticket_tasks.sweep()

    assert len(mails.messages()) == MOST_A_DAY


def test_who_asked_is_on_the_timeline(over: Ticket) -> None:
    link_request("alice@acme.com")

    event = Event.objects.get(verb="link:ask")
    assert (event.actor_kind, event.actor_name, event.ip) == (
        "customer",
        "alice@acme.com",
        "198.51.100.7",
    )


def test_an_address_that_nobody_invited_gets_nothing(sent: Ticket, mails: Inbox) -> None:
    link_request("eve@evil.example")
    ticket_tasks.sweep()

    assert mails.messages() == []
    assert sent.connection.tickets.count() == 1
    assert not LinkRequest.objects.exists()


@pytest.mark.parametrize("ended", [Link.Ended.REVOKED, Link.Ended.COMPLETED])
def test_a_link_that_was_ended_stays_so_and_staff_are_told(
    sent: Ticket, mails: Inbox, ended: str
) -> None:
    Link.objects.update(ended=ended, ended_at=clock.now())

    link_request("alice@acme.com")
    link_request("alice@acme.com")
    ticket_tasks.sweep()

    asked = Attention.objects.get()
    sent.link.refresh_from_db()
    assert mails.messages() == []
    assert sent.connection.tickets.count() == 1
    assert sent.link.ended == ended
    assert asked.reason == Attention.Reason.ASKED
    assert "(alice@acme.com) requested a new link" in asked.detail


def test_a_link_that_a_colleague_has_by_now_does_not_come_back(
    sent: Ticket, customer: Customer, staff: Actor
) -> None:
    bob = Contact.objects.create(
        customer=customer, name="Bob", email="bob@acme.com", created_at=clock.now()
    )
    links.change_recipient(sent, bob, by=staff)

    link_request("alice@acme.com")

    assert "The newest link went to bob@acme.com." in Attention.objects.get().detail
    assert not Message.objects.filter(to_email="alice@acme.com", state="queued").exists()


def test_a_contact_who_moved_is_not_written_to_anywhere_else(over: Ticket, mails: Inbox) -> None:
    Contact.objects.update(email="alice@elsewhere.example")

    link_request("alice@acme.com")
    ticket_tasks.sweep()

    assert mails.messages() == []
    assert "now has another email address" in Attention.objects.get().detail


def test_what_cannot_be_issued_is_told_to_staff(over: Ticket) -> None:
    Preset.objects.all().delete()

    link_request("alice@acme.com")

    assert "The preset was deleted" in Attention.objects.get().detail


def test_archived_customers_are_left_alone(over: Ticket, customer: Customer) -> None:
    Customer.objects.update(archived_at=clock.now())

    link_request("alice@acme.com")

    assert over.connection.tickets.count() == 1
    assert not Attention.objects.exists()


def test_a_link_request_is_granted_once(over: Ticket) -> None:
    links.ask_new_link("alice@acme.com", ip="")
    links.ask_new_link("alice@acme.com", ip="")
    [same] = LinkRequest.objects.all()

    links.grant_link_request(same)
    links.grant_link_request(same)

    assert over.connection.tickets.count() == 2


def test_issuing_again_resolves_what_was_asked(sent: Ticket, staff: Actor) -> None:
    lifecycle.revoke(sent, by=staff, reason="Wrong person")
    link_request("alice@acme.com")

    requests.request_ticket(requests.reissue_draft(sent), by=staff)

    assert Attention.objects.get().resolved_at


# --- The page ---


@pytest.mark.parametrize(
    "email", ["alice@acme.com", "bob@acme.com", "eve@evil.example"], ids=["over", "revoked", "no"]
)
def test_the_answer_is_the_same_for_every_address(
    over: Ticket, customer: Customer, email: str, django_assert_num_queries: Any
) -> None:
    now = clock.now()
    bob = Contact.objects.create(
        customer=customer, name="Bob", email="bob@acme.com", created_at=now
    )
    Link.objects.create(
        connection=over.connection,
        contact=bob,
        recipient_name="Bob",
        recipient_email="bob@acme.com",
        created_at=now,
        expires_at=now + timedelta(days=1),
        ended=Link.Ended.REVOKED,
    )
    visitor = Client()

    # What takes time happens in a worker; here the same is done for everybody.
    with django_assert_num_queries(4):
        answer = visitor.post(PAGE, {"email": email})
    shown = visitor.get(answer["Location"])

    assert (answer.status_code, answer["Location"]) == (302, "/new-link/?asked&in=en")
    assert text_of(shown) == text_of(Client().get("/new-link/?asked&in=en"))
    assert "If we invited this address" in text_of(shown)
    assert email not in text_of(shown)
    assert answer["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("situation", ["unknown", "over", *Link.Ended])
def test_every_page_that_leads_nowhere_leads_there(issued: Ticket, situation: str) -> None:
    address = f"/l/{link_token(issued.link_id)}/"
    if situation == "unknown":
        address = "/l/garbage/"
    elif situation == "over":
        Link.objects.update(expires_at=clock.now())
    else:
        Link.objects.update(ended=situation, ended_at=clock.now())

    assert f'href="{PAGE}?in=en"' in text_of(Client().get(address))


def test_get_changes_nothing(over: Ticket) -> None:
    Client().get(PAGE, {"email": "alice@acme.com"})
    Client().head(PAGE)

    assert not LinkRequest.objects.exists()


@pytest.mark.parametrize("email", ["", "alice", "a@b", "x" * 300 + "@acme.com", "a@acme.com\n"])
def test_what_is_no_address_is_explained(db: None, email: str) -> None:
    answer = Client().post(PAGE, {"email": email})

    if email.strip() == "a@acme.com":
        assert answer.status_code == 302
    else:
        assert answer.status_code == 200
        assert "Fix 1 error to continue" in text_of(answer)


@pytest.mark.usefixtures("one_window")
def test_link_requests_are_limited_by_visitor(db: None) -> None:
    for number in range(MOST_REQUESTS):
        Client(REMOTE_ADDR="198.51.100.7").post(PAGE, {"email": f"a{number}@acme.com"})

    answer = Client(REMOTE_ADDR="198.51.100.7").post(PAGE, {"email": "alice@acme.com"})

    assert answer.status_code == 429
    assert LinkRequest.objects.count() == MOST_REQUESTS


def test_a_network_of_ones_own_gives_no_more_requests(db: None) -> None:
    for number in range(MOST_REQUESTS):
        Client(REMOTE_ADDR=f"2001:db8:0:1::{number}").post(PAGE, {"email": "a@acme.com"})

    answer = Client(REMOTE_ADDR="2001:db8:0:1:f::1").post(PAGE, {"email": "alice@acme.com"})
    other = Client(REMOTE_ADDR="2001:db8:0:2::1").post(PAGE, {"email": "alice@acme.com"})

    assert (answer.status_code, other.status_code) == (429, 302)


def test_only_a_form_of_ours_asks(db: None) -> None:
    assert Client(enforce_csrf_checks=True).post(PAGE, {"email": "a@b.de"}).status_code == 403


@pytest.mark.parametrize("fate", ["bounced", "complained"])
def test_who_cannot_or_will_not_be_written_to_is_for_staff(
    sent: Ticket, mails: Inbox, fate: str
) -> None:
    if fate == "bounced":
        Contact.objects.update(bounced_at=clock.now())
    else:
        Message.objects.update(state=Message.State.COMPLAINED)

    link_request("alice@acme.com")
    ticket_tasks.sweep()

    assert mails.messages() == []
    assert Attention.objects.filter(reason=Attention.Reason.ASKED, resolved_at=None).exists()


def test_a_link_that_the_product_shows_is_for_staff(
    shown: Ticket, mails: Inbox, run_tasks: Run
) -> None:
    with run_tasks():
        link_request(shown.link.recipient_email)

    assert not mails.messages()
    assert "Your product shows their link" in Attention.objects.get().detail
    assert Link.objects.count() == 1
