"""Merges and undos of the same customers at once: each wholly or not at all, no deadlock."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connections, transaction

from organizations.errors import Rejected
from organizations.models import Connection, Contact, Customer
from organizations.services import audit, customers
from organizations.services.lifecycle.locks import lock_connection
from organizations.verbs import Verb
from tests.factories import SYSTEM, make_connection, make_contact, make_customer, make_tenant

_ROUNDS = 12


@pytest.mark.django_db(transaction=True)
def test_merges_undos_and_work_on_a_connection_at_once() -> None:
    tenant = make_tenant()
    three = [make_customer(name, domain=f"{name}.example") for name in ("acme", "bay", "cog")]
    for customer in three:
        make_contact(customer, email=f"someone@{customer.name}.example")
        for number in range(3):
            make_connection(customer, tenant, name=f"{customer.name}-{number}")
    contacts = Contact.objects.count()

    def work(do: Callable[[], object]) -> None:
        try:
            # Who comes too late is told so; a deadlock is none of these.
            with suppress(Rejected):
                do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        deeds = [do for number in range(_ROUNDS) for do in _deeds(three, number)]
        list(pool.map(work, deeds))

    assert Connection.objects.count() == 9
    assert Contact.objects.count() == contacts
    assert Customer.objects.filter(merged_into=None, archived_at=None).exists()
    for merged in Customer.objects.filter(merged_into__isnull=False):
        assert merged.archived_at
        assert not merged.connections.exists()
        assert not merged.contacts.exists()
    for customer in Customer.objects.filter(merged_into=None):
        assert not customer.archived_at


def _deeds(three: list[Customer], number: int) -> Iterator[Callable[[], object]]:
    one, other, third = three[number % 3 :] + three[: number % 3]
    yield lambda: customers.merge_customers(one, into=other, by=SYSTEM)
    yield lambda: customers.merge_customers(other, into=third, by=SYSTEM)
    yield lambda: customers.merge_customers(other, into=one, by=SYSTEM)
    yield lambda: _work_on(Connection.objects.order_by("name")[number % 9])
    yield lambda: customers.unmerge_customers(one, by=SYSTEM)
    yield lambda: _work_on(Connection.objects.order_by("name")[(number + 4) % 9])
    yield lambda: customers.unmerge_customers(other, by=SYSTEM)


def _work_on(connection: Connection) -> None:
    """As every change of a connection does: hold it, then write down what happened."""
    with transaction.atomic():
        lock_connection(connection)
        connection.refresh_from_db()
        audit.record(Verb.CONNECTION_STAGE, by=SYSTEM, connection=connection, was="x", to="live")
