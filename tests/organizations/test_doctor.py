"""What the doctor says of tenants and keys, as a command and on its page."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.test import Client

from organizations.models import Tenant, User
from organizations.services import doctor
from portal.doctor import Finding, examine
from tests.factories import make_tenant
from tests.sandbox_process import Sandbox


def found() -> dict[str, Finding]:
    checks = [*doctor.checks(), *doctor.checks_of_tenants()]
    wanted = ("Tenant", "Clock of", "Encryption")
    return {one.about: one for one in examine([c for c in checks if c.about.startswith(wanted)])}


@pytest.fixture
def ours(transactional_db: None, sandbox: Sandbox) -> Tenant:
    return make_tenant(sandbox, name="Production")


def test_a_tenant_that_works(ours: Tenant) -> None:
    by_part = found()

    assert {part: one.state for part, one in by_part.items()} == {
        "Tenant Production": "ok",
        "Clock of Production": "ok",
        "Encryption keys": "ok",
    }
    assert by_part["Encryption keys"].told == "The first key decrypts 1 sampled value."
    # It looks, and writes nothing.
    ours.refresh_from_db()
    assert ours.checked_at is None


def test_credentials_that_auth0_refuses(ours: Tenant) -> None:
    Tenant.objects.update(client_secret="wrong")

    one = found()["Tenant Production"]

    assert one.state == "problem"
    assert "client ID" in one.told
    assert "Tenants" in one.remedy


def test_a_value_of_an_older_key(ours: Tenant, settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.ENCRYPTION_KEYS]

    one = found()["Encryption keys"]

    assert (
        one.told == "These values still need an older key: 1 in organizations.Tenant.client_secret."
    )
    assert "manage.py reencrypt" in one.remedy


def test_a_value_that_no_key_decrypts(transactional_db: None, settings: Any) -> None:
    make_tenant(active=False)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    one = found()["Encryption keys"]

    assert (
        one.told
        == "None of the keys decrypts these values: 1 in organizations.Tenant.client_secret."
    )


def test_the_command_ends_with_its_verdict_for_scripts(ours: Tenant, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    said = io.StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json", stdout=said)

    told = json.loads(said.getvalue())
    assert ended.value.code == 1
    assert told["well"] is False
    states = {one["about"]: one["state"] for one in told["findings"]}
    assert states["Mail server"] == "problem"
    assert states["Tenant Production"] == "ok"
    assert all(one["remedy"] for one in told["findings"] if one["state"] == "problem")


def test_the_command_tells_a_person(ours: Tenant) -> None:
    said = io.StringIO()

    with pytest.raises(SystemExit):
        call_command("doctor", stdout=said)

    lines = said.getvalue().splitlines()
    assert "ok           Migrations: All migrations are applied." in lines
    assert re.match(r"\d+ problems? found in \d+ checks\.", lines[-1])


def test_the_page_examines_when_asked(
    ours: Tenant, operator: User, desk_as: Callable[[User], Client]
) -> None:
    desk = desk_as(operator)

    before, after = desk.get("/doctor/"), desk.post("/doctor/")

    assert before.context["findings"] == []
    parts = [one.about for one in after.context["findings"]]
    assert parts[-2:] == ["Tenant Production", "Clock of Production"]
    assert "Proxies" in parts
    assert "All migrations are applied." in after.content.decode()
