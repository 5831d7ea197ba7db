from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organizations.services import api_keys
from tests.factories import make_tenant

pytestmark = pytest.mark.django_db


def run(*words: str, **options: Any) -> str:
    out = StringIO()
    call_command("api_key", *words, stdout=out, **options)
    return out.getvalue()


def test_prints_the_key_and_nothing_else() -> None:
    printed = run("create", "Billing", "--scope", "tickets:write", "--scope", "tickets:read")

    key = api_keys.find_key(printed.removesuffix("\n"))
    assert key
    assert key.scopes == ["tickets:read", "tickets:write"]


def test_all_scopes_of_one_tenant() -> None:
    tenant = make_tenant(name="Production")

    printed = run("create", "CRM", "--all-scopes", "--tenant", "Production", "--days", "30")

    key = api_keys.find_key(printed.strip())
    assert key
    assert key.scopes == list(api_keys.SCOPES)
    assert key.tenant == tenant
    assert key.expires_at


def test_lists_without_the_secret_part() -> None:
    secret = run("create", "Billing", "--scope", "tickets:write").strip()

    listed = run("list")

    assert listed.startswith(secret[:11])
    assert "Billing" in listed
    assert secret not in listed


def test_revokes_by_the_beginning() -> None:
    secret = run("create", "Billing", "--scope", "tickets:write").strip()

    run("revoke", secret[:11])

    assert api_keys.find_key(secret) is None


@pytest.mark.parametrize(
    "words",
    [
        ("create", "Billing", "--scope", "tickets:all"),
        ("create", "Billing", "--all-scopes", "--tenant", "Nowhere"),
        ("create", " ", "--all-scopes"),
        ("create", "Billing", "--all-scopes", "--days", "-1"),
        ("revoke", "sk_nothing"),
    ],
)
def test_says_what_is_wrong(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(*words)
