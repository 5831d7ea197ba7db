"""Two customers that are one company become one, undoable until somebody was mailed."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from organizations.errors import InUse, Rejected
from organizations.models import Customer, User
from organizations.services import audit, customers
from organizations.services.audit.search import history
from organizations.verbs import Verb
from portal import clock
from tests.factories import (
    SYSTEM,
    make_connection,
    make_contact,
    make_customer,
    make_milestones,
    make_organization,
    make_tenant,
    make_ticket,
)
from tickets.models import Job, JobRow, Message
from tickets.services.personal.held import find
from tickets.states import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins() -> SimpleNamespace:
    """Acme Inc., set up half-way, and Acme, who is to stay."""
    tenant = make_tenant()
    twin = make_customer("Acme Inc", domain="acme.com", contact=False, external_id="crm-1")
    stays = make_customer("Acme", contact=False)
    organization = make_organization(twin, tenant)
    bob = make_contact(twin, name="Bob", email="bob@acme.com")
    alice = make_contact(twin, name="Alice A.", email="Alice@acme.com")
    staying = make_contact(stays, name="Alice", email="alice@acme.com")
    connection = make_connection(twin, tenant)
    ticket = make_ticket(connection, state=State.ISSUED)
    ticket.link.contact = alice
    ticket.link.save()
    make_milestones(connection, clock.now())
    twin.notes.create(text="Calls on Mondays.", created_at=clock.now())
    twin.attentions.create(connection=connection, reason="stalled", since=clock.now())
    audit.record(Verb.NOTE_ADD, by=SYSTEM, customer=twin)
    return SimpleNamespace(
        tenant=tenant,
        twin=twin,
        stays=stays,
        organization=organization,
        bob=bob,
        alice=alice,
        staying=staying,
        connection=connection,
        ticket=ticket,
    )


def merge(twins: SimpleNamespace) -> None:
    customers.merge_customers(twins.twin, into=twins.stays, by=SYSTEM)
    refresh(twins)


def refresh(twins: SimpleNamespace) -> None:
    for row in vars(twins).values():
        row.refresh_from_db()
    twins.link = type(twins.ticket.link).objects.get(pk=twins.ticket.link_id)


def owners(twins: SimpleNamespace) -> dict[str, Any]:
    """Who has what, in a form that two moments can be compared by."""
    kinds = ("organizations", "connections", "contacts", "domains", "notes", "attentions")
    found: dict[str, Any] = {
        f"{customer.name} {kind}": sorted(getattr(customer, kind).values_list("pk", flat=True))
        for customer in (twins.twin, twins.stays)
        for kind in (*kinds, "milestones")
    }
    for customer in Customer.objects.filter(pk__in=[twins.twin.pk, twins.stays.pk]):
        found[customer.name] = (
            *(customer.external_id, customer.archived_at, customer.merged_into),
            *(customer.merged_at, customer.merged_rows, customer.reminders_paused_at),
        )
    opted_out = [one.opted_out_at for one in (twins.alice, twins.staying, twins.bob)]
    return {**found, "link": twins.link.contact, "opted out": opted_out}


def message(twins: SimpleNamespace, **fields: Any) -> Message:
    now = clock.now()
    return Message.objects.create(
        kind=Message.Kind.INVITATION,
        to_email="bob@acme.com",
        subject="Hello",
        text="Hello",
        created_at=now,
        due_at=now,
        **{"connection": twins.connection, "key": "one", **fields},
    )


def test_everything_is_the_other_customers(twins: SimpleNamespace) -> None:
    merge(twins)

    assert twins.connection.customer == twins.organization.customer == twins.stays
    assert set(twins.stays.contacts.all()) == {twins.bob, twins.staying}
    assert twins.stays.notes.count() == twins.stays.attentions.count() == 1
    assert twins.stays.milestones.get().connection == twins.connection
    assert twins.stays.external_id == "crm-1"
    assert twins.twin.archived_at
    assert twins.twin.merged_into == twins.stays


def test_a_contact_of_both_stays_once_with_the_links(twins: SimpleNamespace) -> None:
    twins.alice.opted_out_at = clock.now()
    twins.alice.save()

    merge(twins)

    assert twins.link.contact == twins.staying
    assert twins.staying.opted_out_at == twins.alice.opted_out_at
    assert twins.twin.contacts.get() == twins.alice


def test_the_history_comes_along(twins: SimpleNamespace) -> None:
    merge(twins)

    told = [audit.sentences.sentence(event) for event in history(twins.stays)]

    assert "added a note" in told
    assert told.count("merged Acme Inc into Acme") == 1


def test_who_moved_is_found_in_the_history_from_before(twins: SimpleNamespace) -> None:
    event = audit.record(Verb.CUSTOMER_CHANGE, by=SYSTEM, customer=twins.twin, name="Bob Builder")
    merge(twins)

    assert event in find("bob@acme.com").events()


def test_the_plan_tells_what_moves_and_every_conflict(twins: SimpleNamespace) -> None:
    Customer.objects.filter(pk=twins.stays.pk).update(external_id="crm-2")
    Customer.objects.filter(pk=twins.twin.pk).update(reminders_paused_at=clock.now())
    refresh(twins)

    plan = customers.plan_merge(twins.twin, into=twins.stays)

    assert plan.refusals == []
    assert plan.counts == {
        "organizations": 1,
        "connections": 1,
        "contacts": 1,
        "domains": 0,
        "notes": 1,
        "attentions": 1,
    }
    said = "\n".join(plan.stays)
    for text in ("is a contact of both", "acme.com is a domain of both", "crm-1", "are paused"):
        assert text in said


def test_two_organizations_in_a_tenant_are_in_the_way(twins: SimpleNamespace) -> None:
    make_organization(twins.stays, twins.tenant, name="other")

    with pytest.raises(Rejected, match="Unmap one of them first"):
        merge(twins)

    refresh(twins)
    assert twins.connection.customer == twins.twin


def test_no_merge_with_oneself_or_who_is_archived(twins: SimpleNamespace) -> None:
    with pytest.raises(Rejected):
        customers.merge_customers(twins.twin, into=twins.twin, by=SYSTEM)
    customers.archive_customer(twins.stays, by=SYSTEM)
    with pytest.raises(Rejected, match="archived"):
        merge(twins)


def test_waits_for_a_bulk_job(twins: SimpleNamespace) -> None:
    job = Job.objects.create(
        kind=Job.Kind.MAP,
        state=Job.State.RUNNING,
        tenant=twins.tenant,
        size=1,
        created_at=clock.now(),
    )
    row = JobRow.objects.create(job=job, number=1, customer=twins.twin, state=JobRow.State.NEW)
    with pytest.raises(InUse, match=f"Bulk job {job.pk}"):
        merge(twins)

    row.state = JobRow.State.DONE
    row.save()
    merge(twins)


def test_undoing_brings_everything_back(twins: SimpleNamespace) -> None:
    twins.alice.opted_out_at = clock.now()
    twins.alice.save()
    Customer.objects.filter(pk=twins.twin.pk).update(reminders_paused_at=clock.now())
    message(twins, sent_at=clock.now() - timedelta(minutes=1))
    refresh(twins)
    before = owners(twins)
    merge(twins)
    assert owners(twins) != before

    customers.unmerge_customers(twins.twin, by=SYSTEM)

    refresh(twins)
    assert owners(twins) == before
    with pytest.raises(Rejected, match="undone already"):
        customers.unmerge_customers(twins.twin, by=SYSTEM)


def test_what_came_to_their_connections_since_goes_with_them(twins: SimpleNamespace) -> None:
    merge(twins)
    new = twins.stays.domains.create(
        connection=twins.connection, name="acme.org", created_at=clock.now()
    )

    customers.unmerge_customers(twins.twin, by=SYSTEM)

    new.refresh_from_db()
    assert new.customer == twins.twin


def test_no_undo_once_somebody_was_mailed(twins: SimpleNamespace) -> None:
    merge(twins)
    message(twins, sent_at=clock.now() + timedelta(seconds=1))

    with pytest.raises(InUse, match="emailed"):
        customers.unmerge_customers(twins.twin, by=SYSTEM)

    refresh(twins)
    assert twins.connection.customer == twins.stays


def test_no_undo_once_what_moved_is_used_by_others(twins: SimpleNamespace) -> None:
    merge(twins)
    make_connection(twins.stays, twins.tenant)

    with pytest.raises(InUse, match="organization"):
        customers.unmerge_customers(twins.twin, by=SYSTEM)


def test_no_undo_once_a_contact_is_there_again(twins: SimpleNamespace) -> None:
    merge(twins)
    make_contact(twins.twin, email="bob@acme.com")

    with pytest.raises(InUse, match="Remove it"):
        customers.unmerge_customers(twins.twin, by=SYSTEM)


def test_who_was_merged_is_not_unarchived(twins: SimpleNamespace) -> None:
    merge(twins)

    with pytest.raises(Rejected, match="Undo the merge"):
        customers.unarchive_customer(twins.twin, by=SYSTEM)


def test_pages_lead_from_the_customer_to_the_merge_and_back(
    twins: SimpleNamespace, manager: User, desk_as: Callable[[User], Client]
) -> None:
    desk = desk_as(manager)
    way = f"/customers/{twins.twin.pk}/merge/"
    assert way in desk.get(twins.twin.get_absolute_url()).content.decode()
    # The same domain: proposed without a search.
    assert f"?into={twins.stays.pk}" in desk.get(way).content.decode()

    page = desk.get(way, {"into": twins.stays.pk}).content.decode()
    assert "is a contact of both" in page
    done = desk.post(f"{way}?into={twins.stays.pk}", follow=True).content.decode()
    assert "Acme Inc merged into Acme." in done

    merged = desk.get(twins.twin.get_absolute_url()).content.decode()
    assert "Undo merge" in merged
    back = desk.post(f"/customers/{twins.twin.pk}/unmerge/", follow=True).content.decode()
    assert "a customer of its own again" in back


def test_the_page_says_what_is_in_the_way(
    twins: SimpleNamespace, manager: User, desk_as: Callable[[User], Client]
) -> None:
    make_organization(twins.stays, twins.tenant, name="other")

    page = desk_as(manager).get(f"/customers/{twins.twin.pk}/merge/", {"into": twins.stays.pk})

    assert "Unmap one of them first" in page.content.decode()
    assert "Merge customers</button>" not in page.content.decode()
