"""The page of the nightly inventory."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.models import Connection, Tenant, User
from portal import clock
from tests.factories import make_connection, make_customer, make_tenant
from tickets.models import Inventory


@pytest.fixture
def tenant(db: None) -> Tenant:
    return make_tenant(name="Production")


def page(desk: Client) -> str:
    answer = desk.get(reverse("tickets:inventory"))
    assert answer.status_code == 200
    return answer.content.decode()


def report(tenant: Tenant, *differences: dict[str, Any], **fields: Any) -> None:
    now = clock.now()
    facts: dict[str, Any] = {"taken_at": now, "due_at": now, **fields}
    Inventory.objects.create(tenant=tenant, differences=list(differences), **facts)


def test_inventory_shows_each_finding_under_its_kind(desk: Client, tenant: Tenant):
    ours: Connection = make_connection(make_customer(), tenant)
    report(
        tenant,
        {"kind": "connection_unknown", "name": "made-elsewhere", "detail": "samlp, con_1"},
        {
            "kind": "connection_missing",
            "name": ours.name,
            "detail": "Acme",
            "connection": ours.pk,
        },
    )

    text = page(desk)

    assert "in the portal (1)" in text
    assert "made-elsewhere" in text
    assert ours.get_absolute_url() in text


def test_inventory_offers_a_step_for_each_row(
    desk: Client, desk_as: Callable[[User], Client], viewer: User, tenant: Tenant
):
    ours: Connection = make_connection(make_customer(), tenant)
    steps = {
        "connection_unknown": "/customers/?q=globex",
        "organization_unknown": "/customers/?q=globex-sso",
        "domain_twice": "/customers/?q=globex-sso",
        "connection_missing": f"/tickets/new/?connection={ours.pk}",
    }
    rows = [
        {"kind": kind, "name": "globex-sso", "detail": "x", "connection": ours.pk} for kind in steps
    ]
    report(tenant, *rows)

    text = page(desk)

    for address in steps.values():
        assert f'href="{address}"' in text
    assert "/tickets/new/?connection" not in page(desk_as(viewer))


def test_inventory_says_when_everything_fits(desk: Client, tenant: Tenant):
    report(tenant)

    assert "No differences" in page(desk)


def test_inventory_says_why_it_could_not_be_finished(desk: Client, tenant: Tenant):
    report(tenant, taken_at=None, problem="be reached.")

    text = page(desk)

    assert "be reached." in text
    assert "Not compared yet" in text


def test_inventory_of_a_new_tenant_is_still_to_come(desk: Client, tenant: Tenant):
    assert "Not compared yet" in page(desk)


def test_inventory_says_what_to_do_without_a_tenant(desk: Client):
    assert "No tenants yet" in page(desk)


def test_inventory_takes_the_same_queries_for_any_number_of_tenants(desk: Client, tenant: Tenant):
    report(tenant)
    page(desk)
    with CaptureQueriesContext(connection) as one:
        page(desk)
    report(make_tenant())
    report(make_tenant())

    with CaptureQueriesContext(connection) as three:
        page(desk)

    assert len(three) == len(one)
