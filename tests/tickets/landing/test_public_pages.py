"""Pages for whoever holds an address of theirs: the records to set, and no more reminders."""

import pytest
from django.test import Client

from organizations.models import Domain, Event
from portal import clock
from portal.signing import record_token
from tickets.services.mail.queue import record_url


@pytest.fixture
def pending(issued):
    return Domain.objects.create(
        customer=issued.connection.customer,
        connection=issued.connection,
        name="acme.com",
        state=Domain.State.PENDING,
        auth0_id="ord_1",
        txt_host="_ss-verification.org_1.acme.com",
        txt_value="b07aadc0d3f9179f120011273c6c12ad",
        created_at=clock.now(),
    )


def records(connection):
    return Client().get(f"/dns/{record_token(connection.pk)}/")


def test_records_shows_the_record_and_nothing_else(pending, issued):
    page = records(issued.connection)

    text = page.content.decode()
    assert pending.txt_host in text
    assert pending.txt_value in text
    for secret in ("Acme", "Alice", "alice@", issued.connection.name, "/l/"):
        assert secret not in text
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_records_says_when_there_is_nothing_to_set(issued):
    assert "No DNS records left to add" in records(issued.connection).content.decode()


def test_record_url_leads_there(pending, issued):
    path = record_url(issued.connection).removeprefix("http://localhost:8000")

    assert Client().get(path).status_code == 200


@pytest.mark.parametrize("token", ["1", "1:guess", "x", "9" * 200])
def test_records_are_shown_to_nobody_who_guesses(issued, token):
    assert Client().get(f"/dns/{token}/").status_code == 404


def stop(link):
    return link.url.removeprefix("http://localhost:8000") + "stop/"


def test_stop_asks_before_it_stops(issued):
    page = Client().get(stop(issued.link))

    issued.link.contact.refresh_from_db()
    assert "Stop reminders?" in page.content.decode()
    assert issued.link.contact.opted_out_at is None


def test_stop_takes_the_recipient_off_and_leaves_the_link(issued):
    client = Client()

    client.post(stop(issued.link), {"address": "alice@acme.com"})
    again = client.post(stop(issued.link), {"address": "alice@acme.com"})

    issued.link.contact.refresh_from_db()
    issued.link.refresh_from_db()
    assert "get any more reminders" in again.content.decode()
    assert issued.link.contact.opted_out_at
    assert issued.link.ended == ""
    assert Event.objects.filter(verb="contact:opt_out").count() == 1


@pytest.mark.parametrize("address", ["", "eve@evil.example"])
def test_stop_needs_more_than_a_button(issued, address):
    answer = Client().post(stop(issued.link), {"address": address})

    issued.link.contact.refresh_from_db()
    assert issued.link.contact.opted_out_at is None
    assert "Stop reminders?" in answer.content.decode()


def test_stop_needs_a_form_of_ours(issued):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(stop(issued.link)).status_code == 403


def test_stop_knows_no_stranger(db):
    assert Client().get("/l/guess/stop/").status_code == 404
