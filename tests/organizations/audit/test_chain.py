"""The chain of the audit trail: whole as it was written, broken where somebody changed it."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from organizations.models import Event, Seal, Tenant
from organizations.services import audit, customers
from organizations.services.audit import chain, forgetting
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from tests.factories import SYSTEM, make_connection, make_customer, make_tenant
from tests.intruder import as_intruder

ALICE = Actor("customer", "alice@acme.com", ip="192.0.2.7")


@pytest.fixture
def trail(db: None) -> list[Event]:
    """Two tenants' events in turn, and one of no tenant; all sealed."""
    one, other = (make_connection(make_customer(name), make_tenant()) for name in ("Acme", "Umbra"))
    for number in range(3):
        audit.record(Verb.CONNECTION_PLAN, by=ALICE, connection=one, name=f"one-{number}")
        audit.record(Verb.CONNECTION_PLAN, by=SYSTEM, connection=other, name=f"other-{number}")
    audit.record(Verb.VIEW_SAVE, by=SYSTEM, name="Stalled")
    chain.seal_events()
    return list(Event.objects.order_by("pk"))


def broken() -> list[str]:
    return [one.broken for one in chain.verify() if one.broken]


def without(person: str, value: object) -> object:
    if isinstance(value, dict):
        return {key: without(person, one) for key, one in value.items()}
    return "Somebody" if value == person else value


def test_a_chain_for_each_tenant_and_one_for_what_is_about_none(trail: list[Event]) -> None:
    found = {one.tenant: one.lines for one in chain.verify()}

    keys = sorted(Tenant.objects.values_list("pk", flat=True))
    assert found == {0: 1, keys[0]: 3, keys[1]: 3}
    assert broken() == []


def test_nothing_is_sealed_twice(trail: list[Event]) -> None:
    assert chain.seal_events() == 0
    assert Seal.objects.count() == len(trail)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"verb": "connection:drop"}, "was changed."),
        ({"actor_name": "Bob"}, "who did it"),
        ({"ip": "192.0.2.8"}, "who did it"),
        ({"data": {"name": "another"}}, "its details"),
        ({"target": "ticket:1"}, "was changed."),
        ({"at": clock.now() - timedelta(days=1)}, "was changed."),
    ],
)
def test_names_the_first_line_that_was_changed(
    trail: list[Event], changes: dict[str, object], told: str
) -> None:
    with as_intruder():
        Event.objects.filter(pk=trail[2].pk).overwrite(**changes)

    (problem,) = broken()
    assert problem.startswith(f"Line 2 (event {trail[2].pk})")
    assert told in problem


def test_whom_it_is_about_cannot_be_changed(trail: list[Event]) -> None:
    with as_intruder():
        Event.objects.filter(pk=trail[2].pk).overwrite(customer=trail[1].customer_id)

    assert "whom it is about" in broken()[0]


def test_a_reference_may_end_with_what_it_led_to(trail: list[Event]) -> None:
    found = trail[0].connection
    assert found
    found.delete()

    assert broken() == []


def test_a_deleted_line_is_missed(trail: list[Event]) -> None:
    with as_intruder():
        Event.objects.filter(pk=trail[2].pk).erase()
    assert broken() == [f"Line 2 (event {trail[2].pk}) was deleted."]

    with as_intruder():
        Seal.objects.filter(event_id=trail[2].pk).delete()
    assert broken() == [f"Line 2 (event {trail[4].pk}) is missing: the next one is 3."]


def test_a_line_sealed_anew_does_not_fit(trail: list[Event]) -> None:
    with as_intruder():
        Event.objects.filter(pk=trail[2].pk).overwrite(verb="connection:drop")
        event = Event.objects.get(pk=trail[2].pk)
        seal = event.seal
        seal.digest = chain._digest(event, seal)
        seal.save()

    assert broken() == [f"Line 3 (event {trail[4].pk}) doesn't follow the line before it."]


def test_an_event_that_nobody_sealed_is_a_finding_after_a_day(trail: list[Event]) -> None:
    audit.record(Verb.VIEW_SAVE, by=SYSTEM, name="New")
    assert broken() == []

    audit.record(Verb.VIEW_SAVE, by=SYSTEM, name="Old", at=clock.now() - timedelta(days=2))
    assert "has no seal" in broken()[0]


def test_a_forgotten_person_leaves_the_chain_whole(trail: list[Event]) -> None:
    count = forgetting.redact(
        Event.objects.all(), text=partial(without, ALICE.name), verb=Verb.VIEW_SAVE, by=SYSTEM
    )

    assert count == 3
    assert broken() == []
    assert "alice" not in str(list(Event.objects.values()))
    assert not Event.objects.filter(ip="192.0.2.7").exists()
    assert sorted(one.forgotten for one in chain.verify()) == [0, 0, 3]
    assert not Seal.objects.filter(event=trail[0]).exclude(salt="").exists()


def test_forgets_two_people_of_one_event_who_were_looked_up_at_once(db: None) -> None:
    audit.record(Verb.VIEW_SAVE, by=ALICE, name="Bob")
    found_for_alice, found_for_bob = list(Event.objects.all()), list(Event.objects.all())

    for found, person in ((found_for_alice, "alice@acme.com"), (found_for_bob, "Bob")):
        forgetting.redact(
            found,
            text=partial(without, person),
            verb=Verb.VIEW_SAVE,
            by=SYSTEM,
        )

    left = str(list(Event.objects.values()))
    assert "alice" not in left
    assert "Bob" not in left


@pytest.mark.django_db(transaction=True)
def test_seals_what_a_person_is_being_taken_out_of_without_them() -> None:
    """The sealer comes while they are: it has read the event, or waits to, when that commits."""
    audit.record(Verb.VIEW_SAVE, by=ALICE, name="Stalled")
    came = threading.Event()

    def watch(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if "BEGIN" in sql or "advisory" in sql:
            came.set()
        found = execute(sql, params, many, context)
        if "organizations_event" in sql:
            came.set()
        return found

    def seal() -> None:
        try:
            with connection.execute_wrapper(watch):
                chain.seal_events()
        finally:
            connection.close()

    sealer = threading.Thread(target=seal)
    with transaction.atomic():
        forgetting.redact(
            Event.objects.all(),
            text=partial(without, ALICE.name),
            verb=Verb.VIEW_SAVE,
            by=SYSTEM,
        )
        sealer.start()
        assert came.wait(10)
    sealer.join(10)

    assert [one.lines for one in chain.verify()] == [2]
    assert broken() == []


def test_old_lines_go_from_the_start_and_the_trail_tells(trail: list[Event]) -> None:
    middle = trail[2].at + (trail[3].at - trail[2].at) / 2

    count = forgetting.prune(before=middle, by=SYSTEM)

    chain.seal_events()
    assert count == 3
    assert Event.objects.filter(verb=Verb.AUDIT_PRUNE).count() == 2
    assert broken() == []
    # Not what an intruder deletes: no event tells of it.
    with as_intruder():
        Event.objects.filter(verb=Verb.AUDIT_PRUNE).erase()
        Seal.objects.filter(chain=0, number__gt=1).delete()
    assert len(broken()) == 2


def test_a_quiet_chain_is_told_of_once_and_again_when_that_is_old(trail: list[Event]) -> None:
    def prune() -> set[int]:
        """Return the events that tell of tenants' chains; they are in the chain of no tenant."""
        forgetting.prune(before=before, by=SYSTEM)
        chain.seal_events()
        told = Event.objects.filter(verb=Verb.AUDIT_PRUNE, data__tenant__gt=0)
        return set(told.values_list("pk", flat=True))

    before = clock.now()
    first = prune()
    assert len(first) == 2
    assert prune() == prune() == first
    assert broken() == []

    before = clock.now()
    anew = prune()
    assert len(anew) == 2
    assert not anew & first
    assert broken() == []


def test_the_command_tells(trail: list[Event]) -> None:
    out = StringIO()
    call_command("audit", "verify", stdout=out)
    latest = Seal.objects.order_by("-chain", "-number").first()
    assert latest
    assert latest.digest in out.getvalue()
    assert "Every event is as it was written." in out.getvalue()

    with as_intruder():
        Event.objects.filter(pk=trail[2].pk).overwrite(verb="connection:drop")
    with pytest.raises(CommandError, match=rf"Line 2 \(event {trail[2].pk}\) was changed"):
        call_command("audit", "verify", stdout=out)


def test_the_export_has_the_chain(trail: list[Event]) -> None:
    rows = list(customers.export_events(Event.objects.all(), filters="", by=SYSTEM))

    digests = {row[-1] for row in rows}
    assert digests == set(Seal.objects.values_list("digest", flat=True))


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the trigger is PostgreSQL's; others have the model's"
)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE organizations_event SET verb = 'x'",
        "UPDATE organizations_event SET customer_id = 1",
        "DELETE FROM organizations_event",
        "UPDATE organizations_seal SET digest = 'x'",
        "DELETE FROM organizations_seal",
    ],
)
def test_postgresql_refuses_changes(trail: list[Event], statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert broken() == []
