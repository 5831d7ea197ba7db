import os
import secrets
import subprocess

import pytest
from cryptography.fernet import Fernet
from django.core.checks import run_checks

from portal.local.demo import programs


def ids() -> list[str | None]:
    return [message.id for message in run_checks() if (message.id or "").startswith("portal.")]


def test_good_settings_pass():
    assert ids() == []


def test_a_bad_encryption_key_stops_the_start_with_a_hint(settings):
    settings.ENCRYPTION_KEYS = ["short"]

    (message,) = [m for m in run_checks() if m.id == "portal.E001"]

    assert "PORTAL_ENCRYPTION_KEYS" in message.msg
    assert "Fernet.generate_key" in (message.hint or "")


def test_a_base_url_with_a_path_stops_the_start(settings):
    settings.BASE_URL = "https://onboarding.example.com/portal/"

    assert ids() == ["portal.E002"]


@pytest.mark.processes
def test_production_settings_pass_the_deployment_checks(tmp_path):
    key = Fernet.generate_key().decode()
    production = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_SECRET_KEY": secrets.token_urlsafe(48),
        "PORTAL_ENCRYPTION_KEYS": key,
        "PORTAL_LINK_KEYS": key,
        "PORTAL_BASE_URL": "https://onboarding.example.com",
        "PORTAL_ALLOWED_HOSTS": "onboarding.example.com",
        "PORTAL_TRUSTED_PROXY_COUNT": "1",
        "PORTAL_VAR_DIR": str(tmp_path),
    }

    checked = subprocess.run(
        programs.manage("check", "--deploy", "--fail-level", "WARNING"),
        env=production,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr


def test_a_link_key_that_could_be_guessed_stops_the_start(settings):
    settings.LINK_KEYS = ["l" * 32, "short"]

    (message,) = [m for m in run_checks() if m.id == "portal.E003"]

    assert message.msg.startswith("Key 2 of PORTAL_LINK_KEYS")


def test_half_a_company_sign_in_stops_the_start(settings):
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "https://login.umbrella.example", "portal"

    (message,) = [m for m in run_checks() if (m.id or "").startswith("portal.")]

    assert message.msg == "PORTAL_OIDC_ISSUER is set without PORTAL_OIDC_CLIENT_SECRET."
    assert "/account/oidc/company/login/callback/" in (message.hint or "")


def test_a_key_that_signs_nothing_stops_the_start(settings):
    settings.DOMAIN_CONNECT_KEY = "no key"

    assert ids() == ["portal.E005"]
