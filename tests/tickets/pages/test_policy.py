"""Rules of one connection at the desk, and what comes next by them."""

import pytest

from organizations.models import Event
from tickets.models import ConnectionPolicy
from tickets.services import presets

RULES = {
    "follow_up": "enable",
    "record_hours": "24",
    "most_follow_ups": "2",
    "unopened_days": "5",
    "most_reminders": "1",
    "unused_days": "3",
    "quiet_from": "18",
    "quiet_until": "9",
}


def rules_of(ticket):
    return f"/connections/{ticket.connection_id}/rules/"


def test_policy_begins_with_the_presets(desk, issued):
    page = desk.get(rules_of(issued)).content.decode()

    assert 'name="record_hours" value="48"' in page
    assert "Reset to preset" not in page


def test_policy_saves_rules_of_its_own(desk, issued):
    desk.post(rules_of(issued), {**RULES, "reminds": "on"})

    policy = ConnectionPolicy.objects.get()
    assert (policy.follow_up, policy.record_hours, policy.quiet_from) == ("enable", 24, 18)
    assert "follow_up" in Event.objects.get(verb="connection:policy").data["changed"]


def test_policy_goes_back_to_the_presets(desk, issued):
    desk.post(rules_of(issued), RULES)

    desk.post(f"{rules_of(issued)}drop/")

    assert not ConnectionPolicy.objects.exists()
    assert presets.policy_of(issued.connection) == issued.preset


@pytest.mark.parametrize(
    ("field", "value"), [("record_hours", "0"), ("quiet_from", "24"), ("follow_up", "dance")]
)
def test_policy_names_what_is_wrong(desk, issued, field, value):
    page = desk.post(rules_of(issued), RULES | {field: value})

    assert page.status_code == 200
    assert f'id="id_{field}_error"' in page.content.decode()
    assert not ConnectionPolicy.objects.exists()


def test_policy_is_not_for_viewers(desk_as, viewer, issued):
    assert desk_as(viewer).get(rules_of(issued)).status_code == 403


@pytest.mark.parametrize("address", ["/connections/{0.connection_id}/", "/tickets/{0.pk}/"])
def test_pages_show_what_comes_next(desk, issued, address):
    page = desk.get(address.format(issued)).content.decode()

    assert "Scheduled" in page
    assert "Reminder: not opened yet" in page
