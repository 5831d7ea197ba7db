"""A job of a key for one tenant does no more for a customer than the key may by itself."""

import pytest

from organizations.models import Customer, Tenant
from portal.actor import Actor
from tests.api_client import Api
from tests.factories import SYSTEM, make_connection, make_customer, make_tenant
from tickets.models import Job, JobRow, Preset
from tickets.services import bulk
from tickets.services.bulk.upload.people import make_people
from tickets.services.bulk.upload.row_check import NEW, Refused


def row_of(customer: Customer, tenant: Tenant, preset: Preset) -> JobRow:
    """A row that names the customer, and a recipient who isn't one of their contacts."""
    rows = Customer.objects.filter(pk=customer.pk)
    job = bulk.job_of_customers(rows, kind=Job.Kind.ISSUE, tenant=tenant, preset=preset, by=SYSTEM)
    job.rows.update(choice=NEW, cells={"contact": "Eve", "email": "eve@evil.example"})
    return job.rows.get()


def test_finds_no_customer_of_another_tenant(tenant: Tenant, preset: Preset) -> None:
    other = make_customer("Other")
    make_connection(other, make_tenant(name="Theirs"))
    row = row_of(other, tenant, preset)

    with pytest.raises(Refused, match="There is no customer"):
        make_people(row, by=Actor.api(Api(tenant=tenant).key))

    assert other.contacts.count() == 1


def test_adds_no_contact_to_a_customer_of_two_tenants(tenant: Tenant, preset: Preset) -> None:
    shared = make_customer("Shared")
    make_connection(shared, tenant)
    make_connection(shared, make_tenant(name="Theirs"))
    row = row_of(shared, tenant, preset)

    with pytest.raises(Refused, match="in another tenant too"):
        make_people(row, by=Actor.api(Api(tenant=tenant).key))

    assert shared.contacts.count() == 1
    make_people(row, by=Actor.api(Api().key))
    assert shared.contacts.count() == 2


def test_adds_one_to_its_own_and_those_of_nobody_yet(tenant: Tenant, preset: Preset) -> None:
    own, new = make_customer("Own"), make_customer("New")
    make_connection(own, tenant)

    for customer in (own, new):
        row = row_of(customer, tenant, preset)
        make_people(row, by=Actor.api(Api(tenant=tenant).key))
        assert customer.contacts.count() == 2
