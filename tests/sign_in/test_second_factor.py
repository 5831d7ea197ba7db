"""Passkeys, authenticator apps and recovery codes, as staff set them up and sign in by them."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from organizations.models import Event, User
from organizations.services.audit.sentences import sentence
from tests.sign_in.conftest import app_code, set_up_app, sign_in_on, sign_out

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[User], Page]


@pytest.fixture
def with_app(sign_in: SignIn, support: User) -> tuple[Page, str]:
    """Support's page, signed in, and the secret of the authenticator app they have set up."""
    page = sign_in(support)
    page.goto("/account/2fa/totp/activate/")
    return page, set_up_app(page)


def add_virtual_key(page: Page) -> None:
    """Give the browser a passkey that its owner unlocks at once."""
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_passkey_signs_in_without_a_password(sign_in: SignIn, support: User) -> None:
    page = sign_in(support)
    add_virtual_key(page)
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Name").fill("My laptop")
    expect(page.get_by_label("Sign in with it alone, without a password")).to_be_checked()
    page.get_by_role("button", name="Add").click()
    page.get_by_text("Security key added").wait_for()
    sign_out(page)

    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    expect(page.get_by_text(f"Successfully signed in as {support.name}")).to_be_visible()
    told = [sentence(event) for event in Event.objects.order_by("pk")]
    assert told == [
        "signed in with a password",
        "added a passkey as a sign-in method",
        "added recovery codes as a sign-in method",
        "signed in with a passkey",
    ]


def test_code_of_the_app_is_asked_for_after_the_password(
    with_app: tuple[Page, str], support: User
) -> None:
    page, secret = with_app
    sign_out(page)

    sign_in_on(page, support)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign In").click()
    expect(page.get_by_text("Incorrect code.", exact=True)).to_be_visible()
    assert page.request.get("/", max_redirects=0).status == 302
    page.get_by_label("Code").fill(app_code(secret, periods_ahead=1))
    page.get_by_role("button", name="Sign In").click()

    expect(page.get_by_role("heading", name="Home")).to_be_visible()


def test_recovery_code_signs_in_once_where_the_app_is_lost(
    with_app: tuple[Page, str], support: User
) -> None:
    page, _ = with_app
    page.goto("/account/2fa/recovery-codes/")
    code = page.get_by_label("Unused codes").input_value().split()[0]
    for works in (True, False):
        sign_out(page)
        sign_in_on(page, support)
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Sign In").click()

        if works:
            expect(page.get_by_role("heading", name="Home")).to_be_visible()
        else:
            expect(page.get_by_text("Incorrect code.", exact=True)).to_be_visible()


def test_secrets_of_second_factors_are_encrypted_in_the_database(
    with_app: tuple[Page, str],
) -> None:
    page, secret = with_app
    page.goto("/account/2fa/recovery-codes/")
    codes = page.get_by_label("Unused codes").input_value().split()

    kept = "".join(str(row) for row in Authenticator.objects.values_list("data", flat=True))
    assert secret not in kept
    assert len(codes) == 10
    assert not any(code in kept for code in codes)
    stored = [value for row in Authenticator.objects.all() for value in row.data.values()]
    encrypted = [value for value in stored if isinstance(value, str)]
    assert len(encrypted) == 2  # of the app, and what recovery codes are made from
    assert all(value.startswith("gAAAAA") for value in encrypted)
