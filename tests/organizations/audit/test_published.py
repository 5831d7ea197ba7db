"""Places in the list of events: given once, in time, and without letting a caller wait."""

from importlib import import_module

import pytest
from django.apps import apps

from organizations import tasks
from organizations.models import Counter, Event, PublicEvent
from organizations.services import audit, customers
from organizations.services.audit import chain, forgetting, published
from organizations.verbs import Verb
from portal import clock
from tests.api_client import Api, told
from tests.factories import SYSTEM

pytestmark = pytest.mark.django_db


def test_no_number_comes_again_after_its_line_was_deleted() -> None:
    api = Api()
    customers.create_customer(name="Acme", by=SYSTEM)
    audit.record(Verb.VIEW_SAVE, by=SYSTEM, name="The chain's latest line stays")
    (seen,) = told(api.get("/events"))["data"]

    chain.seal_events()
    forgetting.prune(before=clock.now(), by=SYSTEM)
    assert not PublicEvent.objects.exists()
    customers.create_customer(name="Umbra", by=SYSTEM)

    (event,) = told(api.get(f"/events?cursor={seen['id']}"))["data"]
    assert event["summary"] == "created the customer Umbra"


def test_the_upgrade_goes_on_counting() -> None:
    customers.create_customer(name="Acme", by=SYSTEM)
    PublicEvent.objects.update(number=7)
    migration = import_module("organizations.migrations.0008_counter")

    migration.go_on_counting(apps, None)

    customers.create_customer(name="Umbra", by=SYSTEM)
    published.give_numbers()
    assert list(PublicEvent.objects.values_list("number", flat=True)) == [7, 8]


def test_the_upgrade_of_what_has_no_events_counts_nothing() -> None:
    import_module("organizations.migrations.0008_counter").go_on_counting(apps, None)

    assert not Counter.objects.exists()


def test_events_get_their_numbers_before_anybody_asks() -> None:
    customers.create_customer(name="Acme", by=SYSTEM)

    tasks.seal_events()

    assert PublicEvent.objects.get().number == 1


def test_a_caller_waits_for_500_numbers_at_most() -> None:
    api, now = Api(), clock.now()
    events = Event.objects.bulk_create(
        Event(at=now, verb=Verb.CUSTOMER_CHANGE, actor_kind="system", data={"name": number})
        for number in range(501)
    )
    PublicEvent.objects.bulk_create(
        PublicEvent(event=event, type="customer.updated") for event in events
    )

    page = told(api.get("/events?limit=1"))

    assert [one["summary"] for one in page["data"]] == ["changed 0"]
    assert PublicEvent.objects.filter(number=None).count() == 1
    # Who reads on gets there.
    (last,) = told(api.get("/events?cursor=500"))["data"]
    assert last["summary"] == "changed 500"
