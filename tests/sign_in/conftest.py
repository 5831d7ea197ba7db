import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page

from organizations.models import User

PASSWORD = "correct horse"  # of everybody whom the factories make
TOTP_SECONDS = 30


@pytest.fixture
def sign_in(page_for: Callable[..., Page]) -> Callable[[User], Page]:
    """`sign_in(user)` types address and password, and returns the page that comes then."""

    def typed(user: User) -> Page:
        page = page_for()
        sign_in_on(page, user)
        return page

    return typed


def sign_in_on(page: Page, user: User) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign In", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign Out").click()


def app_code(secret: str, *, periods_ahead: int = 0) -> str:
    """What an authenticator app shows for a secret; no code is taken twice."""
    return format_hotp_value(hotp_value(secret, int(time.time() // TOTP_SECONDS) + periods_ahead))


def set_up_app(page: Page) -> str:
    """Set up an authenticator app on the page that shows its secret; return the secret."""
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(app_code(secret))
    page.get_by_role("button", name="Activate").click()
    page.get_by_text("Authenticator app activated").wait_for()
    return secret
