"""All customers of a colleague who leaves become another one's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.errors import Rejected
from organizations.models import Event, PublicEvent, User
from organizations.services import audit, customers, staff
from organizations.services.customers import archive_customer
from portal import clock
from tests.factories import SYSTEM, make_customer

pytestmark = pytest.mark.django_db


def test_hands_over_all_customers_and_open_items(support: User, manager: User) -> None:
    acme, gone, other = (make_customer(name) for name in ("Acme", "Gone", "Other"))
    for customer in (acme, gone):
        customers.change_customer(customer, owner=support, by=SYSTEM)
    archive_customer(gone, by=SYSTEM)
    items = [
        other.attentions.create(
            reason="stalled", since=clock.now(), assignee=support, resolved_at=at
        )
        for at in (None, clock.now())
    ]

    assert customers.hand_over_customers(support, to=manager, by=SYSTEM) == 2

    assert set(manager.customers.all()) == {acme, gone}
    for item in items:
        item.refresh_from_db()
    assert [item.assignee for item in items] == [manager, support]


def test_tells_each_customer_and_once_the_colleague(support: User, manager: User) -> None:
    acme = make_customer("Acme", owner=support)

    customers.hand_over_customers(support, to=manager, by=SYSTEM)

    told, about = Event.objects.order_by("pk")
    assert (told.customer, told.verb) == (acme, "customer:change")
    assert audit.sentences.sentence(told) == "changed Acme: owner"
    assert PublicEvent.objects.get().type == "customer.updated"
    assert audit.sentences.sentence(about) == (
        f"transferred 1 customer and 0 open items from {support} to {manager}"
    )


def test_asks_the_database_as_often_for_many(support: User, manager: User) -> None:
    counts = []
    for number in (1, 20):
        for one in range(number):
            make_customer(f"Acme {number} {one}", owner=support)
        with CaptureQueriesContext(connection) as asked:
            customers.hand_over_customers(support, to=manager, by=SYSTEM)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_hands_over_to_active_colleagues_only(support: User, manager: User) -> None:
    acme = make_customer("Acme", owner=support)
    staff.deactivate_staff(manager, by=SYSTEM)

    for to in (manager, support):
        with pytest.raises(Rejected):
            customers.hand_over_customers(support, to=to, by=SYSTEM)

    acme.refresh_from_db()
    assert acme.owner == support
    assert not Event.objects.filter(verb="staff:hand_over").exists()
