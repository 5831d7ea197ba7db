"""`expand`: what an object names by its ID is given with it, wherever one does."""

import json
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from organizations.models import Connection, Customer, Domain, Tenant, WebhookDelivery
from organizations.services import audit, webhooks
from organizations.services.audit import published
from organizations.verbs import Verb
from portal import clock
from tests.api_client import Api, told
from tests.factories import SYSTEM, make_connection, make_customer, make_tenant, make_ticket
from tickets.api.documents import described
from tickets.api.urls import api as our_api
from tickets.models import Job, Message, Preset
from tickets.services import bulk
from tickets.states import State

DOCUMENT = json.loads(json.dumps(described(our_api)))
# Where each is read by itself.
READ = {
    "customer": "/customers/{}",
    "contact": "/contacts/{}",
    "organization": "/organizations/{}",
    "connection": "/connections/{}",
    "preset": "/presets/{}",
    "ticket": "/tickets/{}",
    "replaced_by": "/tickets/{}",
    "link": "/links/{}",
}
# No address of their own.
LISTED = {"tenant": "/tenants", "event": "/events"}
LISTS = sorted(
    path.removeprefix("/api/v1")
    for path, methods in DOCUMENT["paths"].items()
    if "get" in methods
    and any(one["name"] == "expand" for one in methods["get"]["parameters"])
    and not path.endswith("}")
)


def _properties(operation: Any) -> set[str]:
    """The fields of what is read: of one, or of those on a page."""
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    found = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    rows = found["properties"].get("data", {}).get("items", {}).get("$ref")
    if rows:
        found = DOCUMENT["components"]["schemas"][rows.rpartition("/")[2]]
    return set(found["properties"])


def _offered(path: str) -> list[str]:
    parameters = DOCUMENT["paths"][f"/api/v1{path}"]["get"]["parameters"]
    return [
        name
        for one in parameters
        if one["name"] == "expand"
        for name in one["schema"]["items"]["enum"]
    ]


def test_is_offered_wherever_an_object_names_another() -> None:
    without = set()
    for path, methods in DOCUMENT["paths"].items():
        if "get" in methods:
            fields = _properties(methods["get"])
            named = {one.removesuffix("_id") for one in fields if one.endswith("_id")}
            named &= {*READ, *LISTED}
            without |= {(path, one) for one in named - set(_offered(path.removeprefix("/api/v1")))}

    # Candidates are not the portal's yet.
    assert {path for path, _ in without if "/candidates" not in path} == set()


@pytest.fixture
def ids(customer: Customer, tenant: Tenant, preset: Preset) -> dict[str, Any]:
    """Something of each kind, and each of what it can name."""
    connection = make_connection(customer, tenant, name="acme-sso")
    later = make_ticket(connection, state=State.ISSUED, preset=preset)
    ticket = make_ticket(
        connection, state=State.REPLACED, preset=preset, replaced_by=later, link=later.link
    )
    now = clock.now()
    Domain.objects.create(
        customer=customer,
        connection=connection,
        name="acme.org",
        state=Domain.State.PENDING,
        created_at=now,
    )
    Message.objects.create(
        connection=connection,
        link=ticket.link,
        ticket=ticket,
        contact=customer.contacts.get(),
        kind=Message.Kind.INVITATION,
        key="one",
        to_email="alice@acme.com",
        subject="Hello",
        text="Hello",
        created_at=now,
        due_at=now,
    )
    everyone = Customer.objects.all()
    job = bulk.job_of_customers(
        everyone, kind=Job.Kind.ISSUE, tenant=tenant, preset=preset, by=SYSTEM
    )
    job.rows.update(customer=customer, contact=customer.contacts.get(), ticket=ticket)
    audit.record(Verb.CONNECTION_PLAN, by=SYSTEM, connection=connection, name="acme-sso")
    published.give_numbers()
    endpoint, _secret = webhooks.create_endpoint(
        name="CRM", url="https://crm.example/", types=["ticket.*"], tenant=tenant, by=SYSTEM
    )
    WebhookDelivery.objects.create(
        endpoint=endpoint, type="connection.planned", number=1, created_at=now, due_at=now
    )
    return {
        "customer_id": customer.pk,
        "connection_id": connection.pk,
        "job_id": job.pk,
        "webhook_id": endpoint.pk,
    }


@pytest.mark.parametrize("path", LISTS)
def test_gives_what_is_read_there_by_itself(path: str, ids: dict[str, Any]) -> None:
    api = Api()
    names = _offered(path)

    rows = told(api.get(path.format(**ids) + "?expand=" + "&expand=".join(names)))["data"]

    for name in names:
        if name == "contacts":
            whole = [told(api.get(f"/customers/{one['id']}/contacts"))["data"] for one in rows]
            assert [one["contacts"] for one in rows] == whole
            continue
        named = [(one[f"{name}_id"], one[name]) for one in rows]
        assert any(key for key, _ in named), name
        for key, given in named:
            assert given == (key and _read(api, name, key))


def _read(api: Api, name: str, key: Any) -> Any:
    if name in LISTED:
        (found,) = [one for one in told(api.get(LISTED[name]))["data"] if one["id"] == key]
        return found
    found = told(api.get(READ[name].format(key)))
    # As lists have it.
    return {**found, "missing": None, "turn": None} if name == "connection" else found


@pytest.mark.parametrize("path", LISTS)
def test_is_given_with_one_too(path: str, ids: dict[str, Any]) -> None:
    """Where one of a list is read by itself, it offers the same."""
    api = Api()
    single = next((one for one in READ.values() if one.rpartition("/")[0] == path), None)
    if single is None:
        return
    query = "?expand=" + "&expand=".join(_offered(path))

    for row in told(api.get(path.format(**ids) + query))["data"]:
        one = told(api.get(single.format(row["id"]) + query))
        assert {name: one[name] for name in _offered(path)} == {
            name: row[name] for name in _offered(path)
        }


@pytest.mark.parametrize("path", ["/tickets", "/connections", "/links", "/customers"])
def test_many_take_as_many_queries_as_few(
    path: str, customer: Customer, tenant: Tenant, preset: Preset
) -> None:
    api = Api()
    address = f"{path}?expand=" + "&expand=".join(_offered(path))

    def more(count: int) -> None:
        for number in range(count):
            other = make_customer(f"Customer {Customer.objects.count()} {number}", tenant=tenant)
            connection = make_connection(other, tenant)
            later = make_ticket(connection, state=State.ISSUED, preset=preset)
            make_ticket(connection, state=State.REPLACED, preset=preset, replaced_by=later)

    more(2)
    # The key writes down once a minute that it was used.
    api.get(address)
    few = _count(api, address)
    more(5)

    assert _count(api, address) == few


def _count(api: Api, address: str) -> int:
    with CaptureQueriesContext(database) as asked:
        told(api.get(address))
    return len(asked)


def test_what_cannot_be_asked_for_is_named(db: None) -> None:
    answer = told(Api().get("/tickets?expand=link&expand=colour"), 422)

    (fault,) = answer["errors"]
    assert fault["field"] == "expand.1"
    assert "“colour” can't be expanded here. Use customer, connection" in fault["detail"]


def test_a_key_reads_with_it_what_it_reads_without(ids: dict[str, Any]) -> None:
    answer = told(Api("tickets:read").get("/tickets?expand=customer"), 403)

    assert "customers:read" in answer["detail"]


def test_a_key_of_one_tenant_is_given_nothing_of_another(
    customer: Customer, tenant: Tenant
) -> None:
    """It is told of customers of no tenant, and of this one nothing more when it has another."""
    other = make_customer("Other")
    audit.record(Verb.CUSTOMER_CREATE, by=SYSTEM, customer=other, name=other.name)
    Connection.objects.all().delete()
    make_connection(other, make_tenant(name="Theirs"))

    (event,) = told(Api(tenant=tenant).get("/events?expand=customer"))["data"]

    assert (event["customer_id"], event["customer"]) == (other.pk, None)
