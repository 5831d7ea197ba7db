import html
from datetime import timedelta

from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tickets.models import Message


def test_mails_lists_every_message_with_its_state(desk, issued):
    page = desk.get("/mails/").content.decode()

    assert issued.link.messages.get().subject in page
    assert "alice@acme.com" in page
    assert "Queued" in page


def test_mails_narrows_by_state_kind_and_text(desk, issued):
    for query in ({"state": "queued"}, {"kind": "invitation"}, {"q": "ALICE"}, {"q": "acme"}):
        assert "alice@acme.com" in desk.get("/mails/", query).content.decode(), query
    for query in ({"state": "sent"}, {"kind": "live"}, {"q": "nobody"}):
        assert "No matching emails" in desk.get("/mails/", query).content.decode(), query


def test_mails_narrows_by_date(desk, issued):
    today = timezone.localdate(issued.link.messages.get().created_at)
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)

    def shown(**query: object) -> bool:
        return "alice@acme.com" in desk.get("/mails/", query).content.decode()

    assert shown(since=today, until=today)
    assert shown(since=yesterday)
    assert not shown(since=tomorrow)
    assert not shown(until=yesterday)
    page = desk.get("/mails/", {"since": tomorrow, "until": today}).content.decode()
    assert "Choose a date that isn't before" in html.unescape(page)


def test_mails_needs_the_same_queries_for_one_row_and_three(desk, issued):
    desk.get("/mails/")
    with CaptureQueriesContext(database) as one:
        desk.get("/mails/")
    message = Message.objects.get()
    for number in range(2):
        message.pk, message.key = None, f"copy {number}"
        message._state.adding = True
        message.save()
    with CaptureQueriesContext(database) as three:
        desk.get("/mails/")

    assert len(three) == len(one)


def test_mail_shows_its_content_with_the_link_masked(desk, issued):
    message = issued.link.messages.get()

    page = desk.get(f"/mails/{message.pk}/").content.decode()
    body = desk.get(f"/mails/{message.pk}/html/")

    assert message.subject in page
    assert "/l/••••••••/" in page
    assert "/l/••••••••/" in body.content.decode()
    for shown in (page, body.content.decode()):
        assert issued.link.url not in shown
        assert "link.invalid" not in shown


def test_mail_says_that_no_more_is_known_without_a_mail_service(desk, issued, settings):
    Message.objects.update(state=Message.State.SENT)
    address = f"/mails/{Message.objects.get().pk}/"
    assert "Whether it was delivered isn't known" in desk.get(address).content.decode()

    settings.ANYMAIL = {"WEBHOOK_SECRET": "a:b"}

    assert "Whether it was delivered" not in desk.get(address).content.decode()


def test_mail_content_loads_and_runs_nothing(desk, issued):
    body = desk.get(f"/mails/{issued.link.messages.get().pk}/html/")

    policy = body["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert body["X-Frame-Options"] == "SAMEORIGIN"


def test_mail_offers_support_to_send_it_again(desk, desk_as, viewer, issued):
    message = issued.link.messages.get()

    address = f"/tickets/{issued.pk}/recipients/{message.link_id}/resend/"
    assert address in desk.get(f"/mails/{message.pk}/").content.decode()
    assert address not in desk_as(viewer).get(f"/mails/{message.pk}/").content.decode()


def test_mail_is_missing_for_an_unknown_message(desk):
    assert desk.get("/mails/999/").status_code == 404
    assert desk.get("/mails/999/html/").status_code == 404


def test_mails_finds_what_was_written_about_a_ticket_a_connection_or_an_organization(desk, issued):
    customer = issued.connection.customer
    organization = customer.organizations.get().auth0_id
    for text in (f"#{issued.pk}", f"ticket {issued.pk}", issued.connection.name, organization):
        assert "alice@acme.com" in desk.get("/mails/", {"q": text}).content.decode(), text
    for text in (f"#{issued.pk + 1}", "#" + "9" * 40, "org_nobody"):
        assert "No matching emails" in desk.get("/mails/", {"q": text}).content.decode(), text
