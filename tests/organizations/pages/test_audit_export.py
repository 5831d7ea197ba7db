import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organizations.models import Event, User
from organizations.services import audit
from organizations.verbs import Verb
from portal.actor import Actor
from tests.factories import SYSTEM, make_connection, make_customer, make_tenant
from tests.organizations.pages.counting import posted_queries
from tickets.verbs import Verb as TicketVerb

pytestmark = pytest.mark.django_db

EXPORT = "/audit/export/"


@pytest.fixture
def managers_desk(manager: User, desk_as: Callable[[User], Client]) -> Client:
    return desk_as(manager)


def exported(desk: Client, query: str = "") -> list[dict[str, str]]:
    answer: Any = desk.post(f"{EXPORT}?{query}")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_tells_who_did_what_when_from_where(managers_desk: Client, support: User) -> None:
    connection = make_connection(make_customer("Acme"), make_tenant(), name="acme-sso")
    sam = Actor("staff", "Sam", user=support, ip="192.0.2.1")
    event = audit.record(
        TicketVerb.TICKET_REVOKE, by=sam, connection=connection, target="ticket:12", reason="Lost"
    )

    (row,) = exported(managers_desk)

    assert row["When"] == f"{event.at:%Y-%m-%d %H:%M:%SZ}"
    assert row["Kind of actor"] == "staff"
    assert (row["Who"], row["Account"], row["IP address"]) == ("Sam", support.email, "192.0.2.1")
    assert (row["What"], row["Verb"]) == ("revoked the ticket: Lost", "ticket:revoke")
    assert (row["Customer"], row["Connection"]) == ("Acme", "acme-sso")
    assert row["Target"] == "ticket:12"
    assert json.loads(row["Data"]) == {"reason": "Lost"}


def test_holds_what_the_filters_show_newest_first(managers_desk: Client) -> None:
    for name in ("Acme", "Globex", "Acme Bank"):
        audit.record(Verb.CUSTOMER_CREATE, by=SYSTEM, customer=make_customer(name), name=name)

    assert [row["Customer"] for row in exported(managers_desk, "q=acme")] == ["Acme Bank", "Acme"]
    assert exported(managers_desk, "about=tenant") == []


def test_holds_no_formula(managers_desk: Client) -> None:
    audit.record(Verb.CONTACT_ADD, by=Actor.customer("=cmd|' /C calc'!A0"), name="x")

    assert exported(managers_desk)[0]["Who"].startswith("'=")


def test_is_recorded_with_filters_and_number(managers_desk: Client, manager: User) -> None:
    audit.record(Verb.CUSTOMER_CREATE, by=SYSTEM, name="Acme")

    rows = exported(managers_desk, "about=customer&junk=1")

    event = Event.objects.get(verb="audit:export")
    assert event.user == manager
    assert event.data == {"count": len(rows), "filters": "about=customer"}


def test_does_not_hold_its_own_record(managers_desk: Client) -> None:
    assert exported(managers_desk) == []
    assert [row["Verb"] for row in exported(managers_desk)] == ["audit:export"]


def test_is_for_those_who_may_see_the_trail(desk: Client, client: Client) -> None:
    assert desk.post(EXPORT).status_code == 403
    assert client.post(EXPORT).status_code == 302
    assert not Event.objects.exclude(verb=Verb.STAFF_REFUSED).exists()


def test_is_nothing_that_following_a_link_does(managers_desk: Client) -> None:
    assert managers_desk.get(EXPORT).status_code == 405


def test_asks_the_database_the_same_for_one_event_and_three(managers_desk: Client) -> None:
    audit.record(Verb.CUSTOMER_CREATE, by=SYSTEM, customer=make_customer("Acme"))
    before = posted_queries(managers_desk, EXPORT)
    for name in ("Beta", "Gamma"):
        audit.record(Verb.CUSTOMER_CREATE, by=SYSTEM, customer=make_customer(name))

    assert posted_queries(managers_desk, EXPORT) == before
