"""Tickets by the API: the same services as the pages, so only what the door itself does."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from organizations.models import Connection, Customer, Event, Tenant
from tests.api_client import Api, told
from tests.factories import make_connection, make_preset, make_tenant, make_ticket
from tickets.models import Link, Message, Preset, Ticket
from tickets.states import State

RunTasks = Callable[[], AbstractContextManager[Any]]


def wanted(customer: Customer, preset: Preset, **more: Any) -> dict[str, Any]:
    contact = customer.contacts.get()
    return {
        "customer_id": customer.pk,
        "preset_id": preset.pk,
        "contact_id": contact.pk,
        **more,
    }


def test_issues_and_mails(customer: Customer, preset: Preset, run_tasks: RunTasks) -> None:
    api = Api("tickets:write", "tickets:read")

    with run_tasks():
        made = told(api.post("/tickets", wanted(customer, preset)), 201)

    shown = told(api.get(f"/tickets/{made['id']}"))
    assert (made["state"], shown["state"]) == ("queued", "issued")
    assert made["link"] is None
    assert Message.objects.get().to_email == "alice@acme.com"
    asked = Event.objects.get(verb="ticket:request")
    assert (asked.actor_kind, asked.actor_name) == ("api", str(api.key))


def test_hands_over_a_link_and_mails_nothing(
    customer: Customer, preset: Preset, tenant: Tenant, run_tasks: RunTasks, client: Any
) -> None:
    tenant.return_urls = ["https://app.acme.com/settings"]
    tenant.save()
    api = Api("tickets:write", "links:reveal")
    back = "https://app.acme.com/settings/sso?tab=1"

    with run_tasks():
        made = told(
            api.post(
                "/tickets",
                wanted(
                    customer,
                    preset,
                    delivery="link",
                    confirmation="none",
                    link_minutes=30,
                    language="de",
                    return_url=back,
                ),
            ),
            201,
        )

    link = Link.objects.get()
    assert made["link"]["url"] == link.url
    assert (link.language, link.confirmation) == ("de", "nothing")
    assert 29 < (link.expires_at - link.created_at).total_seconds() / 60 < 31
    assert not Message.objects.exists()
    assert Event.objects.filter(verb="ticket:copy_link", actor_kind="api").exists()
    page = client.get(link.url.partition("8000")[2]).content.decode()
    assert f'href="{back}"' in page


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/settings",
        "https://app.acme.com.evil.example/settings",
        "https://app.acme.com/settings-not",
        "https://app.acme.com/settings/../admin",
        "https://app.acme.com/settings/%2e%2e/admin",
        "https://app.acme.com@evil.example/settings",
        "https://app.acme.com:8443/settings",
        "http://app.acme.com/settings",
        "javascript:alert(1)",
        "//evil.example/settings",
        "https://app.acme.com\\@evil.example/settings",
    ],
)
def test_leads_back_only_where_the_tenant_allows(
    customer: Customer, preset: Preset, tenant: Tenant, address: str
) -> None:
    tenant.return_urls = ["https://app.acme.com/settings"]
    tenant.save()

    answer = Api().post(
        "/tickets",
        wanted(customer, preset, delivery="link", return_url=address, connection_name="acme"),
    )

    assert [one["field"] for one in told(answer, 422)["errors"]] == ["return_url"]
    assert not Ticket.objects.exists()


def test_a_link_needs_its_scope(customer: Customer, preset: Preset) -> None:
    answer = Api("tickets:write").post("/tickets", wanted(customer, preset, delivery="link"))

    assert "links:reveal" in told(answer, 403)["detail"]
    assert not Ticket.objects.exists()


def test_a_new_person_becomes_a_contact_once(customer: Customer, preset: Preset) -> None:
    api = Api()
    body = wanted(customer, preset, connection_name="acme-sso")
    del body["contact_id"]
    body["recipient"] = {"name": "Bob", "email": "bob@acme.com", "language": "fr"}

    first = told(api.post("/tickets", body), 201)
    second = told(api.post("/tickets", {**body, "connection_name": ""}), 201)

    assert customer.contacts.filter(email="bob@acme.com").count() == 1
    assert first["recipient"]["contact_id"] == second["recipient"]["contact_id"]
    # The only one that is being set up is carried on.
    assert first["connection_id"] == second["connection_id"]


def test_a_name_asks_for_another_connection(customer: Customer, preset: Preset) -> None:
    api = Api()

    first = told(api.post("/tickets", wanted(customer, preset, connection_name="acme-eu")), 201)
    second = told(api.post("/tickets", wanted(customer, preset, connection_name="acme-us")), 201)
    both = wanted(customer, preset, connection_name="x", connection_id=first["connection_id"])

    assert first["connection_id"] != second["connection_id"]
    told(api.post("/tickets", both), 422)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"contact_id": 10**15}, "contact_id"),
        ({"preset_id": 10**15}, "preset_id"),
        ({"connection_id": 10**15, "connection_name": ""}, "connection_id"),
        ({"customer_id": "x"}, "customer_id"),
        ({"link_days": 31}, "link_days"),
        ({"connection_name": "two words"}, "connection_name"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_names_the_field_that_is_wrong(
    customer: Customer, preset: Preset, more: dict[str, Any], field: str
) -> None:
    body = {**wanted(customer, preset, connection_name="acme-sso"), **more}

    answer = told(Api().post("/tickets", body), 422)

    assert [one["field"] for one in answer["errors"]] == [field]
    assert answer["errors"][0]["detail"]


def test_names_the_customer_that_is_archived(customer: Customer, preset: Preset) -> None:
    api = Api()
    told(api.post(f"/customers/{customer.pk}/archive"))

    answer = api.post("/tickets", wanted(customer, preset, connection_name="acme-sso"))

    assert "customer_id" in {one["field"] for one in json.loads(answer.content)["errors"]}


def test_names_the_metadata_of_a_connection(customer: Customer, preset: Preset) -> None:
    body = {"tenant_id": preset.tenant_id, "strategy": "samlp", "metadata": {"a": "x" * 256}}

    answer = told(Api().post(f"/customers/{customer.pk}/connections", body), 422)

    assert [one["field"] for one in answer["errors"]] == ["metadata"]


def test_revokes_reissues_and_changes_the_recipient(
    customer: Customer, preset: Preset, run_tasks: RunTasks
) -> None:
    api = Api()
    with run_tasks():
        first = told(api.post("/tickets", wanted(customer, preset)), 201)
        other = {"recipient": {"name": "Bob", "email": "bob@acme.com"}}
        second = told(api.post(f"/tickets/{first['id']}/recipient", other), 201)
    with run_tasks():
        told(api.post(f"/tickets/{second['id']}/revoke", {"reason": "A mistake"}))
        again = told(api.post(f"/tickets/{second['id']}/reissue"), 201)

    states = {one["id"]: one["state"] for one in told(api.get("/tickets"))["data"]}
    assert states == {first["id"]: "replaced", second["id"]: "revoked", again["id"]: "issued"}
    assert again["recipient"]["email"] == "bob@acme.com"


def test_what_is_over_is_a_conflict(customer: Customer, tenant: Tenant) -> None:
    ticket = make_ticket(make_connection(customer, tenant), state=State.REVOKED)
    Link.objects.update(ended="revoked")

    answer = Api().post(f"/tickets/{ticket.pk}/revoke", {"reason": "Again"})

    assert told(answer, 409)["code"] == "conflict"


def test_a_key_of_one_tenant_sees_no_other(customer: Customer, tenant: Tenant) -> None:
    other = make_tenant()
    theirs = make_ticket(make_connection(customer, other), state=State.ISSUED)
    ours = make_ticket(make_connection(customer, tenant), state=State.ISSUED)
    api = Api(tenant=tenant)
    preset = make_preset(other)

    assert [one["id"] for one in told(api.get("/tickets"))["data"]] == [ours.pk]
    told(api.get(f"/tickets/{theirs.pk}"), 404)
    told(api.post(f"/tickets/{theirs.pk}/revoke", {"reason": "x"}), 404)
    told(api.get(f"/connections/{theirs.connection_id}"), 404)
    told(api.get(f"/links/{theirs.link_id}"), 404)
    told(api.post("/tickets", wanted(customer, preset)), 422)
    assert Connection.objects.count() == 2


@pytest.mark.parametrize("path", ["/tickets", "/tickets?expand=link", "/links"])
def test_lists_read_no_secrets(
    customer: Customer, tenant: Tenant, path: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        make_ticket(make_connection(customer, tenant), state=State.ISSUED)
    api = Api()

    with django_assert_max_num_queries(5) as asked:
        assert len(told(api.get(path))["data"]) == 3

    statements = [query["sql"] for query in asked.captured_queries]
    assert any('FROM "tickets_ticket"' in sql for sql in statements)
    assert not [sql for sql in statements if '"tickets_ticket"."url"' in sql]


@pytest.mark.parametrize("query", ["", "?expand=link"])
def test_lists_many_by_as_many_queries_as_few(
    customer: Customer, tenant: Tenant, query: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        make_ticket(make_connection(customer, tenant), state=State.ISSUED)
    api = Api()

    # The key, when it was used, the rows, their links, and what hangs on those.
    with django_assert_max_num_queries(5):
        assert len(told(api.get(f"/tickets{query}"))["data"]) == 5


# --- Several recipients ---


def for_three(customer: Customer, preset: Preset) -> dict[str, Any]:
    return wanted(
        customer,
        preset,
        others=[
            {"recipient": {"name": "Bob", "email": "bob@acme.com", "language": "de"}},
            {"recipient": {"name": "Dana", "email": "dana@acme.com"}, "role": "dns"},
        ],
    )


def test_issues_for_several(customer: Customer, preset: Preset, run_tasks: RunTasks) -> None:
    api = Api("tickets:write", "links:read", "customers:write")

    with run_tasks():
        made = told(api.post("/tickets", for_three(customer, preset)), 201)

    shown = told(api.get("/links"))["data"]
    assert {(one["recipient"]["name"], one["role"]) for one in shown} == {
        ("Alice Admin", "setup"),
        ("Bob", "setup"),
        ("Dana", "dns"),
    }
    assert {one["ticket_id"] for one in shown} == {made["id"]}
    assert Message.objects.count() == 3


def test_each_link_reveals_its_own_url(
    customer: Customer, preset: Preset, run_tasks: RunTasks
) -> None:
    api = Api("tickets:write", "links:read", "links:reveal", "customers:write")
    with run_tasks():
        told(api.post("/tickets", for_three(customer, preset)), 201)

    for link in Link.objects.all():
        assert told(api.post(f"/links/{link.pk}/reveal"))["url"] == link.url


def test_revokes_one_link_only(customer: Customer, preset: Preset, run_tasks: RunTasks) -> None:
    api = Api("tickets:write", "links:read", "customers:write")
    with run_tasks():
        told(api.post("/tickets", for_three(customer, preset)), 201)
    bob = Link.objects.get(recipient_name="Bob")

    shown = told(api.post(f"/links/{bob.pk}/revoke", {"reason": "On leave"}))

    assert shown["status"] == "revoked"
    assert Link.objects.filter(ended="").count() == 2
    last = Link.objects.get(recipient_name="Alice Admin")
    refused = api.post(f"/links/{last.pk}/revoke", {"reason": "On leave"})
    assert refused.status_code == 409


def test_adds_a_recipient(customer: Customer, preset: Preset, run_tasks: RunTasks) -> None:
    api = Api("tickets:write", "customers:write")
    with run_tasks():
        made = told(api.post("/tickets", wanted(customer, preset)), 201)

        dana = {"recipient": {"name": "Dana", "email": "dana@acme.com"}, "role": "dns"}
        shown = told(api.post(f"/tickets/{made['id']}/recipients", dana), 201)

    assert (shown["role"], shown["ticket_id"]) == ("dns", made["id"])
    assert Message.objects.get(to_email="dana@acme.com").kind == "dns"
