"""A mail that didn't arrive: the address is corrected, or somebody else gets the link."""

import pytest

from organizations.models import Attention
from organizations.services import attention
from portal import clock
from tests import factories
from tickets.models import Link, Message, Ticket
from tickets.services import lifecycle, links
from tickets.states import State


@pytest.fixture
def bounced(issued: Ticket) -> Ticket:
    """An issued ticket whose mail came back."""
    Message.objects.update(state=Message.State.BOUNCED, problem="No such mailbox.")
    attention.flag(
        issued.connection,
        Attention.Reason.BOUNCED,
        detail="No such mailbox.",
        remedy="Correct the address.",
        by=factories.SYSTEM,
    )
    return issued


def open_items() -> int:
    return Attention.objects.filter(resolved_at=None).count()


def address_of(ticket: Ticket) -> str:
    return f"/tickets/{ticket.pk}/address/"


def test_corrects_the_address_and_mails_a_new_link(desk, bounced, customer):
    page = desk.get(address_of(bounced)).content.decode()
    answer = desk.post(address_of(bounced), {"email": "alice.right@acme.com"}, follow=True)

    assert 'value="alice@acme.com"' in page
    assert "will be emailed to alice.right@acme.com" in answer.content.decode()
    contact = customer.contacts.get()
    assert (contact.name, contact.email) == ("Alice Admin", "alice.right@acme.com")
    bounced.refresh_from_db()
    assert bounced.state == State.REPLACED
    new = bounced.replaced_by
    assert new.link.recipient_email == "alice.right@acme.com"
    assert open_items() == 0
    lifecycle.issue(new)
    assert new.link.messages.get().to_email == "alice.right@acme.com"


def test_mails_once_more_to_the_same_address(desk, bounced):
    desk.post(address_of(bounced), {"email": "alice@acme.com"})

    bounced.refresh_from_db()
    assert bounced.state == State.ISSUED
    assert bounced.link.messages.count() == 2


def test_mails_someone_else_who_becomes_a_contact(desk, bounced, customer):
    other = {"else": "1", "other-name": "Bob Builder", "other-email": "bob@acme.com"}
    desk.post(address_of(bounced), other)

    bounced.refresh_from_db()
    assert bounced.replaced_by.link.recipient_name == "Bob Builder"
    assert {one.email for one in customer.contacts.all()} == {"alice@acme.com", "bob@acme.com"}
    assert open_items() == 0


def test_someone_else_may_be_a_contact_already(desk, bounced, customer):
    bob = factories.make_contact(customer, name="Bob", email="bob@acme.com")

    desk.post(
        address_of(bounced), {"else": "1", "other-name": "Robert", "other-email": "BOB@acme.com"}
    )

    bounced.refresh_from_db()
    assert bounced.replaced_by.link.contact == bob
    assert customer.contacts.count() == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"email": "alice"}, "@"),
        ({"email": "bob@acme.com"}, "already has a contact with the email address bob@acme.com"),
        ({"else": "1", "other-name": "", "other-email": "carol@acme.com"}, "Enter a name."),
    ],
)
def test_says_beside_the_field_what_is_wrong(desk, bounced, customer, typed, told):
    factories.make_contact(customer, name="Bob", email="bob@acme.com")

    page = desk.post(address_of(bounced), typed)

    assert page.status_code == 200
    assert told in page.content.decode()
    bounced.refresh_from_db()
    assert (bounced.state, open_items()) == (State.ISSUED, 1)


def test_of_several_recipients_the_one_who_got_nothing_is_meant(desk, bounced, customer, staff):
    Message.objects.update(state=Message.State.SENT)
    bob = factories.make_contact(customer, name="Bob", email="bob@acme.com")
    link = links.add_recipient(bounced, bob, role=Link.Role.SETUP, by=staff)
    link.messages.update(state=Message.State.FAILED)

    desk.post(address_of(bounced), {"email": "robert@acme.com"})

    bounced.refresh_from_db()
    assert bounced.state == State.ISSUED
    left = bounced.link.everyones().filter(ended="")
    assert {one.recipient_email for one in left} == {"alice@acme.com", "robert@acme.com"}
    bob.refresh_from_db()
    assert bob.email == "robert@acme.com"
    assert open_items() == 0


def test_sent_twice_it_reaches_no_one_else_whose_mail_bounced(desk, bounced, customer, staff):
    bob = factories.make_contact(customer, name="Bob", email="bob@acme.com")
    link = links.add_recipient(bounced, bob, role=Link.Role.SETUP, by=staff)
    link.messages.update(state=Message.State.BOUNCED)
    typed = {"email": "alice.right@acme.com", "link": str(bounced.link_id)}
    page = desk.get(address_of(bounced)).content.decode()
    assert f'name="link" value="{bounced.link_id}"' in page

    desk.post(address_of(bounced), typed)
    again = desk.post(address_of(bounced), typed)

    assert again.status_code in (200, 404)
    bob.refresh_from_db()
    assert bob.email == "bob@acme.com"


def test_an_email_leads_to_the_address_of_its_own_recipient(desk, bounced, customer, staff):
    bob = factories.make_contact(customer, name="Bob", email="bob@acme.com")
    link = links.add_recipient(bounced, bob, role=Link.Role.SETUP, by=staff)
    link.messages.update(state=Message.State.BOUNCED)
    message = link.messages.get()

    page = desk.get(f"/mails/{message.pk}/").content.decode()

    address = f"{address_of(bounced)}?link={link.pk}"
    assert f'href="{address}"' in page
    assert 'value="bob@acme.com"' in desk.get(address).content.decode()


def test_stays_on_the_list_while_another_recipient_has_no_email(desk, bounced, customer, staff):
    customer.contacts.update(bounced_at=clock.now())
    bob = factories.make_contact(customer, name="Bob", email="bob@acme.com")
    link = links.add_recipient(bounced, bob, role=Link.Role.SETUP, by=staff)
    link.messages.update(state=Message.State.BOUNCED)

    desk.post(address_of(bounced), {"email": "robert@acme.com", "link": str(link.pk)})
    assert open_items() == 1

    desk.post(address_of(bounced), {"email": "alice.right@acme.com", "link": str(bounced.link_id)})
    assert open_items() == 0


def test_is_offered_where_the_mail_is_seen(desk, bounced):
    message = bounced.link.messages.get()

    for page in (f"/tickets/{bounced.pk}/", f"/mails/{message.pk}/"):
        assert address_of(bounced) in desk.get(page).content.decode()
    Message.objects.update(state=Message.State.DELIVERED)
    for page in (f"/tickets/{bounced.pk}/", f"/mails/{message.pk}/"):
        assert address_of(bounced) not in desk.get(page).content.decode()


def test_says_when_the_link_has_ended(desk, bounced):
    Link.objects.update(ended=Link.Ended.REVOKED)

    page = desk.post(address_of(bounced), {"email": "alice.right@acme.com"}).content.decode()

    assert "This link no longer works" in page
