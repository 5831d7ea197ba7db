"""Several recipients on the staff's pages: a new ticket, its review, its page, one link's end."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations.models import Contact, Customer
from portal.actor import Actor
from tests import factories
from tests.tickets.several import issue_for_all, link_of, mailed, make_bob, make_dana
from tickets.models import Link, Message, Preset, Ticket
from tickets.services import automation, links
from tickets.services.requests.draft import Draft


@pytest.fixture
def shared(wanted: Draft, staff: Any) -> Ticket:
    return issue_for_all(wanted, by=staff)


@pytest.fixture
def bob(customer: Customer) -> Contact:
    return make_bob(customer)


@pytest.fixture
def dana(customer: Customer) -> Contact:
    return make_dana(customer)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def start(desk: Client, customer: Customer, preset: Preset, **data: Any) -> Any:
    alice = customer.contacts.get(name="Alice Admin")
    return desk.post(
        f"/tickets/new/?customer={customer.pk}",
        {"preset": preset.pk, "contact": alice.pk, **data},
    )


def test_without_others_the_form_is_as_simple_as_ever(
    desk: Client, customer: Customer, preset: Preset
) -> None:
    page = text_of(desk.get(f"/tickets/new/?customer={customer.pk}"))
    answer = start(desk, customer, preset)

    assert page.count("Add another person") == 4
    assert '<details class="more" open>' not in page
    assert "other" not in answer["Location"]


def test_from_the_form_to_a_ticket_for_three(
    desk: Client, customer: Customer, preset: Preset, bob: Contact
) -> None:
    new = {
        "other-2-contact": "new",
        "other-2-name": "Dana Domain",
        "other-2-email": "dana@acme.com",
        "other-2-language": "fr",
        "other-2-role": "dns",
    }
    answer = start(
        desk, customer, preset, **{"other-1-contact": bob.pk, "other-1-role": "setup"}, **new
    )
    review = answer["Location"]
    page = text_of(desk.get(review))
    desk.post(review, {**posted(page), "send": "1"})

    ticket = Ticket.objects.get()
    dana = customer.contacts.get(email="dana@acme.com")
    assert "Send to 3 people" in page
    assert dana.language == "fr"
    assert [(one.recipient_name, one.role) for one in ticket.link.everyones()] == [
        ("Alice Admin", "setup"),
        ("Bob Builder", "setup"),
        ("Dana Domain", "dns"),
    ]


def posted(page: str) -> dict[str, str]:
    """The hidden and text fields of the review as they stand."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        kind = attributes.get("type", "text")
        if kind in ("radio", "checkbox") and " checked" not in tag:
            continue
        if "name" in attributes and kind != "submit":
            found[attributes["name"]] = attributes.get("value", "")
    for name, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page):
        if chosen := re.search(r'<option value="([^"]*)" selected', body):
            found[name] = chosen[1]
    for name, body in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', page):
        found[name] = body.strip()
    return found


def test_review_shows_each_mail_and_page(
    desk: Client, customer: Customer, preset: Preset, bob: Contact, dana: Contact
) -> None:
    people = {
        "other-1-contact": bob.pk,
        "other-1-role": "setup",
        "other-2-contact": dana.pk,
        "other-2-role": "dns",
    }
    review = start(desk, customer, preset, **people)["Location"]

    assert "Einrichtung" in text_of(desk.get(f"{review}&mail=2")) or "Identitätsanbieter" in (
        text_of(desk.get(f"{review}&mail=2"))
    )
    assert "add a record to your DNS" in text_of(desk.get(f"{review}&mail=3"))
    assert "to add the DNS records" in text_of(desk.get(f"{review}&landing=3"))
    assert "Bob Builder got a link, too" in text_of(desk.get(f"{review}&mail=1"))


def test_the_same_person_twice_is_refused(desk: Client, customer: Customer, preset: Preset) -> None:
    alice = customer.contacts.get()

    answer = start(desk, customer, preset, **{"other-1-contact": alice.pk, "other-1-role": "dns"})

    assert "already a recipient" in text_of(answer)


def test_a_person_without_an_address_is_asked_for_it(
    desk: Client, customer: Customer, preset: Preset
) -> None:
    answer = start(
        desk,
        customer,
        preset,
        **{"other-1-contact": "new", "other-1-name": "Bob", "other-1-role": "setup"},
    )

    page = text_of(answer)
    assert "Enter the person&#x27;s email address." in page
    assert '<details class="more" open>' in page


def test_back_keeps_the_others(
    desk: Client, customer: Customer, preset: Preset, bob: Contact
) -> None:
    review = start(desk, customer, preset, **{"other-1-contact": bob.pk, "other-1-role": "dns"})[
        "Location"
    ]
    back = re.findall(r'href="(/tickets/new/\?[^"]+)"', desk.get(review).content.decode())[-1]

    page = text_of(desk.get(back.replace("&amp;", "&")))

    assert f'<option value="{bob.pk}" selected>' in page


def test_the_page_of_a_ticket_says_who_opened_it(desk: Client, shared: Ticket) -> None:
    bob = link_of(shared, "bob")
    links.open_link(bob, by=Actor.customer("bob@acme.com"), user_agent="Firefox")

    page = text_of(desk.get(f"/tickets/{shared.pk}/"))

    recipients = page.partition('id="people-heading"')[2].partition("</section>")[0]
    assert 'Dana Domain</strong> <span class="muted">· DNS only' in recipients
    assert recipients.count("· opened") == 1
    assert "bob@acme.com · opened" in recipients


def test_one_recipient_needs_no_list(desk: Client, issued: Ticket) -> None:
    page = text_of(desk.get(f"/tickets/{issued.pk}/"))

    assert 'id="people-heading"' not in page
    assert "Add recipient" in page


def test_one_more_is_added(desk: Client, issued: Ticket, bob: Contact) -> None:
    desk.post(f"/tickets/{issued.pk}/recipients/add/", {"contact": bob.pk, "role": "dns"})

    assert mailed() == [("alice", "invitation"), ("bob", "dns")]


def test_one_persons_link_is_revoked(desk: Client, shared: Ticket) -> None:
    bob = link_of(shared, "bob")
    address = f"/tickets/{shared.pk}/recipients/{bob.pk}/revoke/"

    page = text_of(desk.get(address))
    desk.post(address, {"reason": "On leave"})

    bob.refresh_from_db()
    assert "Revoke the link for Bob Builder only?" in page
    assert bob.ended == Link.Ended.REVOKED
    assert Link.objects.filter(ended="").count() == 2
    assert "Revoked" in text_of(desk.get(f"/tickets/{shared.pk}/"))


def test_one_persons_link_is_mailed_again_and_copied(desk: Client, shared: Ticket) -> None:
    dana = link_of(shared, "dana")
    for message in Message.objects.all():
        automation.send_if_wanted(message)

    desk.post(f"/tickets/{shared.pk}/recipients/{dana.pk}/resend/")
    shown = text_of(desk.post(f"/tickets/{shared.pk}/recipients/{dana.pk}/link/"))

    assert mailed()[-1] == ("dana", "dns")
    assert dana.url in shown
    assert "Link for Dana Domain" in shown


def test_a_link_of_another_ticket_is_not_found(
    desk: Client, shared: Ticket, preset: Preset
) -> None:
    other = factories.make_link(
        factories.make_connection(shared.connection.customer, shared.tenant)
    )

    answer = desk.post(f"/tickets/{shared.pk}/recipients/{other.pk}/resend/")

    assert answer.status_code == 404


def test_revoking_the_ticket_says_whose_links_end(desk: Client, shared: Ticket) -> None:
    page = text_of(desk.get(f"/tickets/{shared.pk}/revoke/"))

    assert "Revoke all 3 links" in page
    assert "bob@acme.com" in page


def test_a_changed_recipient_leaves_the_others(
    desk: Client, shared: Ticket, customer: Customer
) -> None:
    carol = factories.make_contact(customer, name="Carol", email="carol@acme.com")

    answer = desk.post(f"/tickets/{shared.pk}/recipient/", {"contact": carol.pk}, follow=True)

    shared.refresh_from_db()
    assert "the one sent to alice@acme.com no longer works" in text_of(answer)
    assert Ticket.objects.count() == 1
    assert not link_of(shared, "bob").ended


def test_the_page_takes_as_many_queries_for_five_as_for_two(
    desk: Client, shared: Ticket, customer: Customer, staff: Any
) -> None:
    address = f"/tickets/{shared.pk}/"
    desk.get(address)
    with CaptureQueriesContext(connection) as before:
        desk.get(address)
    for number in range(2):
        person = factories.make_contact(customer, name=f"P{number}", email=f"p{number}@acme.com")
        links.add_recipient(shared, person, role=Link.Role.SETUP, by=staff)

    with CaptureQueriesContext(connection) as after:
        desk.get(address)

    assert len(after) <= len(before) + 2
