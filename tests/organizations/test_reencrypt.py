"""An old encryption key can go once `manage.py reencrypt` says so."""

import io
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import CommandError, call_command

from organizations.models import Tenant, User
from organizations.services.reencrypt import encrypted_columns, reencrypt
from tests.factories import make_connection, make_customer, make_tenant, make_ticket
from tickets.models import Ticket
from tickets.states import State

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def secrets(settings: Any, support: User) -> None:
    """A value of each kind, encrypted by the old key; the new one is configured as the first."""
    settings.ENCRYPTION_KEYS = [OLD]
    tenant = make_tenant(client_secret="s3cret", hook_token="hook")
    connection = make_connection(make_customer("Acme", tenant=tenant), tenant)
    make_ticket(connection, state=State.ISSUED, url="https://acme.test/ticket")
    make_tenant(client_secret="")
    encrypt = get_adapter().encrypt
    for kind, data in (
        ("totp", {"secret": encrypt("TOTP")}),
        ("recovery_codes", {"seed": encrypt("seed"), "used_mask": 3}),
        ("webauthn", {"credential": {"id": "not encrypted"}}),
    ):
        Authenticator.objects.create(user=support, type=kind, data=data)
    settings.ENCRYPTION_KEYS = [NEW, OLD]


def run(**options: Any) -> str:
    said = io.StringIO()
    call_command("reencrypt", stdout=said, **options)
    return said.getvalue()


def read() -> list[Any]:
    decrypt = get_adapter().decrypt
    return [
        *Tenant.objects.values_list("client_secret", "hook_token").order_by("pk"),
        *Ticket.objects.values_list("url", flat=True),
        decrypt(Authenticator.objects.get(type="totp").data["secret"]),
        decrypt(Authenticator.objects.get(type="recovery_codes").data["seed"]),
    ]


def test_the_old_key_can_go_afterwards(secrets: None, settings: Any) -> None:
    before = read()

    said = run()

    settings.ENCRYPTION_KEYS = [NEW]
    assert read() == before
    assert "s3cret" in before[0]
    assert Authenticator.objects.get(type="recovery_codes").data["used_mask"] == 3
    assert "organizations.Tenant.client_secret: 1 read, 1 re-encrypted" in said
    assert "the others in PORTAL_ENCRYPTION_KEYS can go" in said


def test_the_old_key_is_needed_before(secrets: None, settings: Any) -> None:
    with pytest.raises(CommandError, match=r"1 in organizations\.Tenant\.client_secret"):
        run(check=True)

    settings.ENCRYPTION_KEYS = [NEW]
    with pytest.raises(InvalidToken):
        read()


def test_goes_on_where_it_was_stopped(secrets: None) -> None:
    column = "organizations.Tenant.client_secret"
    assert column in encrypted_columns()
    assert next(reencrypt(column)) == 1

    said = run()

    assert f"{column}: 1 read, 0 re-encrypted" in said


def test_says_what_no_configured_key_reads(secrets: None, settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [NEW]

    with pytest.raises(CommandError, match="Keep the older keys"):
        run()
