import pytest
from django.core.cache import cache
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.actor import Actor
from tests import factories
from tickets.models import Attempt, Message
from tickets.services import lifecycle, links
from tickets.services.mail import tracking
from tickets.states import State


@pytest.mark.parametrize("state", list(State))
def test_page_shows_a_ticket_in_every_state(desk, connection, state):
    ticket = factories.make_ticket(connection, state=state)

    response = desk.get(f"/tickets/{ticket.pk}/")

    assert response.status_code == 200
    assert state.label in response.content.decode()


def test_page_is_missing_for_an_unknown_ticket(desk):
    assert desk.get("/tickets/999999/").status_code == 404


def test_page_never_shows_the_secret_addresses(desk, issued):
    issued.refresh_from_db()

    page = desk.get(f"/tickets/{issued.pk}/").content.decode()

    assert issued.url not in page
    assert issued.url.partition("ticket=")[2] not in page
    assert issued.link.url not in page


def test_page_refreshes_itself_while_something_can_change(desk, queued):
    page = desk.get(f"/tickets/{queued.pk}/").content.decode()

    assert 'hx-trigger="every 1s"' in page


def test_page_stops_refreshing_when_nothing_can_change(desk, connection):
    ticket = factories.make_ticket(connection, state=State.COMPLETED)

    assert 'hx-trigger="every' not in desk.get(f"/tickets/{ticket.pk}/").content.decode()


def test_page_answers_htmx_with_the_live_part_only(desk, queued):
    asked = {"HX-Request": "true", "HX-Target": "live"}
    page = desk.get(f"/tickets/{queued.pk}/", headers=asked).content.decode()

    assert page.lstrip().startswith('<div id="live"')


def test_page_shows_mails_attempts_and_events(desk, issued):
    Attempt.objects.create(
        ticket=issued,
        started_at=clock.now(),
        ended_at=clock.now(),
        outcome=Attempt.Outcome.UNKNOWN,
        detail="The answer was lost.",
    )

    page = desk.get(f"/tickets/{issued.pk}/").content.decode()

    assert issued.link.messages.get().subject in page
    assert "The answer was lost." in page
    assert "no one can use" in page
    assert "Requested a ticket for alice@acme.com (Create)" in page


def test_page_tells_the_time_of_its_own_mail(desk, issued):
    """A reminder later isn't the ticket's own email, and what was sent is part of its history."""
    mail = issued.link.messages.get()
    Message.objects.create(
        kind=Message.Kind.UNOPENED,
        link=issued.link,
        ticket=issued,
        connection=issued.connection,
        to_email=mail.to_email,
        state=Message.State.FAILED,
        key="reminder",
        created_at=clock.now(),
        due_at=clock.now(),
    )
    Message.objects.filter(pk=mail.pk).update(state=Message.State.SENT)
    mail.refresh_from_db()
    tracking.note_state(mail, by=Actor.system("mail"))

    response = desk.get(f"/tickets/{issued.pk}/")

    emailed = response.context["steps"][2]
    assert (emailed.state, emailed.note) == ("done", "Sent")
    assert any(event.verb == "message:sent" for event in response.context["events"])


def test_page_says_who_really_asked_and_why(desk, issued, staff):
    links.change_recipient(
        issued,
        factories.make_contact(issued.connection.customer, email="bob@acme.com"),
        by=Actor.customer("alice@acme.com"),
    )
    issued.refresh_from_db()

    page = desk.get(issued.replaced_by.get_absolute_url()).content.decode()

    assert "alice@acme.com (the customer)" in page
    assert "First setup" in page
    assert "Requested by staff" not in page


def test_page_marks_a_revoked_ticket_as_ended_and_not_as_done(desk, issued, staff):
    lifecycle.revoke(issued, by=staff, reason="Wrong person")

    response = desk.get(f"/tickets/{issued.pk}/")

    last = response.context["steps"][-1]
    assert (last.label, last.state) == ("Revoked", "stopped")
    assert "#ban" in response.content.decode().partition("is-stopped")[2].partition("</li>")[0]


def test_page_names_applications_and_folds_what_is_technical(desk, connection, tenant):
    cache.set(f"client-names:{tenant.pk}", {"abc123": "Umbrella Cloud"})
    body = {
        "connection_config": {"name": "acme-sso", "metadata": {"portal_ticket": "1", "crm": "7"}},
        "enabled_clients": ["abc123"],
    }
    ticket = factories.make_ticket(connection, body=body)

    facts = dict(desk.get(f"/tickets/{ticket.pk}/").context["facts"])

    assert facts["Applications"] == "Umbrella Cloud"
    assert facts["Metadata"] == "crm = 7"


def test_page_tells_openings_left_and_the_end_of_the_session(desk, connection):
    ticket = factories.make_ticket(connection, state=State.OPENED, openings_used=3)

    page = desk.get(f"/tickets/{ticket.pk}/").content.decode()

    assert "7 of 10" in page
    assert "Session ends" in page


def test_page_shows_auth0s_acceptance_of_a_revocation_apart(desk, issued, staff):
    lifecycle.revoke(issued, by=staff, reason="Wrong person")
    before = desk.get(f"/tickets/{issued.pk}/").content.decode()

    lifecycle.revoke_at_auth0(issued)

    assert "Not accepted yet" in before
    assert "Wrong person" in before
    after = desk.get(f"/tickets/{issued.pk}/").content.decode()
    assert "Not accepted yet" not in after
    assert "Accepted" in after


def test_page_explains_a_failure_and_its_remedy(desk, connection):
    ticket = factories.make_ticket(
        connection, state=State.FAILED, problem="The name is taken.", remedy="Choose another."
    )

    page = desk.get(f"/tickets/{ticket.pk}/").content.decode()

    assert "The name is taken." in page
    assert "Choose another." in page
    assert "Reissue" in page


@pytest.mark.parametrize("action", ["resend", "recipient", "link", "revoke"])
def test_page_offers_support_what_can_be_done_now(desk, issued, action):
    Message.objects.update(state=Message.State.SENT)

    assert f"/tickets/{issued.pk}/{action}/" in desk.get(f"/tickets/{issued.pk}/").content.decode()


@pytest.mark.parametrize("action", ["resend", "recipient", "link", "revoke"])
def test_page_offers_a_viewer_nothing_to_do(desk_as, viewer, issued, action):
    page = desk_as(viewer).get(f"/tickets/{issued.pk}/").content.decode()

    assert f"/tickets/{issued.pk}/{action}/" not in page


def test_page_keeps_the_place_of_a_button_that_comes_later(desk, issued):
    """While the email is on its way, it can't be resent; then nothing moves aside for it."""
    page = desk.get(f"/tickets/{issued.pk}/").content.decode()

    assert page.count("Resend email") == 1
    assert "disabled" in page.partition("Resend email")[0].rpartition("<button")[2]


def test_page_tells_a_failure_once_beside_its_history(desk, connection):
    ticket = factories.make_ticket(
        connection, state=State.FAILED, problem="The name is taken.", remedy="Choose another."
    )

    assert desk.get(f"/tickets/{ticket.pk}/").content.decode().count("The name is taken.") == 1


def test_page_offers_nothing_that_an_ended_link_does_not_allow(desk, issued, staff):
    lifecycle.revoke(issued, by=staff, reason="Wrong person")

    page = desk.get(f"/tickets/{issued.pk}/").content.decode()

    for action in ("resend", "recipient", "link", "revoke"):
        assert f"/tickets/{issued.pk}/{action}/" not in page


def test_page_needs_the_same_queries_for_one_event_and_three(desk, issued, staff):
    desk.get(f"/tickets/{issued.pk}/")
    with CaptureQueriesContext(database) as few:
        desk.get(f"/tickets/{issued.pk}/")
    for _ in range(3):
        links.copy_link(issued, by=staff)
    with CaptureQueriesContext(database) as many:
        desk.get(f"/tickets/{issued.pk}/")

    assert len(many) == len(few)
