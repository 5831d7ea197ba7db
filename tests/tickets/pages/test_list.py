import csv
import io
from typing import Any

from django.test import Client

from organizations.models import Event, SavedView
from tests import factories
from tickets.models import Ticket
from tickets.states import State


def test_list_shows_tickets_with_customer_recipient_and_state(desk, customer, tenant):
    ticket = factories.make_ticket(factories.make_connection(customer, tenant))

    page = desk.get("/tickets/").content.decode()

    assert f"#{ticket.pk}" in page
    assert "Acme" in page
    assert "alice@acme.com" in page
    assert "Queued" in page


def test_list_teaches_when_it_is_empty(desk):
    assert "No tickets yet" in desk.get("/tickets/").content.decode()


def test_list_narrows_by_state_kind_reason_and_tenant(desk, customer, tenant):
    wanted = factories.make_ticket(
        factories.make_connection(customer, tenant),
        state=State.ISSUED,
        reason=Ticket.Reason.CERTIFICATE,
    )
    other = factories.make_ticket(factories.make_connection(customer, tenant))

    query = {"state": "issued", "kind": "create", "reason": "certificate", "tenant": tenant.pk}
    page = desk.get("/tickets/", query).content.decode()

    assert f"#{wanted.pk}" in page
    assert f"#{other.pk}" not in page


def test_list_finds_by_customer_recipient_connection_and_number(desk, customer, tenant):
    connection = factories.make_connection(customer, tenant, name="globex-2")
    ticket = factories.make_ticket(connection)

    for text in ("acm", "ALICE@", "globex-2", str(ticket.pk), f"#{ticket.pk}"):
        assert f"#{ticket.pk}<" in desk.get("/tickets/", {"q": text}).content.decode(), text


def test_list_says_when_nothing_fits(desk, customer, tenant):
    factories.make_ticket(factories.make_connection(customer, tenant))

    assert "No matching tickets" in desk.get("/tickets/", {"q": "9" * 40}).content.decode()


def test_list_ignores_filters_that_make_no_sense(desk, customer, tenant):
    ticket = factories.make_ticket(factories.make_connection(customer, tenant))

    page = desk.get("/tickets/", {"state": "lost", "tenant": "x"}).content.decode()

    assert f"#{ticket.pk}" in page


def test_list_refuses_a_position_that_no_page_gave(desk):
    assert desk.get("/tickets/", {"after": "nonsense"}).status_code == 400


def test_list_needs_the_same_queries_for_one_row_and_three(
    desk, customer, tenant, django_assert_num_queries
):
    from django.db import connection as database
    from django.test.utils import CaptureQueriesContext

    factories.make_ticket(factories.make_connection(customer, tenant))
    desk.get("/tickets/")
    with CaptureQueriesContext(database) as one:
        desk.get("/tickets/")
    for _ in range(2):
        factories.make_ticket(factories.make_connection(customer, tenant))

    with django_assert_num_queries(len(one)):
        desk.get("/tickets/")


def test_list_offers_a_viewer_no_new_ticket(desk_as, viewer):
    page = desk_as(viewer).get("/tickets/").content.decode()

    assert "/tickets/new/" not in page


def test_list_asks_for_a_login(client, db):
    assert client.get("/tickets/").status_code == 302


def test_list_finds_by_organization_external_and_connection_id(desk, customer, tenant):
    customer.external_id = "CRM-77"
    customer.save()
    connection = factories.make_connection(customer, tenant, auth0_id="con_77")
    ticket = factories.make_ticket(connection)

    for text in (customer.organizations.get().auth0_id, "crm-7", "con_77"):
        assert f"#{ticket.pk}<" in desk.get("/tickets/", {"q": text}).content.decode(), text


def test_list_finds_one_ticket_alone_by_its_number(desk, customer, tenant):
    for name in ("first", "second"):
        ticket = factories.make_ticket(factories.make_connection(customer, tenant, name=name))
    factories.make_connection(customer, tenant, name=f"x-{ticket.pk}")

    for text in (f"#{ticket.pk}", f"Ticket {ticket.pk}"):
        rows = desk.get("/tickets/", {"q": text}).context["page"].rows
        assert [row.pk for row in rows] == [ticket.pk]


def test_list_combines_search_and_filters(desk, customer, tenant):
    connection = factories.make_connection(customer, tenant)
    factories.make_ticket(connection, state=State.REVOKED)
    wanted = factories.make_ticket(connection, state=State.ISSUED)

    rows = desk.get("/tickets/", {"q": "acme", "state": "issued"}).context["page"].rows

    assert [row.pk for row in rows] == [wanted.pk]


def exported(desk: Client, query: str = "") -> list[dict[str, str]]:
    answer: Any = desk.post(f"/tickets/export/?{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_list_narrows_by_the_owner_of_the_customer(desk, customer, tenant, support):
    mine = factories.make_customer("Globex", owner=support)
    wanted = factories.make_ticket(factories.make_connection(mine, tenant))
    other = factories.make_ticket(factories.make_connection(customer, tenant))

    def shown(owner: object) -> list[Ticket]:
        return desk.get("/tickets/", {"owner": owner}).context["page"].rows

    assert shown("me") == shown(support.pk) == [wanted]
    assert shown("nobody") == [other]
    assert str(support) in desk.get("/tickets/").content.decode()


def test_list_keeps_its_filters_as_views_of_its_own(desk, customer, tenant, support):
    answer = desk.post("/views/new/?list=tickets&state=failed&owner=me", {"name": "My failures"})

    view = SavedView.objects.get()
    assert (view.page, view.query) == ("tickets", "state=failed&owner=me")
    assert answer["Location"] == "/tickets/?state=failed&owner=me"
    assert "My failures" in desk.get("/tickets/").content.decode()
    assert "My failures" not in desk.get("/customers/").content.decode()
    page = desk.get("/tickets/", {"state": "failed", "owner": "me"}).content.decode()
    assert f"/views/{view.pk}/delete/" in page
    assert desk.post(f"/views/{view.pk}/delete/")["Location"] == "/tickets/"


def test_list_is_exported_as_it_is_filtered(desk, customer, tenant, support):
    connection = factories.make_connection(customer, tenant, name="acme-sso")
    ticket = factories.make_ticket(connection, state=State.ISSUED, created_by=support)
    factories.make_ticket(factories.make_connection(customer, tenant), state=State.FAILED)

    (row,) = exported(desk, "state=issued")

    assert row["Ticket"] == str(ticket.pk)
    assert (row["Customer"], row["Email"]) == ("Acme", "alice@acme.com")
    assert (row["State"], row["Reason"]) == ("Issued", "First setup")
    assert row["Requested by"] == str(support)
    assert ticket.link.url not in str(row)
    event = Event.objects.get(verb="ticket:export")
    assert event.data == {"count": 1, "filters": "state=issued"}
