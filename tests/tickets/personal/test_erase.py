"""Erase a person: nothing tells of them any more, and everything still counts."""

import json
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.core import serializers
from django.core.management import CommandError, call_command

from organizations.models import (
    Attention,
    Contact,
    Customer,
    Event,
    IdempotencyKey,
    Note,
    SavedView,
)
from organizations.services import api_keys, audit, webhooks
from organizations.services.audit import chain
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from tests.factories import (
    SYSTEM,
    make_connection,
    make_contact,
    make_customer,
    make_tenant,
    make_ticket,
    make_user,
)
from tickets.models import Attempt, Job, JobRow, LinkRequest, Message, Nomination, Opening, Ticket
from tickets.states import State

ALICE, NAME = "alice.liddell@acme.com", "Alice Liddell"


@pytest.fixture
def customer(db: None) -> Customer:
    """Acme with Alice, who was mailed, opened, and is named everywhere, and Bob, who stays."""
    acme = make_customer("Acme", contact=False)
    make_contact(acme, name="Bob", email="bob@acme.com")
    alice = make_contact(acme, name=NAME, email=ALICE)
    tenant = make_tenant()
    connection = make_connection(acme, tenant)
    ticket = make_ticket(connection, state=State.REVOKED)
    ticket.link.recipient_name, ticket.link.recipient_email = NAME, ALICE
    ticket.link.contact = alice
    ticket.link.save()
    now = clock.now()
    Opening.objects.create(ticket=ticket, at=now, source="landing", ip="192.0.2.9", user_agent="X")
    Message.objects.create(
        connection=connection,
        contact=alice,
        link=ticket.link,
        kind=Message.Kind.INVITATION,
        key="one",
        to_name=NAME,
        to_email=ALICE,
        subject=f"Hello {NAME}",
        text=f"Hello {NAME}",
        created_at=now,
        due_at=now,
    )
    Nomination.objects.create(link=ticket.link, name=NAME, email=ALICE, created_at=now)
    LinkRequest.objects.create(email=ALICE, ip="192.0.2.9", created_at=now)
    Note.objects.create(
        customer=acme, author=make_user(), text=f"Call {NAME} at {ALICE.upper()}", created_at=now
    )
    job = Job.objects.create(
        kind=Job.Kind.ISSUE,
        state=Job.State.FINISHED,
        tenant=tenant,
        size=1,
        lines=[["Acme", ALICE]],
        created_at=now,
    )
    JobRow.objects.create(
        job=job, number=1, cells={"email": ALICE, "name": NAME}, problem=f"{ALICE} bounced"
    )
    Attention.objects.create(
        customer=acme,
        connection=connection,
        reason=Attention.Reason.ASKED,
        since=now,
        resolved_at=now,
        resolution=f"Wrote to {ALICE}",
    )
    Ticket.objects.update(problem=f"Nobody at {ALICE}", revoke_reason=f"{ALICE} left Acme")
    Attempt.objects.create(ticket=ticket, started_at=now, detail=f"400: {ALICE} is unknown")
    # One under the address that she has, one under that of before.
    for said in (str(alice), "Alice Liddell <alice@old.example>"):
        operator = LogEntry.objects.log_actions(make_user().pk, [alice], CHANGE, single_object=True)
        LogEntry.objects.filter(pk=operator.pk).update(object_repr=said)
    SavedView.objects.create(user=make_user(), name="Hers", query=urlencode({"q": ALICE}))
    hook, _secret = webhooks.create_endpoint(
        name="CRM", url="https://crm.acme.com/hook", types=["ticket.*"], by=SYSTEM
    )
    hook.deliveries.create(
        type="ticket.issued",
        created_at=now,
        attempts=[{"status": 400, "answer": f"No such contact: {ALICE}"}],
    )
    IdempotencyKey.objects.create(
        api_key=api_keys.create_key(name="CRM", scopes=["customers:read"], by=SYSTEM)[0],
        name="one",
        digest="1",
        created_at=now,
        status=201,
        answer=json.dumps({"id": 1, "name": NAME, "email": ALICE}),
    )
    audit.record(Verb.CONTACT_ADD, by=SYSTEM, customer=acme, name=NAME, email=ALICE)
    audit.record(Verb.CONTACT_CHANGE, by=SYSTEM, customer=acme, name=NAME, changed=["name"])
    audit.record(
        Verb.CONTACT_OPT_OUT,
        by=Actor("customer", ALICE, ip="192.0.2.9"),
        customer=acme,
        email=ALICE,
    )
    audit.record(Verb.CONTACT_ADD, by=SYSTEM, customer=acme, name="Bob", email="bob@acme.com")
    chain.seal_events()
    return acme


def everything() -> str:
    """All rows, as text."""
    rows = [serializers.serialize("json", model._base_manager.all()) for model in apps.get_models()]
    return "\n".join(rows)


def counts() -> dict[str, int]:
    kept = (Event, Message, Ticket, Opening, JobRow, Note)
    return {model.__name__: model._base_manager.count() for model in kept}


def test_nothing_tells_of_them_and_everything_counts(customer: Customer) -> None:
    before = counts()
    out = StringIO()

    call_command("forget_contact", ALICE, stdout=out)

    kept = everything().lower()
    for trace in (ALICE, NAME.lower(), "liddell", "192.0.2.9"):
        assert trace not in kept, trace
    assert counts() == before | {"Event": before["Event"] + 1}
    assert "bob@acme.com" in kept
    assert "events: 3" in out.getvalue()
    assert not LinkRequest.objects.exists()
    assert list(customer.contacts.values_list("name", flat=True)) == ["Bob"]
    assert Message.objects.get().state == Message.State.DROPPED
    chain.seal_events()
    assert not any(one.broken for one in chain.verify())


def test_is_found_in_whatever_form_the_address_is_given(db: None) -> None:
    acme = make_customer("Müller", domain="xn--mller-kva.example", contact=False)
    make_contact(acme, email="jo@xn--mller-kva.example")

    call_command("forget_contact", "Jo@MÜLLER.example", stdout=StringIO())

    assert not Contact.objects.exists()


def test_refuses_while_a_ticket_of_theirs_is_active(customer: Customer) -> None:
    Ticket.objects.all().delete()
    ticket = make_ticket(customer.connections.get(), state=State.ISSUED)
    ticket.link.recipient_email = ALICE
    ticket.link.save()

    with pytest.raises(CommandError, match="revoke it or change its recipient first"):
        call_command("forget_contact", ALICE)

    assert Contact.objects.filter(email=ALICE).exists()


def test_twice_is_harmless(customer: Customer) -> None:
    call_command("forget_contact", ALICE, stdout=StringIO())
    out = StringIO()

    call_command("forget_contact", ALICE, stdout=out)

    assert out.getvalue().strip() == "No data was stored about them."


def test_a_name_inside_another_word_stays(customer: Customer) -> None:
    make_contact(customer, name="Al", email="al@acme.com")
    audit.record(Verb.VIEW_SAVE, by=SYSTEM, customer=customer, name="All stalled")

    call_command("forget_contact", "al@acme.com", stdout=StringIO())

    assert Event.objects.filter(data={"name": "All stalled"}).exists()


def test_a_name_typed_by_a_customer_cuts_nobody_else_out(customer: Customer) -> None:
    """Whoever names a colleague can type any name, and it is cut only beside that address."""
    sam = make_user(name="Sam Support")
    mallory, link = "mallory@acme.com", Ticket.objects.get().link
    acted = Actor("staff", sam.name, user=sam, ip="192.0.2.1")
    audit.record(Verb.CUSTOMER_CHANGE, by=acted, customer=customer, changed=["name"])
    audit.record(Verb.VIEW_SAVE, by=acted, customer=customer, name="Stalled Ones")
    audit.record(Verb.CONTACT_REMOVE, by=acted, customer=customer, name="Sam Support")
    before = list(Event.objects.order_by("pk").values())
    for typed in ("Sam Support", "Stalled Ones", "name"):
        audit.record(Verb.CONTACT_OPT_OUT, by=SYSTEM, customer=customer, email=mallory, name=typed)
        make_contact(customer, name=typed, email=mallory, named_by="Alice Liddell")
        Nomination.objects.update_or_create(
            link=link, defaults={"name": typed, "email": mallory, "created_at": clock.now()}
        )

        call_command("forget_contact", mallory, stdout=StringIO())

    kept = {event["id"]: event for event in before}
    assert list(Event.objects.filter(pk__in=kept).order_by("pk").values()) == before
    told = Event.objects.filter(verb=Verb.CONTACT_OPT_OUT).exclude(actor_kind="customer")
    assert {one.data["name"] for one in told} == {"Sam Support", "Erased person"}
    assert mallory not in everything()


def test_who_of_staff_did_it_stays(customer: Customer) -> None:
    """Also where a contact has the same name as a member of staff who came later."""
    audit.record(
        Verb.CONTACT_ADD,
        by=Actor("staff", NAME, ip="192.0.2.1"),
        customer=customer,
        name="Bob",
        email="bob@acme.com",
    )

    call_command("forget_contact", ALICE, stdout=StringIO())

    kept = Event.objects.get(actor_kind="staff", verb=Verb.CONTACT_ADD)
    assert (kept.actor_name, kept.ip) == (NAME, "192.0.2.1")


def test_the_export_tells_all_that_is_held(customer: Customer) -> None:
    out = StringIO()

    call_command("export_contact", ALICE, stdout=out)

    told: dict[str, list[dict[str, Any]]] = json.loads(out.getvalue())
    assert {kind: len(rows) for kind, rows in told.items()} == {
        "contacts": 1,
        "links": 1,
        "mails": 1,
        "nominations": 1,
        "requests for a link": 1,
        "openings": 1,
        "audit log": 2,
        "notes": 1,
        "needs attention": 1,
        "saved views": 1,
        "tickets": 1,
        "attempts": 1,
        "administration": 2,
        "webhook deliveries": 1,
        "rows of uploaded files": 1,
        "uploaded files": 1,
    }
    assert told["contacts"][0]["email"] == ALICE
    assert told["openings"][0]["ip"] == "192.0.2.9"
    assert "bob@acme.com" not in out.getvalue()
