"""What every answer tells browsers, and which names cookies have in production."""

import os
import subprocess
import sys

from django.test import Client

from organizations.models import User
from tests.settings_source import BASE_DIR


def test_no_page_may_use_the_device_but_for_passkeys(db: None) -> None:
    policy = Client().get("/account/login/")["Permissions-Policy"]

    assert "camera=()" in policy
    assert "microphone=()" in policy
    assert "publickey-credentials-get=(self)" in policy


def test_nothing_of_a_session_stays_in_the_browser(support: User, desk: Client) -> None:
    assert "no-store" in desk.get("/")["Cache-Control"]
    assert "no-store" in desk.get("/account/2fa/")["Cache-Control"]


def test_no_other_host_sets_our_cookies_in_production() -> None:
    told = subprocess.check_output(
        [
            sys.executable,
            "-c",
            "from portal import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)",
        ],
        env=os.environ | {"PORTAL_BASE_URL": "https://onboarding.example.com"},
        cwd=BASE_DIR,
        text=True,
    )

    assert told.split() == ["__Host-sessionid", "__Host-csrftoken"]
