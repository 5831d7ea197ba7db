"""A key of one tenant: what it knows of customers, and what of them it may change."""

import pytest

from organizations.models import Tenant
from tests.api_client import Api, told
from tests.factories import make_connection, make_customer, make_tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Tenant:
    return make_tenant(name="Ours")


@pytest.fixture
def theirs() -> Tenant:
    return make_tenant(name="Theirs")


def test_does_not_know_a_customer_of_another_tenant(ours: Tenant, theirs: Tenant) -> None:
    other = make_customer("Other")
    make_connection(other, theirs)
    contact = other.contacts.get()
    api = Api(tenant=ours)

    assert told(api.get("/customers"))["data"] == []
    told(api.get(f"/customers/{other.pk}"), 404)
    told(api.get(f"/customers/{other.pk}/contacts"), 404)
    told(api.call("PATCH", f"/contacts/{contact.pk}", {"email": "eve@evil.example"}), 404)
    told(api.call("DELETE", f"/contacts/{contact.pk}"), 404)
    told(api.post(f"/customers/{other.pk}/archive"), 404)
    assert other.contacts.get().email == contact.email


def test_reads_and_does_not_change_a_customer_of_two_tenants(ours: Tenant, theirs: Tenant) -> None:
    shared = make_customer("Shared")
    make_connection(shared, ours)
    make_connection(shared, theirs)
    contact = shared.contacts.get()
    api = Api(tenant=ours)

    assert told(api.get(f"/customers/{shared.pk}"))["name"] == "Shared"
    for method, path, body in (
        ("PATCH", f"/customers/{shared.pk}", {"domains": ["evil.example"]}),
        ("POST", f"/customers/{shared.pk}/archive", None),
        ("POST", f"/customers/{shared.pk}/contacts", {"name": "Eve", "email": "eve@evil.example"}),
        ("PATCH", f"/contacts/{contact.pk}", {"email": "eve@evil.example"}),
        ("DELETE", f"/contacts/{contact.pk}", None),
    ):
        assert told(api.call(method, path, body), 403)["code"] == "customer_shared"


def test_changes_its_own_and_those_of_nobody_yet(ours: Tenant) -> None:
    own, new = make_customer("Own"), make_customer("New")
    make_connection(own, ours)
    api = Api(tenant=ours)

    for customer in (own, new):
        changed = told(api.call("PATCH", f"/customers/{customer.pk}", {"time_zone": "Asia/Tokyo"}))
        assert changed["time_zone"] == "Asia/Tokyo"


def test_finds_no_customer_of_another_tenant_by_its_external_id(
    ours: Tenant, theirs: Tenant
) -> None:
    other = make_customer("Other")
    other.external_id = "crm-1"
    other.save()
    make_connection(other, theirs)

    answer = Api(tenant=ours).call("PUT", "/customers", {"external_id": "crm-1", "name": "Mine"})

    assert told(answer, 403)["code"] == "customer_shared"


def test_a_job_needs_the_scope_of_what_it_does(ours: Tenant) -> None:
    body = {"kind": "map", "rows": [{"name": "Acme"}], "tenant_id": ours.pk}

    answer = Api("jobs:write").post("/jobs", body)

    assert told(answer, 403)["code"] == "scope_missing"
