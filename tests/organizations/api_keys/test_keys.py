from datetime import timedelta

import pytest
from django.test import Client

from organizations.errors import Rejected
from organizations.models import ApiKey, Event
from organizations.services import api_keys
from portal import clock
from tests.factories import SYSTEM

SCOPES = ["tickets:write", "customers:read"]


@pytest.mark.django_db
def test_a_key_is_found_by_what_is_shown_once() -> None:
    key, secret = api_keys.create_key(name="Billing", scopes=SCOPES, by=SYSTEM)

    assert secret.startswith("sk_")
    assert api_keys.find_key(secret) == key
    assert key.scopes == ["customers:read", "tickets:write"]


@pytest.mark.django_db
def test_neither_row_nor_trail_holds_the_key() -> None:
    key, secret = api_keys.create_key(name="Billing", scopes=SCOPES, by=SYSTEM)

    rows = [*ApiKey.objects.values(), *Event.objects.values()]

    assert secret[len(key.prefix) :] not in str(rows)


@pytest.mark.django_db
@pytest.mark.parametrize("shown", ["", "sk_", "sk_nothing", "Bearer x", "sk_\ud800"])
def test_what_is_no_key_finds_nothing(shown: str) -> None:
    api_keys.create_key(name="Billing", scopes=SCOPES, by=SYSTEM)

    assert api_keys.find_key(shown) is None


@pytest.mark.django_db
def test_revoked_at_once() -> None:
    key, secret = api_keys.create_key(name="Billing", scopes=SCOPES, by=SYSTEM)

    api_keys.revoke_key(key, by=SYSTEM)

    assert api_keys.find_key(secret) is None


@pytest.mark.django_db
def test_works_until_it_expires() -> None:
    soon = clock.now() + timedelta(minutes=1)
    key, secret = api_keys.create_key(name="B", scopes=SCOPES, by=SYSTEM, expires_at=soon)
    worked = api_keys.find_key(secret)

    ApiKey.objects.filter(pk=key.pk).update(expires_at=clock.now())

    assert worked == key
    assert api_keys.find_key(secret) is None


@pytest.mark.django_db
def test_both_keys_work_while_they_overlap() -> None:
    old, old_secret = api_keys.create_key(name="Billing", scopes=SCOPES, by=SYSTEM)

    new, new_secret = api_keys.rotate_key(old, overlap=timedelta(hours=1), by=SYSTEM)

    assert (api_keys.find_key(old_secret), api_keys.find_key(new_secret)) == (old, new)
    assert new.scopes == old.scopes
    assert old.expires_at
    assert old.expires_at <= clock.now() + timedelta(hours=1)


@pytest.mark.django_db
def test_without_overlap_the_old_key_ends_now() -> None:
    old, old_secret = api_keys.create_key(name="Billing", scopes=SCOPES, by=SYSTEM)

    _new, new_secret = api_keys.rotate_key(old, overlap=timedelta(), by=SYSTEM)

    assert api_keys.find_key(old_secret) is None
    assert api_keys.find_key(new_secret)


@pytest.mark.django_db
def test_a_key_is_replaced_once() -> None:
    old, _secret = api_keys.create_key(name="Billing", scopes=SCOPES, by=SYSTEM)
    api_keys.rotate_key(old, overlap=timedelta(hours=1), by=SYSTEM)

    with pytest.raises(Rejected):
        api_keys.rotate_key(old, overlap=timedelta(hours=1), by=SYSTEM)


@pytest.mark.django_db
def test_the_last_use_is_written_once_a_minute() -> None:
    key, secret = api_keys.create_key(name="Billing", scopes=SCOPES, by=SYSTEM)
    api_keys.find_key(secret)
    key.refresh_from_db()
    first = key.last_used_at
    api_keys.find_key(secret)
    key.refresh_from_db()
    second = key.last_used_at
    ApiKey.objects.update(last_used_at=clock.now() - timedelta(minutes=2))
    api_keys.find_key(secret)
    key.refresh_from_db()

    assert first
    assert second == first
    assert key.last_used_at
    assert key.last_used_at > first


@pytest.mark.django_db
@pytest.mark.parametrize("scopes", [[], ["tickets:everything"]])
def test_only_scopes_that_there_are(scopes: list[str]) -> None:
    with pytest.raises(Rejected) as refused:
        api_keys.create_key(name="Billing", scopes=scopes, by=SYSTEM)

    assert refused.value.field == "scopes"


def test_an_operator_makes_one_and_sees_it_once(operator, desk_as) -> None:
    desk: Client = desk_as(operator)

    made = desk.post("/api-keys/new/", {"name": "Billing", "scopes": SCOPES})
    secret = made.context["secret"]

    assert secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert secret not in desk.get("/api-keys/").content.decode()
    assert api_keys.find_key(secret)


def test_an_operator_replaces_and_revokes(operator, desk_as) -> None:
    desk: Client = desk_as(operator)
    old, old_secret = api_keys.create_key(name="Billing", scopes=SCOPES, by=SYSTEM)

    made = desk.post(f"/api-keys/{old.pk}/rotate/", {"hours": "24"})
    desk.post(f"/api-keys/{old.pk}/revoke/")

    assert api_keys.find_key(old_secret) is None
    assert api_keys.find_key(made.context["secret"])


def test_a_manager_may_not(manager, desk_as) -> None:
    desk: Client = desk_as(manager)

    assert desk.get("/api-keys/").status_code == 403
    assert desk.post("/api-keys/new/", {"name": "B", "scopes": SCOPES}).status_code == 403
    assert not ApiKey.objects.exists()
