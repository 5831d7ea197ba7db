import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from portal import clock
from tests import factories
from tickets.models import Attempt, Message
from tickets.services import lifecycle, links
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
    assert "Requested a “Create” ticket" in page


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
