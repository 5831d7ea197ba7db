"""The page behind a mailed link."""

import re
import uuid
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.test import Client

from organizations.models import Event, Stage
from portal import clock
from portal.signing import link_token
from tickets.models import Link, Opening, Preset, Ticket
from tickets.services import lifecycle
from tickets.services import mail as mail_services
from tickets.services.lifecycle.retire import ticket_id
from tickets.services.mail import codes
from tickets.states import State
from tickets.tasks import tickets as ticket_tasks


@pytest.fixture
def visitor():
    return Client(headers={"User-Agent": "Firefox"}, REMOTE_ADDR="198.51.100.7")


def page_of(link):
    return f"/l/{link_token(link.pk)}/"


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def found(pattern, text):
    match = re.search(pattern, text)
    assert match
    return match[1]


def confirm(visitor, link, **data):
    return visitor.post(page_of(link), data or {"address": link.recipient_email})


def rows():
    return (
        list(Ticket.objects.values()),
        list(Link.objects.values()),
        Opening.objects.count(),
        Event.objects.count(),
    )


@pytest.mark.parametrize("method", ["get", "head"])
def test_get_changes_nothing(issued, visitor, sandbox, method):
    before, calls = rows(), len(sandbox.requests())

    response = getattr(visitor, method)(page_of(issued.link))

    assert response.status_code == 200
    assert rows() == before
    assert len(sandbox.requests()) == calls


def test_get_takes_one_query(issued, visitor, django_assert_num_queries):
    with django_assert_num_queries(1):
        visitor.get(page_of(issued.link))


def test_get_says_who_invites_whom_to_what(issued, visitor):
    text = text_of(visitor.get(page_of(issued.link)))

    assert (
        "Support Person at Umbrella Software has invited Alice Admin to connect the identity "
        "provider for Acme" in text
    )
    assert "alice@acme.com" not in text


def test_get_is_kept_from_caches_searches_and_other_sites(issued, visitor):
    response = visitor.get(page_of(issued.link))

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert f"form-action 'self' {issued.tenant.api_url}" in response["Content-Security-Policy"]


def test_post_of_the_invited_address_leads_to_auth0(issued, visitor):
    response = confirm(visitor, issued.link, address=" ALICE@acme.COM ")

    issued.refresh_from_db()
    assert response.status_code == 303
    assert response["Location"] == issued.url
    assert response["Referrer-Policy"] == "no-referrer"
    assert issued.state == State.OPENED
    assert issued.session_ends_at == issued.opened_at + timedelta(hours=5)
    assert issued.connection.stage == Stage.OPENED
    [opening] = issued.openings.all()
    assert (opening.ip, opening.user_agent) == ("198.51.100.7", "Firefox")


def test_post_of_another_address_leads_nowhere(issued, visitor):
    response = confirm(visitor, issued.link, address="eve@evil.example")

    assert response.status_code == 200
    assert "The invitation went to a different address, a•••@acme.com." in text_of(response)
    assert not Opening.objects.exists()


def test_post_of_nothing_names_the_field(issued, visitor):
    response = visitor.post(page_of(issued.link), {})

    assert "This field is required." in text_of(response)


@pytest.mark.usefixtures("one_window")
def test_post_is_limited_in_tries(issued, visitor):
    for _ in range(10):
        confirm(visitor, issued.link, address="eve@evil.example")

    response = confirm(visitor, issued.link)

    assert "Too many attempts" in text_of(response)
    assert not Opening.objects.exists()


def test_post_needs_the_token_of_our_form(issued):
    strict = Client(enforce_csrf_checks=True)
    form = {"address": "alice@acme.com"}
    page = page_of(issued.link)

    refused = strict.post(page, form, headers={"Origin": "http://testserver"})
    shown = strict.get(page)
    token = found(r'name="csrfmiddlewaretoken" value="(\w+)"', text_of(shown))
    foreign = strict.post(
        page, form | {"csrfmiddlewaretoken": token}, headers={"Origin": "https://evil.example"}
    )
    taken = strict.post(
        page, form | {"csrfmiddlewaretoken": token}, headers={"Origin": "http://testserver"}
    )

    assert (refused.status_code, foreign.status_code, taken.status_code) == (403, 403, 303)


def test_post_without_confirmation_asks_for_nothing(issued, visitor):
    Link.objects.update(confirmation="nothing")

    shown = text_of(visitor.get(page_of(issued.link)))
    response = visitor.post(page_of(issued.link), {})

    assert 'name="address"' not in shown
    assert response.status_code == 303


def test_post_of_a_mailed_code_leads_to_auth0(issued, visitor, mails, run_tasks):
    Link.objects.update(confirmation="code")
    with run_tasks():
        typed = {"mail_code": "", "address": "Alice@acme.com"}
        asked = visitor.post(page_of(issued.link), typed)
    [mail] = mails.messages()
    code = found(r"\b(\d{6})\b", mail["Text"])

    shown = visitor.get(asked["Location"])
    wrong = visitor.post(page_of(issued.link), {"code": "000000" if code != "000000" else "1"})
    right = visitor.post(page_of(issued.link), {"code": f"{code[:3]} {code[3:]}"})

    assert 'name="code"' in text_of(shown)
    assert "That code is incorrect" in text_of(wrong)
    assert right.status_code == 303
    assert mail["To"][0]["Address"] == "alice@acme.com"


@pytest.mark.parametrize("typed", [{}, {"address": ""}, {"address": "eve@evil.example"}])
@pytest.mark.parametrize("path", ["", "colleague/"])
def test_a_button_alone_mails_no_code(issued, visitor, mails, run_tasks, typed, path):
    Link.objects.update(confirmation="code")

    with run_tasks():
        answer = visitor.post(f"{page_of(issued.link)}{path}", {"mail_code": "", **typed})

    assert mails.messages() == []
    assert answer.status_code == 200
    assert 'name="address"' in text_of(answer)
    assert (
        "This field is required."
        if typed.get("address", "") == ""
        else "went to a different address"
    ) in (text_of(answer))


def test_who_types_the_address_has_no_opening_without_the_code(issued, visitor):
    Link.objects.update(confirmation="code")

    for typed in ({}, {"address": "alice@acme.com"}, {"code": ""}):
        assert visitor.post(page_of(issued.link), typed).status_code == 200

    issued.refresh_from_db()
    assert issued.openings_used == 0


def test_new_presets_ask_for_a_code():
    assert Preset().confirmation == "code"


def test_post_of_an_old_code_leads_nowhere(issued, visitor, sandbox):
    Link.objects.update(confirmation="code")
    code = codes.code_of(mail_services.mail_code(issued.link))
    sandbox.advance(601)

    response = visitor.post(page_of(issued.link), {"code": code})

    assert "has expired" in text_of(response)


def test_code_is_mailed_once_a_minute(issued, sandbox):
    first = mail_services.mail_code(issued.link)
    again = mail_services.mail_code(issued.link)
    sandbox.advance(61)
    later = mail_services.mail_code(issued.link)

    assert first == again != later


def test_a_person_who_confirmed_need_not_confirm_again(issued, visitor):
    confirm(visitor, issued.link)

    assert 'name="address"' not in text_of(visitor.get(page_of(issued.link)))
    assert visitor.post(page_of(issued.link), {}).status_code == 303
    issued.refresh_from_db()
    assert issued.openings_used == 2


@pytest.mark.parametrize("token", ["x", "ü", "A" * 46, link_token(uuid.UUID(int=1)), "a" * 500])
def test_unknown_links_look_all_the_same(db, visitor, token):
    response = visitor.get(f"/l/{token}/")

    assert response.status_code == 404
    assert "This link doesn't work" in text_of(response)
    assert visitor.post(f"/l/{token}/", {"address": "alice@acme.com"}).status_code == 404


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        ("revoked", "This link was revoked"),
        ("replaced", "There's a newer link"),
    ],
)
def test_ended_links_say_why_and_what_next(issued, visitor, ended, words):
    Link.objects.update(ended=ended, ended_at=clock.now())

    shown = visitor.get(page_of(issued.link))
    posted = confirm(visitor, issued.link)

    for response in (shown, posted):
        assert response.status_code == 200
        assert words in text_of(response)
        assert issued.created_by.email in text_of(response)
    assert not Opening.objects.exists()


def test_a_link_beyond_its_days_names_whom_to_ask(issued, visitor, sandbox):
    sandbox.advance(15 * 86400)

    response = confirm(visitor, issued.link)

    assert "This link has expired" in text_of(response)
    assert issued.created_by.email in text_of(response)


def test_a_queued_ticket_is_issued_for_the_person_who_waits(queued, visitor):
    assert "getting your setup ready" in text_of(visitor.get(page_of(queued.link)))

    response = confirm(visitor, queued.link)

    queued.refresh_from_db()
    assert response["Location"] == queued.url


def test_a_failed_ticket_is_tried_again_after_ten_minutes(queued, visitor, sandbox):
    sandbox.fault(method="POST", path="*/sso-ticket", status=403)
    lifecycle.issue(queued)
    assert "went wrong on our side" in text_of(confirm(visitor, queued.link))

    sandbox.advance(601)
    response = confirm(visitor, queued.link)

    assert response.status_code == 303
    assert queued.link.tickets.count() == 2


def test_an_outage_shows_a_page_that_goes_on_by_itself(issued, visitor, sandbox):
    sandbox.advance(5 * 86400 + 1)
    ticket_tasks.expire_due()
    sandbox.fault(method="*", path="/api/v2/*", status=503, times=99)

    response = confirm(visitor, issued.link)
    shown = text_of(visitor.get(response["Location"]))

    assert response["Location"] == page_of(issued.link)
    assert "getting your setup ready" in shown
    assert 'hx-trigger="every 3s"' in shown


@pytest.mark.usefixtures("one_window")
def test_requests_are_limited_by_visitor(issued, visitor):
    for _ in range(60):
        visitor.get("/l/garbage/")

    assert visitor.get(page_of(issued.link)).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.8").get(page_of(issued.link)).status_code == 200


def test_the_page_is_in_the_language_of_the_contact(issued, visitor):
    Link.objects.update(language="de")

    assert visitor.get(page_of(issued.link))["Content-Language"] == "de"
    visitor.cookies["django_language"] = "fr"
    assert visitor.get(page_of(issued.link))["Content-Language"] == "fr"


def test_logs_and_cache_hold_no_token(issued, visitor, caplog):
    caplog.set_level("DEBUG")

    response = confirm(visitor, issued.link)

    cache = redis.Redis.from_url(settings.CACHE_URL)
    keys = list(cache.scan_iter("*"))
    held = repr([keys, cache.mget(keys)])
    for secret in (link_token(issued.link.pk), ticket_id(response["Location"])):
        assert secret not in caplog.text
        assert secret not in held
    cache.close()


def test_openings_are_counted_and_the_eleventh_renews(issued, visitor, sandbox):
    Link.objects.update(confirmation="nothing")
    places = [visitor.post(page_of(issued.link), {})["Location"] for _ in range(10)]

    eleventh = visitor.post(page_of(issued.link), {})["Location"]

    issued.refresh_from_db()
    assert set(places) == {issued.url}
    assert issued.openings_used == 10
    assert issued.state == State.EXPIRED
    assert eleventh not in places
    assert issued.revoke_wanted_at
