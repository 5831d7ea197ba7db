"""Organizations, against the sandbox."""

import pytest

from portal.auth0 import Conflict, Invalid, NotFound, each


def test_list_answers_one_page_and_the_total(tenant_client):
    page = tenant_client.organizations.list(page=1, per_page=5)

    assert len(page.items) == 5
    assert page.total == 14


def test_list_from_walks_to_the_end(tenant_client):
    by_checkpoint = [*each(lambda start: tenant_client.organizations.list_from(start, take=4))]

    assert len({one.id for one in by_checkpoint}) == 14
    assert tuple(by_checkpoint) == tenant_client.organizations.list().items


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("globex", ["globex"]),
        ("STARK", ["stark-industries"]),
        ("massive dynamic", ["massive-dynamic"]),
        ("söhne", ["muller-sohne"]),
        ("corporation", ["globex", "tyrell"]),
        ("ho", ["hooli"]),
        ("Blue-Sun Logistics Ltd", ["blue-sun"]),
        ('glob" OR name:*', []),
        ("((", []),
        ("", []),
        ("no such company", []),
    ],
)
def test_search_finds_by_name_and_display_name(tenant_client, text, names):
    found = tenant_client.organizations.search(text)

    assert [one.name for one in found.items] == names


def test_get_and_by_name_answer_the_same(tenant_client, globex):
    assert tenant_client.organizations.get(globex.id) == globex
    assert globex.display_name == "Globex Corporation"
    assert globex.metadata == {"external_id": "crm-1003"}


@pytest.mark.parametrize("name", ["nobody", "../clients", "a/b?c=d#e", "ü", "%2e%2e", "a b"])
def test_by_name_sends_any_name_as_one_segment(tenant_client, sandbox, name):
    with pytest.raises((NotFound, Invalid)):
        tenant_client.organizations.by_name(name)

    assert sandbox.requests()[-1]["path"].startswith("/api/v2/organizations/name/")


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_by_name_refuses_what_would_change_the_path(tenant_client, sandbox, name):
    before = len(sandbox.requests())

    with pytest.raises(Invalid):
        tenant_client.organizations.by_name(name)

    assert len(sandbox.requests()) <= before + 1  # a token at most


def test_create_makes_an_organization(tenant_client):
    made = tenant_client.organizations.create(
        name="acme", display_name="Acme", metadata={"customer": "7"}
    )

    assert tenant_client.organizations.get(made.id) == made
    assert (made.name, made.display_name, made.metadata) == ("acme", "Acme", {"customer": "7"})


def test_create_refuses_a_taken_name(tenant_client):
    with pytest.raises(Conflict) as caught:
        tenant_client.organizations.create(name="globex")

    assert caught.value.error_code == "organization_conflict"


def test_create_names_the_bad_property(tenant_client):
    with pytest.raises(Invalid, match="on property name"):
        tenant_client.organizations.create(name="Not A Name")


def test_update_changes_the_named_fields_only(tenant_client, globex):
    changed = tenant_client.organizations.update(globex.id, display_name="Globex SE")

    assert changed.display_name == "Globex SE"
    assert changed.metadata == globex.metadata


def test_get_of_a_deleted_organization_is_not_found(tenant_client):
    with pytest.raises(NotFound, match="No organization found"):
        tenant_client.organizations.get("org_0000000000000000")
