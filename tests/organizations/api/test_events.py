"""The list of events: in one order, each once, none missed however transactions commit."""

import threading

import pytest
from django.db import connection, transaction

from organizations.models import Customer, PublicEvent
from organizations.services import audit, customers
from organizations.services.audit import published
from organizations.verbs import Verb
from tests.api_client import Api, told
from tests.factories import SYSTEM, make_connection, make_customer, make_tenant


def read_on(api: Api, address: str) -> tuple[list[str], str]:
    page = told(api.get(address))
    return [one["summary"] for one in page["data"]], page["next"].partition("8000")[2]


@pytest.mark.django_db
def test_tells_what_happened_and_where_to_go_on() -> None:
    api = Api("events:read", "customers:write")
    made = told(api.post("/customers", {"name": "Acme"}), 201)

    page = told(api.get("/events"))

    (event,) = page["data"]
    assert event["type"] == "customer.created"
    assert event["customer_id"] == made["id"]
    assert event["actor"] == {"kind": "api", "name": str(api.key)}
    assert read_on(api, page["next"].partition("8000")[2])[0] == []


@pytest.mark.django_db
def test_goes_on_after_the_last_event() -> None:
    api = Api()
    address, seen = "/events?limit=2", []
    for name in ("A", "B", "C"):
        customers.create_customer(name=name, by=SYSTEM)

    for _ in range(3):
        told_now, address = read_on(api, address)
        seen += told_now
    customers.create_customer(name="D", by=SYSTEM)
    seen += read_on(api, address)[0]

    assert seen == [f"created the customer {name}" for name in "ABCD"]


@pytest.mark.django_db
def test_only_types_that_were_asked_for() -> None:
    api = Api()
    acme = customers.create_customer(name="Acme", by=SYSTEM)
    customers.archive_customer(acme, by=SYSTEM)

    page = told(api.get("/events?type=customer.archived"))

    assert [one["type"] for one in page["data"]] == ["customer.archived"]
    told(api.get("/events?type=customer.invented"), 422)


@pytest.mark.django_db
def test_staff_are_nobodys_business() -> None:
    audit.record(Verb.STAFF_SIGN_IN, by=SYSTEM, how="password")
    audit.record(Verb.NOTE_ADD, by=SYSTEM)

    assert told(Api().get("/events"))["data"] == []


@pytest.mark.django_db
def test_a_key_of_one_tenant_reads_of_no_other() -> None:
    ours, other = make_tenant(), make_tenant()
    acme = make_customer()
    for tenant in (ours, other):
        planned = make_connection(acme, tenant)
        audit.record(Verb.CONNECTION_PLAN, by=SYSTEM, connection=planned, name=tenant.name)
        audit.record(Verb.ORGANIZATION_MAP, by=SYSTEM, customer=acme, name="x", tenant="y")
    audit.record(Verb.CUSTOMER_CHANGE, by=SYSTEM, customer=acme, name="Acme", changed=[])

    data = told(Api(tenant=ours).get("/events"))["data"]

    assert [one["summary"] for one in data] == [
        f"planned the connection {ours.name}",
        "changed Acme",
    ]


@pytest.mark.django_db(transaction=True)
def test_what_commits_late_comes_later_and_is_not_missed() -> None:
    """Written first, committed last: SQLite lets one transaction write at a time, so that there
    the late one only begins late."""
    api, written, go_on = Api(), threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                customers.create_customer(name="Slow", by=SYSTEM)
                written.set()
                go_on.wait(10)
        finally:
            connection.close()

    slow = threading.Thread(target=slowly)
    if connection.vendor == "postgresql":
        slow.start()
        written.wait(10)
    customers.create_customer(name="Quick", by=SYSTEM)
    seen, address = read_on(api, "/events")
    if connection.vendor != "postgresql":
        slow.start()
        written.wait(10)
    go_on.set()
    slow.join()
    seen += read_on(api, address)[0]

    assert seen == ["created the customer Quick", "created the customer Slow"]


@pytest.mark.django_db(transaction=True)
def test_many_readers_give_each_event_one_number() -> None:
    for number in range(20):
        customers.create_customer(name=f"Customer {number}", by=SYSTEM)

    def read() -> None:
        try:
            published.give_numbers()
        finally:
            connection.close()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    numbers = list(PublicEvent.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, Customer.objects.count() + 1))
