from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from organizations.models import Attention, Event, User
from organizations.services import audit
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from tests.factories import SYSTEM, make_connection, make_customer, make_tenant
from tests.organizations.pages.counting import queries
from tickets.verbs import Verb as TicketVerb

pytestmark = pytest.mark.django_db


@pytest.fixture
def managers_desk(manager: User, desk_as: Callable[[User], Client]) -> Client:
    return desk_as(manager)


@pytest.fixture(autouse=True)
def trail(support: User) -> None:
    acme, globex = make_customer("Acme"), make_customer("Globex")
    sam = Actor("staff", "Sam", user=support, ip="192.0.2.1")
    audit.record(Verb.CUSTOMER_CREATE, by=sam, customer=acme, name="Acme")
    audit.record(
        Verb.CONTACT_ADD,
        by=SYSTEM,
        customer=globex,
        name="Bob",
        email="b@globex.com",
        at=clock.now() - timedelta(days=10),
    )


def shown(desk: Client, **query: str) -> list[str]:
    return [event.verb for event in desk.get("/audit/", query).context["page"].rows]


def test_shows_the_newest_first(managers_desk: Client) -> None:
    assert shown(managers_desk) == ["customer:create", "contact:add"]


@pytest.mark.parametrize(
    "query",
    [
        *({"q": "Sam"}, {"q": "sa"}, {"q": "acme"}, {"q": "alice@acme.com"}, {"q": "192.0.2.1"}),
        *({"q": "created the customer"}, {"q": "Customer Created"}, {"q": "customer:create"}),
        *({"q": "support person"}, {"kind": "staff"}, {"about": "customer"}),
        {"q": "acme", "kind": "staff", "about": "customer"},
    ],
)
def test_narrows(managers_desk: Client, query: dict[str, str]) -> None:
    assert shown(managers_desk, **query) == ["customer:create"]


@pytest.mark.parametrize("text", ["zzz", "192.0.2.9", "#12", "email", "{name}", "100%", "_"])
def test_finds_nothing_by_what_no_event_tells(managers_desk: Client, text: str) -> None:
    assert shown(managers_desk, q=text) == []


@pytest.mark.parametrize("text", ["#12", "ticket 12", "ticket:12"])
def test_finds_what_happened_to_a_ticket(managers_desk: Client, text: str) -> None:
    for number in (1, 12, 120):
        audit.record(
            TicketVerb.TICKET_ISSUE if number == 12 else TicketVerb.TICKET_OPEN,
            by=SYSTEM,
            target=f"ticket:{number}",
        )

    assert shown(managers_desk, q=text) == ["ticket:issue"]


def test_says_how_much_it_found(managers_desk: Client) -> None:
    customer, tenant = make_customer("Hooli"), make_tenant()
    for name in ("one", "two"):
        connection = make_connection(customer, tenant, name=name)
        audit.record(Verb.CONNECTION_PLAN, by=SYSTEM, connection=connection, name=name)

    assert "2 events" in managers_desk.get("/audit/", {"q": "hooli"}).content.decode()
    assert "1 event<" in managers_desk.get("/audit/", {"q": "two"}).content.decode()


def test_shows_the_newest_of_very_many(managers_desk: Client) -> None:
    """More than are fetched by their keys: the same rows, found the other way."""
    now = clock.now()
    Event.objects.bulk_create(
        Event(at=now, verb="ticket:open", actor_kind="customer", actor_name="alice@acme.com")
        for _ in range(1_001)
    )

    page = managers_desk.get("/audit/", {"q": "alice@acme.com"})

    assert page.context["tally"] == "1,000+"
    assert {event.verb for event in page.context["page"].rows} == {"ticket:open"}
    assert shown(managers_desk, q="alice@acme.com", about="customer") == ["customer:create"]


def test_narrows_by_day(managers_desk: Client) -> None:
    week_ago = f"{clock.now() - timedelta(days=7):%Y-%m-%d}"

    assert shown(managers_desk, since=week_ago) == ["customer:create"]
    assert shown(managers_desk, until=week_ago) == ["contact:add"]


@pytest.mark.parametrize(
    "query",
    [{"since": "x"}, {"kind": "x"}, {"about": "x"}, {"q": "x" * 201}, {"until": "0001-99-99"}],
)
def test_ignores_filters_that_make_no_sense(managers_desk: Client, query: dict[str, str]) -> None:
    assert len(shown(managers_desk, **query)) == 2


def test_is_not_for_support(desk: Client) -> None:
    assert desk.get("/audit/").status_code == 403


def test_asks_the_same_for_one_event_and_three(managers_desk: Client) -> None:
    before = queries(managers_desk, "/audit/")
    for name in ("A", "B"):
        connection = make_connection(make_customer(name), make_tenant())
        audit.record(Verb.CONNECTION_PLAN, by=SYSTEM, connection=connection, name=name)

    assert queries(managers_desk, "/audit/") == before


def test_settles_what_needed_a_person_and_goes_back(desk: Client) -> None:
    connection = make_connection(make_customer("Hooli"), make_tenant())
    found = Attention.objects.create(
        customer=connection.customer, connection=connection, reason="stalled", since=clock.now()
    )
    path = f"/attention/{found.pk}/resolve/"

    there = desk.post(path, {"why": "Seen to.", "next": connection.get_absolute_url()})
    elsewhere = desk.post(path, {"why": "Seen to.", "next": "https://evil.example/"})

    found.refresh_from_db()
    assert found.resolved_at is not None
    assert there["Location"] == connection.get_absolute_url()
    assert elsewhere["Location"] == connection.customer.get_absolute_url()
    assert Event.objects.filter(verb="attention:resolve").count() == 1


def test_orders_what_needs_a_person_by_urgency(desk: Client) -> None:
    for reason in ("changed", "failed", "stalled"):
        connection = make_connection(make_customer(reason), make_tenant())
        Attention.objects.create(
            customer=connection.customer, connection=connection, reason=reason, since=clock.now()
        )

    groups = desk.get("/").context["groups"]

    assert [group.reason for group in groups] == ["failed", "stalled", "changed"]


def test_says_that_a_period_ends_before_it_begins(managers_desk: Client) -> None:
    page = managers_desk.get("/audit/", {"since": "2026-03-02", "until": "2026-03-01"})

    assert "before “Since”" in page.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_takes_the_first_and_the_last_day_there_is(managers_desk: Client, day: str) -> None:
    assert managers_desk.get("/audit/", {"since": day}).status_code == 200
    assert managers_desk.get("/audit/", {"until": day}).status_code == 200


def test_answers_a_position_that_no_page_gave(managers_desk: Client) -> None:
    assert managers_desk.get("/audit/", {"after": "nonsense"}).status_code == 400


def test_says_in_place_what_was_left_out_of_account(managers_desk: Client) -> None:
    answer = managers_desk.get(
        "/audit/", {"kind": "x", "about": "customer"}, headers={"HX-Request": "true"}
    )

    assert "By: Select a valid choice." in answer.content.decode()
    assert len(answer.context["page"].rows) == 1


def test_leads_to_what_an_event_is_about(managers_desk: Client, support: User) -> None:
    for target in ("ticket:12", "message:7", "webhook:3", "user:1", "view:5", "tenant:x"):
        audit.record(Verb.CUSTOMER_CREATE, by=SYSTEM, target=target, name="Acme")

    page = managers_desk.get("/audit/").content.decode()

    assert '<a href="/tickets/12/">Ticket 12</a>' in page
    assert '<a href="/mails/7/">Message 7</a>' in page
    # Pages that managers may not open, and what has none, are named only.
    for text in ("Webhook 3", "User 1", "View 5", "Tenant x"):
        assert text in page
        assert f">{text}</a>" not in page
