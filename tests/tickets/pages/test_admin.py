import pytest

from tests import factories
from tickets.models import Inventory, Message, Opening, Preset
from tickets.services import lifecycle, presets
from tickets.states import State


@pytest.fixture
def desk(desk_as, operator):
    """The administration as an operator sees it."""
    return desk_as(operator)


def text_of(response):
    return response.content.decode()


def act(desk, model, action, rows, **more):
    return desk.post(
        f"/admin/tickets/{model}/",
        {"action": action, "_selected_action": [row.pk for row in rows], **more},
        follow=True,
    )


@pytest.mark.parametrize(
    "model",
    [
        "ticket",
        "link",
        "preset",
        "message",
        "attempt",
        "opening",
        "automation",
        "connectionpolicy",
        "inventory",
    ],
)
def test_admin_lists_and_shows_every_record(desk, issued, model):
    lifecycle.record_opening(
        issued,
        at=issued.issued_at,
        by=factories.SYSTEM,
        source=Opening.Source.LANDING,
        ip="192.0.2.1",
    )
    rows = {
        "ticket": issued,
        "link": issued.link,
        "preset": issued.preset,
        "message": issued.link.messages.get(),
        "attempt": issued.attempts.get(),
        "opening": issued.openings.get(),
        "automation": issued.connection.automation,
        "connectionpolicy": presets.set_policy(issued.connection, by=factories.SYSTEM),
        "inventory": Inventory.objects.create(tenant=issued.tenant, due_at=issued.issued_at),
    }

    listing = desk.get(f"/admin/tickets/{model}/", {"q": "acme"})
    record = desk.get(f"/admin/tickets/{model}/{rows[model].pk}/change/")

    assert (listing.status_code, record.status_code) == (200, 200)
    issued.refresh_from_db()
    for secret in (issued.url, issued.url.partition("ticket=")[2], issued.link.url):
        assert secret not in text_of(listing) + text_of(record)


@pytest.mark.parametrize("model", ["ticket", "link", "message", "attempt", "opening", "inventory"])
def test_admin_lets_nobody_make_or_edit_a_record(desk, issued, model):
    assert desk.get(f"/admin/tickets/{model}/add/").status_code == 403
    assert 'name="_save"' not in text_of(desk.get(f"/admin/tickets/ticket/{issued.pk}/change/"))


def test_admin_revokes_with_a_reason(desk, issued):
    act(desk, "ticket", "revoke", [issued], reason="Wrong customer")

    issued.refresh_from_db()
    assert (issued.state, issued.revoke_reason) == (State.REVOKED, "Wrong customer")


def test_admin_refuses_to_revoke_without_a_reason(desk, issued):
    response = act(desk, "ticket", "revoke", [issued])

    assert "Enter a reason" in text_of(response)
    issued.refresh_from_db()
    assert issued.state == State.ISSUED


def test_admin_mails_again(desk, issued):
    Message.objects.update(state=Message.State.SENT)

    act(desk, "ticket", "resend", [issued])

    assert issued.link.messages.count() == 2


def test_admin_mails_again_from_the_message(desk, issued):
    Message.objects.update(state=Message.State.FAILED)

    act(desk, "message", "resend", issued.link.messages.all())

    assert issued.link.messages.count() == 2


def test_admin_issues_a_failed_ticket_again(desk, connection, preset):
    failed = factories.make_ticket(connection, state=State.FAILED, preset=preset)

    act(desk, "ticket", "reissue", [failed])

    assert connection.tickets.filter(state=State.QUEUED).count() == 1


def test_admin_asks_auth0_once_more_to_revoke(desk, issued, staff):
    lifecycle.revoke(issued, by=staff, reason="Wrong person")

    act(desk, "ticket", "revoke_at_auth0", [issued])

    issued.refresh_from_db()
    assert issued.revoke_accepted_at


def test_admin_changes_a_preset_through_its_service(desk, preset):
    other = factories.make_preset(preset.tenant, is_default=True)
    typed = {
        "name": "Renamed",
        "is_default": "on",
        "connection_name": "{customer}-sso",
        "link_days": "7",
        "confirmation": "address",
        "follow_up": "edit_ticket",
        "record_hours": "48",
        "most_follow_ups": "3",
        "reminds": "on",
        "unopened_days": "2",
        "most_reminders": "4",
        "unused_days": "7",
        "quiet_from": "20",
        "quiet_until": "8",
    }

    desk.post(f"/admin/tickets/preset/{preset.pk}/change/", typed)

    preset.refresh_from_db()
    other.refresh_from_db()
    assert (preset.name, preset.is_default, other.is_default) == ("Renamed", True, False)


def test_admin_deletes_a_preset(desk, preset):
    desk.post(f"/admin/tickets/preset/{preset.pk}/delete/", {"post": "yes"})

    assert not Preset.objects.exists()


@pytest.mark.parametrize("person", ["viewer", "support", "manager"])
def test_admin_is_closed_to_other_staff(desk_as, request, person):
    response = desk_as(request.getfixturevalue(person)).get("/admin/tickets/ticket/")

    assert response.status_code in (302, 403)
