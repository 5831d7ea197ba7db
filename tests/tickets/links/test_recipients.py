import pytest

from organizations.models import Event
from portal import clock
from portal.actor import Actor
from tests import factories
from tickets.errors import InvalidRequest, LinkClosed, WrongState
from tickets.models import Link, Message, Preset, Ticket
from tickets.services import automation, lifecycle, links
from tickets.states import State


@pytest.fixture
def bob(customer):
    return factories.make_contact(customer, name="Bob Builder", email="bob@acme.com")


def send_all():
    for message in Message.objects.filter(state="queued"):
        automation.send_if_wanted(message)


def test_resend_mails_the_same_link_again(issued, staff, mails):
    send_all()

    links.resend(issued, by=staff)
    send_all()

    first, second = mails.messages()
    assert first["Subject"] == second["Subject"]
    assert issued.link.url in second["Text"]
    assert Event.objects.get(verb="ticket:resend").actor_name == staff.name


def test_resend_waits_for_the_last_mail(issued, staff):
    with pytest.raises(WrongState, match="still being sent"):
        links.resend(issued, by=staff)


def test_resend_waits_for_the_ticket(queued, staff):
    with pytest.raises(WrongState, match="still being issued"):
        links.resend(queued, by=staff)


def test_resend_of_an_ended_link_is_refused(issued, staff):
    lifecycle.revoke(issued, by=staff, reason="Wrong person")

    with pytest.raises(LinkClosed, match="no longer works"):
        links.resend(issued, by=staff)


def test_resend_of_a_link_that_is_too_old_is_refused(issued, staff, sandbox):
    sandbox.advance(15 * 86400)

    with pytest.raises(LinkClosed, match="too old"):
        links.resend(issued, by=staff)


def test_change_recipient_ends_the_link_and_invites_the_other(issued, bob, staff, run_tasks, mails):
    with run_tasks():
        fresh = links.change_recipient(issued, bob, by=staff)

    issued.refresh_from_db()
    issued.link.refresh_from_db()
    fresh.refresh_from_db()
    assert (issued.state, issued.link.ended) == (State.REPLACED, Link.Ended.REPLACED)
    assert issued.revoke_accepted_at
    assert (fresh.state, fresh.link.recipient_email) == (State.ISSUED, "bob@acme.com")
    assert [mail["To"][0]["Address"] for mail in mails.messages()] == ["bob@acme.com"]
    assert Event.objects.get(verb="ticket:change_recipient").data == {
        "was": "alice@acme.com",
        "recipient": "bob@acme.com",
    }


def test_change_recipient_edits_what_exists_by_now(issued, bob, staff):
    issued.connection.auth0_id = "con_" + "a" * 16
    issued.connection.save()

    fresh = links.change_recipient(issued, bob, by=staff)

    assert fresh.kind == Ticket.Kind.EDIT


def test_change_recipient_to_a_stranger_changes_nothing(issued, staff):
    stranger = factories.make_contact(factories.make_customer("Globex"))

    with pytest.raises(InvalidRequest):
        links.change_recipient(issued, stranger, by=staff)

    issued.refresh_from_db()
    assert issued.state == State.ISSUED
    assert not Event.objects.filter(verb="ticket:change_recipient").exists()


def test_change_recipient_needs_a_preset(issued, bob, staff):
    Preset.objects.all().delete()
    issued.refresh_from_db()

    with pytest.raises(InvalidRequest, match="preset"):
        links.change_recipient(issued, bob, by=staff)


def test_copy_link_is_audited_without_the_link(issued, staff):
    url = links.copy_link(issued, by=staff)

    event = Event.objects.get(verb="ticket:copy_link")
    assert url == issued.link.url
    assert event.actor_name == staff.name
    assert url not in str(event.data)


def test_copy_link_of_an_ended_link_is_refused(issued, staff):
    Link.objects.update(ended="revoked", ended_at=clock.now())

    with pytest.raises(LinkClosed):
        links.copy_link(issued, by=staff)


def test_a_link_that_the_product_shows_is_not_mailed_again(shown, staff):
    with pytest.raises(WrongState, match="emailed"):
        links.resend(shown, by=staff)

    assert not Message.objects.exists()


def test_the_product_shows_the_link_of_another_recipient(shown, bob, run_tasks):
    with run_tasks():
        fresh = links.change_recipient(shown, bob, by=Actor("api", "Product"))

    fresh.refresh_from_db()
    assert fresh.state == State.ISSUED
    assert (fresh.link.delivery, fresh.link.confirmation) == ("link", "nothing")
    assert fresh.link.language == bob.language
    assert not Message.objects.exists()


@pytest.mark.parametrize("kind", ["staff", "customer"])
def test_who_is_mailed_in_place_of_a_user_of_the_product_confirms(
    shown, bob, preset, run_tasks, kind
):
    with run_tasks():
        fresh = links.change_recipient(shown, bob, by=Actor(kind, "Alice"))

    assert (fresh.link.delivery, fresh.link.confirmation) == ("mail", "address")
    assert (fresh.link.expires_at - fresh.link.created_at).days == preset.link_days
    assert Message.objects.get().to_email == bob.email
