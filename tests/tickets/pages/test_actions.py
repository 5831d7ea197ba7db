import pytest

from organizations.models import Event
from tests import factories
from tickets.models import Link, Message
from tickets.states import State


@pytest.fixture
def mailed(issued):
    """An issued ticket whose mail has gone out."""
    Message.objects.update(state=Message.State.SENT)
    return issued


def text_of(response):
    return response.content.decode()


def test_resend_queues_the_mail_once_more(desk, mailed):
    response = desk.post(f"/tickets/{mailed.pk}/resend/", follow=True)

    assert "Email to alice@acme.com queued for resending." in text_of(response)
    assert mailed.link.messages.count() == 2


def test_resend_says_when_the_link_has_ended(desk, mailed):
    Link.objects.update(ended=Link.Ended.REVOKED)

    response = desk.post(f"/tickets/{mailed.pk}/resend/", follow=True)

    assert "This link no longer works" in text_of(response)
    assert mailed.link.messages.count() == 1


def test_revoke_asks_first_and_names_what_ends(desk, mailed):
    page = text_of(desk.get(f"/tickets/{mailed.pk}/revoke/"))

    assert "Revoke the link for Alice Admin at Acme?" in page
    mailed.refresh_from_db()
    assert mailed.state == State.ISSUED


def test_revoke_ends_the_ticket_with_its_reason(desk, mailed, support):
    desk.post(f"/tickets/{mailed.pk}/revoke/", {"reason": "Sent to the wrong person"})

    mailed.refresh_from_db()
    assert mailed.state == State.REVOKED
    event = Event.objects.get(verb="ticket:revoke")
    assert (event.user, event.data["reason"]) == (support, "Sent to the wrong person")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 256])
def test_revoke_needs_a_reason_of_bearable_length(desk, mailed, reason):
    response = desk.post(f"/tickets/{mailed.pk}/revoke/", {"reason": reason})

    assert response.status_code == 200
    mailed.refresh_from_db()
    assert mailed.state == State.ISSUED


def test_revoke_says_when_it_has_happened_already(desk, mailed):
    desk.post(f"/tickets/{mailed.pk}/revoke/", {"reason": "First"})

    response = desk.post(f"/tickets/{mailed.pk}/revoke/", {"reason": "Second"}, follow=True)

    assert "have already ended" in text_of(response)


def test_change_recipient_sends_a_new_link_to_another_contact(desk, mailed, customer):
    bob = factories.make_contact(customer, name="Bob", email="bob@acme.com")

    response = desk.post(f"/tickets/{mailed.pk}/recipient/", {"contact": bob.pk}, follow=True)

    new = mailed.connection.tickets.get(state=State.QUEUED)
    assert new.link.recipient_email == "bob@acme.com"
    assert response.redirect_chain[-1][0] == f"/tickets/{new.pk}/"
    mailed.refresh_from_db()
    assert mailed.state == State.REPLACED


def test_change_recipient_offers_the_customers_own_people_only(desk, mailed, customer):
    stranger = factories.make_contact(
        factories.make_customer("Globex", contact=False), email="eve@globex.com"
    )
    factories.make_contact(customer, name="Bob", email="bob@acme.com")

    page = text_of(desk.get(f"/tickets/{mailed.pk}/recipient/"))
    response = desk.post(f"/tickets/{mailed.pk}/recipient/", {"contact": stranger.pk})

    assert "bob@acme.com" in page
    assert "eve@globex.com" not in page
    assert response.status_code == 200
    assert mailed.connection.tickets.count() == 1


def test_change_recipient_needs_a_choice(desk, mailed, customer):
    factories.make_contact(customer, name="Bob", email="bob@acme.com")

    assert "Choose the new recipient" in text_of(desk.post(f"/tickets/{mailed.pk}/recipient/", {}))


def test_change_recipient_says_when_there_is_nobody_else(desk, mailed):
    assert "No other contacts" in text_of(desk.get(f"/tickets/{mailed.pk}/recipient/"))


def test_copy_link_shows_the_link_and_notes_who_took_it(desk, mailed, support):
    response = desk.post(f"/tickets/{mailed.pk}/link/")

    assert mailed.link.url in text_of(response)
    assert "no-store" in response["Cache-Control"]
    assert Event.objects.get(verb="ticket:copy_link").user == support


def test_copy_link_shows_nothing_on_get(desk, mailed):
    response = desk.get(f"/tickets/{mailed.pk}/link/")

    assert response.status_code == 302
    assert not Event.objects.filter(verb="ticket:copy_link").exists()


def test_copy_link_refuses_an_ended_link(desk, mailed):
    Link.objects.update(ended=Link.Ended.REPLACED)

    response = desk.post(f"/tickets/{mailed.pk}/link/", follow=True)

    assert "This link no longer works" in text_of(response)


@pytest.mark.parametrize("action", ["resend", "revoke", "recipient", "link"])
def test_actions_are_closed_to_viewers(desk_as, viewer, mailed, action):
    response = desk_as(viewer).post(f"/tickets/{mailed.pk}/{action}/", {"reason": "x"})

    assert response.status_code == 403
    mailed.refresh_from_db()
    assert mailed.state == State.ISSUED


def test_resend_changes_nothing_on_get(desk, mailed):
    assert desk.get(f"/tickets/{mailed.pk}/resend/").status_code == 405


def test_issue_again_says_what_is_missing(desk, connection):
    failed = factories.make_ticket(connection, state=State.FAILED)

    page = desk.get(f"/tickets/new/review/?reissue={failed.pk}", follow=True).content.decode()

    assert "The preset was deleted" in page
    assert connection.tickets.count() == 1


def test_a_follow_up_says_when_there_is_nothing_to_finish(desk, connection):
    page = desk.get(f"/connections/{connection.pk}/follow-up/", follow=True)

    assert "there is nothing to finish" in page.content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_actions_lead_back_to_our_own_pages_only(desk, mailed, address):
    answer = desk.post(f"/tickets/{mailed.pk}/resend/", {"next": address})

    assert answer["Location"] == mailed.get_absolute_url()
