"""A form that is sent after the session ended, or without the CSRF cookie, loses nothing typed."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from organizations.models import Customer, User
from tests.browser import assert_accessible_and_fits
from tests.signing_in import signed_in

OURS = {"origin": "http://testserver"}
TYPED = {"name": "Müller & Söhne", "domains": "müller.example", "external_id": "7"}


@pytest.fixture
def address(customer: Customer) -> str:
    return f"/customers/{customer.pk}/edit/"


def test_keeps_a_form_when_the_session_has_ended(
    client: Client, address: str, support: User, customer: Customer
) -> None:
    answer = client.post(address, TYPED, headers=OURS)

    assert answer.status_code == 401
    assert "You were signed out" in answer.content.decode()
    for value in TYPED.values():
        assert f'value="{html.escape(value)}"' in answer.content.decode()
    customer.refresh_from_db()
    assert customer.name == "Acme"

    signed_in(client, support)
    client.post(address, TYPED, headers=OURS)

    customer.refresh_from_db()
    assert customer.name == "Müller & Söhne"


def test_keeps_a_form_when_the_csrf_cookie_is_gone(
    address: str, support: User, customer: Customer
) -> None:
    client = signed_in(Client(enforce_csrf_checks=True), support)

    answer: Any = client.post(address, TYPED, headers=OURS)

    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Please send the form again" in page
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    client.post(address, {**TYPED, "csrfmiddlewaretoken": token}, headers=OURS)
    customer.refresh_from_db()
    assert customer.name == "Müller & Söhne"


def test_never_gives_back_a_secret(client: Client, db: None) -> None:
    typed = {"name": "acme-sso", "client_secret": "s3cret", "password": "pass-word", "text": "x"}

    page = client.post("/customers/1/connections/1/new/", typed, headers=OURS).content.decode()

    assert "acme-sso" in page
    assert "s3cret" not in page
    assert "pass-word" not in page
    assert "Secrets and files aren't kept" in html.unescape(page)


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "https://evil.test"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
)
def test_another_site_fills_nothing_in(
    client: Client, address: str, headers: dict[str, str], support: User
) -> None:
    strict = signed_in(Client(enforce_csrf_checks=True), support)

    signed_out: Any = client.post(address, TYPED, headers=headers)
    forged = strict.post(address, TYPED, headers=headers)

    assert signed_out["Location"].startswith("/account/login/")
    assert "ller &amp; S" not in forged.content.decode()


@pytest.mark.parametrize(
    "typed", [{}, {"name": ""}, {"name": "x" * 200_001}, {f"n{n}": "x" for n in range(501)}]
)
def test_what_is_empty_or_endless_is_not_kept(
    client: Client, address: str, typed: dict[str, str]
) -> None:
    assert client.post(address, typed, headers=OURS).status_code == 302


def test_a_page_asked_for_leads_to_the_sign_in_as_ever(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_keeps_a_form_in_a_browser(
    page_for: Callable[..., Page], support: User, customer: Customer
) -> None:
    """The browser itself says that the form is ours, and shows the page in both looks."""
    page = page_for(support, tolerate=("status of 401",))
    page.goto(f"/customers/{customer.pk}/edit/")
    page.get_by_label("Name").fill("Acme Inc")
    cookies: Any = {one["name"]: one for one in page.context.cookies()}
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()
    assert page.locator("input[name=name]").input_value() == "Acme Inc"
    assert_accessible_and_fits(page)

    # Signed in in another tab, which changes the CSRF token as well.
    token: Any = {**cookies[settings.CSRF_COOKIE_NAME], "value": "x" * 32}
    page.context.add_cookies([cookies[settings.SESSION_COOKIE_NAME], token])
    page.get_by_role("button", name="Send form").click()

    page.wait_for_url(f"**{customer.get_absolute_url()}")
    customer.refresh_from_db()
    assert customer.name == "Acme Inc"
