"""PORTAL_REQUIRE_MFA: staff set up a second factor before anything else."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from organizations.models import User
from tests.sign_in.conftest import set_up_app

pytestmark = pytest.mark.django_db(transaction=True)


def test_leads_to_setting_one_up_and_then_lets_in(
    settings: Any, sign_in: Callable[[User], Page], operator: User
) -> None:
    settings.REQUIRE_MFA = True
    page = sign_in(operator)
    expect(page.get_by_role("heading", name="Two-Factor Authentication")).to_be_visible()
    expect(page.get_by_text("Set up a passkey or an authenticator app to continue")).to_be_visible()
    for closed in ("/customers/", "/admin/", "/account/password/change/"):
        page.goto(closed)
        assert page.url.endswith("/account/2fa/"), closed

    page.get_by_role("link", name="Activate").click()
    set_up_app(page)

    page.goto("/admin/")
    expect(page.get_by_role("heading", name="Site administration")).to_be_visible()
