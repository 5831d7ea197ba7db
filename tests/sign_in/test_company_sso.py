"""Signing in by the company's own OpenID provider, a real one in its own process."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from organizations.models import User
from organizations.roles import Role
from tests import openid_provider
from tests.factories import make_user
from tests.sign_in.conftest import set_up_app

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def issuer(live_server: Any) -> str:
    return openid_provider.start_provider(f"{live_server.url}/account/oidc/company/login/callback/")


@pytest.fixture
def company(issuer: str, settings: Any) -> dict[str, Any]:
    """What `portal.settings` makes of PORTAL_OIDC_…"""
    app = {
        "provider_id": "company",
        "name": "Umbrella ID",
        "client_id": openid_provider.CLIENT_ID,
        "secret": openid_provider.CLIENT_SECRET,
        "settings": {"server_url": issuer, "verified_email": False},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    return app


@pytest.fixture
def at_company(
    company: dict[str, Any], issuer: str, page_for: Callable[..., Page]
) -> Callable[[str], Page]:
    """`at_company(email)` begins at the portal's sign-in page and signs in at the company."""

    def signed_in(email: str) -> Page:
        page = page_for(hosts=(urlsplit(issuer).netloc,))
        page.goto("/account/login/")
        page.get_by_role("link", name="Umbrella ID").click()
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(openid_provider.PASSWORD)
        page.get_by_role("button", name="Sign In").click()
        return page

    return signed_in


def test_lets_invited_staff_in_with_the_role_they_were_given(at_company):
    viewer = make_user(Role.VIEWER, email="known@umbrella.example")

    page = at_company(viewer.email)

    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    expect(page.get_by_role("link", name="New ticket")).to_have_count(0)
    assert page.request.get("/tickets/new/").status == 403
    viewer.refresh_from_db()
    assert [group.name for group in viewer.groups.all()] == ["viewer"]
    assert not viewer.is_staff


def test_leaves_the_password_of_who_has_one(at_company):
    support = make_user(Role.SUPPORT, email="known@umbrella.example")

    at_company(support.email).get_by_role("heading", name="Home").wait_for()

    support.refresh_from_db()
    assert support.check_password("correct horse")


def test_lets_in_a_second_time(at_company):
    make_user(Role.SUPPORT, email="known@umbrella.example")
    at_company("known@umbrella.example").get_by_role("heading", name="Home").wait_for()

    page = at_company("known@umbrella.example")

    expect(page.get_by_role("heading", name="Home")).to_be_visible()


def test_turns_away_whom_nobody_invited(at_company):
    page = at_company("stranger@umbrella.example")

    expect(page.get_by_role("heading", name="By invitation only")).to_be_visible()
    assert not User.objects.exists()
    page.get_by_role("link", name="Back to signing in").click()
    expect(page.get_by_role("link", name="Umbrella ID")).to_be_visible()


def test_does_not_believe_an_address_that_the_company_did_not_check(at_company):
    claimed = make_user(Role.OPERATOR, email="claimed@umbrella.example")

    page = at_company(claimed.email)

    expect(page.get_by_role("heading", name="By invitation only")).to_be_visible()
    assert page.request.get("/", max_redirects=0).status == 302


def test_believes_an_address_where_the_company_is_trusted_with_them(at_company, company):
    company["settings"]["verified_email"] = True
    claimed = make_user(Role.SUPPORT, email="claimed@umbrella.example")

    expect(at_company(claimed.email).get_by_role("heading", name="Home")).to_be_visible()


def test_turns_away_who_was_barred(at_company):
    make_user(Role.SUPPORT, email="known@umbrella.example", is_active=False)

    page = at_company("known@umbrella.example")

    expect(page.get_by_role("heading", name="Your account is deactivated")).to_be_visible()


def test_says_so_when_the_company_does_not_answer(company, page_for, live_server):
    page = page_for(tolerate=("401",))

    page.goto("/account/oidc/company/login/callback/?code=made-up&state=made-up")

    expect(page.get_by_role("heading", name="Sign-in failed")).to_be_visible()


def test_who_comes_by_the_company_can_set_up_the_second_factor_that_is_required(
    at_company, settings
):
    settings.REQUIRE_MFA = True
    support = make_user(Role.SUPPORT, email="known@umbrella.example")
    support.set_unusable_password()
    support.save()
    page = at_company(support.email)
    expect(page.get_by_role("heading", name="Two-Factor Authentication")).to_be_visible()

    page.get_by_role("link", name="Activate").click()
    set_up_app(page)

    page.goto("/")
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
