"""What the portal will mail by itself can be looked at beforehand."""

import pytest

from tests.tickets.acme import Acme
from tests.tickets.pages.test_policy import RULES, rules_of
from tickets.models import ConnectionPolicy, Message


@pytest.fixture
def acme(tenant, sandbox, staff, mails):
    return Acme(tenant, sandbox, staff)


def page(desk, connection, kind):
    return desk.get(f"/connections/{connection.pk}/scheduled/{kind}/")


def test_each_scheduled_mail_is_shown_as_it_would_be(desk, issued):
    connection = issued.connection
    assert f"/connections/{connection.pk}/scheduled/unopened/" in (
        desk.get(connection.get_absolute_url()).content.decode()
    )

    shown = page(desk, connection, "unopened").content.decode()

    assert "Reminder: not opened yet" in shown
    assert "/l/••••••••/" in shown
    body = desk.get(f"/connections/{connection.pk}/scheduled/unopened/html/")
    assert "/l/••••••••/" in body.content.decode()
    assert "default-src 'none'" in body["Content-Security-Policy"]
    assert not Message.objects.filter(kind="unopened").exists()


def test_a_scheduled_follow_up_is_shown_before_its_ticket_exists(desk, acme):
    acme.configure()
    acme.publish("acme.com")
    acme.check_dns()

    shown = page(desk, acme.connection, "follow_up").content.decode()

    assert "acme.com" in shown
    assert acme.connection.tickets.count() == 1


def test_a_scheduled_mail_about_the_record_shows_what_was_found(desk, acme):
    acme.configure()
    acme.sandbox.dns(acme.domain.txt_host, "something-else")
    acme.check_dns()

    assert "something-else" in page(desk, acme.connection, "record").content.decode()


def test_a_scheduled_certificate_mail_is_shown(desk, acme):
    acme.configure()
    acme.publish("acme.com")
    acme.enable()

    assert page(desk, acme.connection, "certificate").status_code == 200


def test_what_cannot_be_written_says_why(desk, acme):
    acme.configure()
    acme.publish("acme.com")
    acme.enable()
    acme.contact.delete()

    answer = desk.get(f"/connections/{acme.connection.pk}/scheduled/certificate/", follow=True)

    assert "Add one" in answer.content.decode()


@pytest.mark.parametrize("kind", ["live", "nothing"])
def test_what_does_not_come_leads_back_and_says_so(desk, issued, kind):
    address = f"/connections/{issued.connection_id}/scheduled/{kind}/"

    assert "no longer scheduled" in desk.get(address, follow=True).content.decode()
    assert desk.get(f"{address}html/").status_code == 404


def test_rules_can_be_tried_without_being_saved(desk, issued):
    shown = desk.post(rules_of(issued), RULES | {"reminds": "on", "try": "1"}).content.decode()

    assert "Preview" in shown
    assert "Reminder: not opened yet" in shown
    without = desk.post(rules_of(issued), RULES | {"try": "1"}).content.decode()
    assert "Reminder: not opened yet" not in without
    assert not ConnectionPolicy.objects.exists()


def test_wrong_rules_are_refused_before_they_are_tried(desk, issued):
    shown = desk.post(rules_of(issued), RULES | {"record_hours": "0", "try": "1"}).content.decode()

    assert 'id="id_record_hours_error"' in shown
    assert "Current schedule" in shown
