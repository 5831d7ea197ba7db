import json

import pytest
from django.core.cache import cache

from organizations.auth0_clients import auth0
from organizations.models import Connection, Contact, Event, Stage
from portal import clock
from tests import factories
from tests.organizations.pages.counting import queries
from tests.tickets.pages.html import fields_of
from tickets.models import Message, Ticket
from tickets.states import State


def text_of(response):
    return response.content.decode()


@pytest.fixture
def step_two(customer, preset):
    """Where the second step is for Acme, Alice and the preset."""
    contact = customer.contacts.get()
    return f"/tickets/new/review/?customer={customer.pk}&preset={preset.pk}&contact={contact.pk}"


# --- Step one --------------------------------------------------------------------------------


def test_new_asks_for_a_customer_first(desk, customer):
    factories.make_customer("Globex")

    page = text_of(desk.get("/tickets/new/", {"q": "acme"}))

    assert f"/tickets/new/?customer={customer.pk}" in page
    assert "Globex" not in page


@pytest.mark.parametrize("text", ["acme.com", "alice@", "CRM-7"])
def test_new_finds_customers_by_domain_contact_and_number(desk, customer, text):
    customer.external_id = "CRM-7"
    customer.save()

    assert "Acme" in text_of(desk.get("/tickets/new/", {"q": text}))


def test_new_offers_presets_and_people(desk, customer, preset):
    page = text_of(desk.get("/tickets/new/", {"customer": customer.pk}))

    assert preset.name in page
    assert "Alice Admin, alice@acme.com" in page


def test_new_leads_to_the_second_step(desk, customer, preset, step_two):
    contact = customer.contacts.get()

    response = desk.post(
        f"/tickets/new/?customer={customer.pk}", {"preset": preset.pk, "contact": contact.pk}
    )

    assert response["Location"] == step_two


def test_new_adds_somebody_else_as_a_contact(desk, customer, preset):
    desk.post(
        f"/tickets/new/?customer={customer.pk}",
        {
            "preset": preset.pk,
            "contact": "new",
            "name": "Bob",
            "email": "bob@acme.com",
            "language": "de",
        },
    )

    assert Contact.objects.get(email="bob@acme.com").language == "de"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"contact": ""}, "Choose who gets the link"),
        ({"contact": "999"}, "valid choice"),
        ({"preset": "999"}, "valid choice"),
        ({"contact": "new", "email": "bob@acme.com", "language": "en"}, "Enter the recipient"),
        ({"contact": "new", "name": "Bob", "language": "en"}, "email address"),
        ({"contact": "new", "name": "Bob", "email": "bob"}, "valid email"),
        (
            {"contact": "new", "name": "Bob", "email": "ALICE@acme.com", "language": "en"},
            "has a contact",
        ),
    ],
)
def test_new_names_field_and_remedy(desk, customer, preset, typed, words):
    good = {"preset": preset.pk, "contact": customer.contacts.get().pk}

    response = desk.post(f"/tickets/new/?customer={customer.pk}", {**good, **typed})

    assert response.status_code == 200
    assert words in text_of(response)
    assert customer.contacts.count() == 1


def test_new_goes_on_with_the_connection_that_is_being_set_up(
    desk, customer, tenant, preset, step_two
):
    factories.make_connection(customer, tenant, stage=Stage.LIVE)
    unfinished = factories.make_connection(customer, tenant)
    address = f"/tickets/new/?customer={customer.pk}"

    response = desk.post(address, fields_of(desk.get(address), "start"))

    assert response["Location"] == f"{step_two}&connection={unfinished.pk}"


def test_new_takes_a_new_connection_when_all_are_live(desk, customer, tenant, preset, step_two):
    factories.make_connection(customer, tenant, stage=Stage.LIVE)
    address = f"/tickets/new/?customer={customer.pk}"

    response = desk.post(address, fields_of(desk.get(address), "start"))

    assert response["Location"] == step_two


def test_new_refuses_the_connection_of_another(desk, customer, tenant, preset):
    factories.make_connection(customer, tenant)
    other = factories.make_connection(factories.make_customer("Globex"), tenant)
    address = f"/tickets/new/?customer={customer.pk}"
    data = fields_of(desk.get(address), "start")

    response = desk.post(address, {**data, "connection": other.pk})

    assert "valid choice" in text_of(response)


def test_new_refuses_a_preset_of_another_tenant(desk, customer, tenant, preset):
    connection = factories.make_connection(customer, tenant)
    other = factories.make_preset(factories.make_tenant())
    address = f"/tickets/new/?customer={customer.pk}"
    data = fields_of(desk.get(address), "start")

    response = desk.post(address, {**data, "preset": other.pk, "connection": connection.pk})

    assert "for another tenant" in text_of(response)


def test_new_refuses_an_archived_customer(desk, customer):
    customer.archived_at = clock.now()
    customer.save()

    response = desk.get("/tickets/new/", {"customer": customer.pk}, follow=True)

    assert "is archived" in text_of(response)


def test_new_begins_anew_for_a_connection_that_was_deleted_in_auth0(desk, customer, tenant, preset):
    gone = factories.make_connection(customer, tenant, stage=Stage.GONE, auth0_id="con_1")

    response = desk.get("/tickets/new/", {"connection": gone.pk})

    assert response["Location"] == f"/tickets/new/?customer={customer.pk}"


@pytest.mark.parametrize("key", ["999", "x", "9" * 30])
def test_new_is_missing_for_an_unknown_customer(desk, key):
    assert desk.get("/tickets/new/", {"customer": key}).status_code == 404


def test_new_is_closed_to_viewers(desk_as, viewer, customer):
    assert desk_as(viewer).get("/tickets/new/").status_code == 403


# --- Step two --------------------------------------------------------------------------------


def test_review_shows_all_that_will_happen(desk, step_two):
    page = text_of(desk.get(step_two))

    assert "acme-sso" in page
    assert "Alice Admin" in page
    assert "Send to alice@acme.com" in page
    assert "&quot;connection_config&quot;" in page
    assert not Ticket.objects.exists()
    assert not Connection.objects.exists()


def test_review_shows_the_mail_in_the_readers_language(desk, customer, step_two):
    customer.contacts.update(language="de")

    response = desk.get(f"{step_two}&mail=1")

    assert 'lang="de"' in text_of(response)
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_send_plans_the_connection_and_queues_the_ticket(desk, step_two, support):
    data = fields_of(desk.get(step_two), "ticket")

    response = desk.post(step_two, {**data, "send": "1"})

    ticket = Ticket.objects.select_related("link").get()
    assert response["Location"] == f"/tickets/{ticket.pk}/"
    assert ticket.connection.name == "acme-sso"
    assert (ticket.kind, ticket.reason, ticket.state) == ("create", "first", State.QUEUED)
    assert ticket.link.recipient_email == "alice@acme.com"
    assert ticket.created_by == support


def test_send_and_its_tasks_lead_to_a_mail(desk, step_two, run_tasks, mails):
    data = fields_of(desk.get(step_two), "ticket")

    with run_tasks():
        desk.post(step_two, {**data, "send": "1"})

    assert Ticket.objects.get().state == State.ISSUED
    assert Message.objects.get().state == Message.State.SENT


def test_send_asks_for_what_was_changed(desk, step_two, tenant):
    data = fields_of(desk.get(step_two), "ticket")
    changes = {
        "name": "acme-okta",
        "verification": "required",
        "pending_domains": "acme.com",
        "ttl": "24",
        "metadata": "region = emea",
        "link_days": "7",
        "confirmation": "nothing",
    }

    desk.post(step_two, {**data, **changes, "send": "1"})

    ticket = Ticket.objects.select_related("link").get()
    assert ticket.body["connection_config"]["name"] == "acme-okta"
    assert ticket.body["connection_config"]["metadata"]["region"] == "emea"
    assert ticket.body["domain_aliases_config"]["pending_domains"] == ["acme.com"]
    assert ticket.body["ttl_sec"] == 86_400
    assert ticket.link.confirmation == "nothing"
    assert (ticket.link.expires_at - ticket.link.created_at).days == 7


def test_refresh_shows_what_a_change_does_and_sends_nothing(desk, step_two):
    data = fields_of(desk.get(step_two), "ticket")

    page = text_of(desk.post(step_two, {**data, "metadata": "region = emea", "refresh": "1"}))

    assert "region = emea" in page
    assert not Ticket.objects.exists()


def test_refresh_of_the_mail_shows_what_is_typed(desk, step_two):
    data = fields_of(desk.get(step_two), "ticket")
    typed = {"verification": "required", "pending_domains": "typed.example", "mail": "1"}

    assert "typed.example" in text_of(desk.post(step_two, {**data, **typed}))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "acme--sso"}, "single hyphens"),
        ({"pending_domains": "acme.com"}, "optional or required"),
        ({"discovery": "true"}, "Discovery needs domains"),
        ({"ttl": "999"}, "five days"),
        ({"link_days": "31"}, "less than or equal to 30"),
        ({"confirmation": "fax"}, "valid choice"),
        ({"metadata": "\n".join(f"k{n} = v" for n in range(8))}, "Keep up to 7."),
    ],
)
def test_send_names_field_and_remedy_and_leaves_nothing_behind(desk, step_two, typed, words):
    data = fields_of(desk.get(step_two), "ticket")

    response = desk.post(step_two, {**data, **typed, "send": "1"})

    assert response.status_code == 200
    assert words in text_of(response)
    assert not Ticket.objects.exists()
    assert not Connection.objects.exists()


def test_send_refuses_a_name_that_is_taken_here(desk, customer, tenant, step_two):
    factories.make_connection(customer, tenant, name="acme-okta")
    data = fields_of(desk.get(step_two), "ticket")

    response = desk.post(step_two, {**data, "name": "acme-okta", "send": "1"})

    assert "in this tenant. Choose another name." in text_of(response)
    assert not Ticket.objects.exists()


def test_review_warns_of_what_is_unusual(desk, customer, step_two):
    customer.contacts.update(email="alice@gmail.com")

    page = text_of(desk.get(step_two))

    assert "free mailbox" in page
    assert "No application is selected" in page


def test_review_at_a_planned_connection_keeps_its_name(desk, customer, tenant, preset, step_two):
    connection = factories.make_connection(customer, tenant, name="planned-before")
    address = f"{step_two}&connection={connection.pk}"
    data = fields_of(desk.get(address), "ticket")

    desk.post(address, {**data, "name": "another", "send": "1"})

    assert Ticket.objects.get().body["connection_config"]["name"] == "planned-before"


def test_review_at_an_existing_connection_makes_an_edit_ticket(desk, customer, tenant, step_two):
    connection = factories.make_connection(
        customer, tenant, auth0_id="con_" + "a" * 16, stage=Stage.LIVE
    )
    address = f"{step_two}&connection={connection.pk}"
    data = fields_of(desk.get(address), "ticket")

    desk.post(address, {**data, "features": ["sso"], "send": "1"})

    ticket = Ticket.objects.get()
    assert ticket.kind == Ticket.Kind.EDIT
    assert ticket.body["connection_id"] == connection.auth0_id
    assert ticket.body["enabled_features"]["sso"] is True


def test_review_goes_on_where_a_ticket_stopped(desk, customer, tenant, preset):
    connection = factories.make_connection(customer, tenant)
    old = factories.make_ticket(connection, state=State.EXPIRED, preset=preset)
    address = f"/tickets/new/review/?reissue={old.pk}"

    desk.post(address, {**fields_of(desk.get(address), "ticket"), "send": "1"})

    assert connection.tickets.get(state=State.QUEUED).reason == Ticket.Reason.FIRST


def test_review_says_when_the_connection_was_deleted_in_auth0(desk, customer, tenant, preset):
    gone = factories.make_connection(customer, tenant, stage=Stage.GONE, auth0_id="con_1")
    old = factories.make_ticket(gone, state=State.COMPLETED, preset=preset)

    response = desk.get(f"/tickets/new/review/?reissue={old.pk}", follow=True)

    assert "The connection was deleted in Auth0. Issue a new ticket" in text_of(response)


def test_review_says_when_the_recipient_is_gone(desk, customer, tenant, preset):
    old = factories.make_ticket(
        factories.make_connection(customer, tenant), state=State.EXPIRED, preset=preset
    )
    customer.contacts.all().delete()

    response = desk.get(f"/tickets/new/review/?reissue={old.pk}", follow=True)

    assert "The recipient was deleted" in text_of(response)


@pytest.mark.parametrize("query", ["", "?customer=1", "?reissue=999", "?customer=x&preset=y"])
def test_review_is_missing_without_its_parts(desk, db, query):
    assert desk.get(f"/tickets/new/review/{query}").status_code == 404


def test_review_keeps_what_was_chosen_where_the_profile_is_gone_and_names_who_can_help(
    desk, customer, preset, step_two, manager
):
    auth0(preset.tenant).profiles.delete(preset.profile_id)

    response = desk.get(step_two, follow=True)

    assert response.redirect_chain[-1][0].startswith(f"/tickets/new/?customer={customer.pk}&")
    form = response.context["form"]
    assert form["contact"].value() == str(customer.contacts.get().pk)
    assert "deleted in Auth0" in text_of(response)
    assert f"ask {manager} to choose another profile" in text_of(response)


def test_review_shows_the_page_behind_the_link(desk, step_two):
    response = desk.get(f"{step_two}&landing=1")

    assert "has invited Alice Admin" in text_of(response)
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "form-action 'none'" in response["Content-Security-Policy"]


def test_review_says_when_auth0_is_away(desk, sandbox, step_two):
    sandbox.fault(method="GET", path="/api/v2/*", status=500, times=99)

    response = desk.get(step_two)

    assert response.status_code == 503
    assert "be reached" in text_of(response)


def test_review_names_the_scope_that_is_missing(desk, sandbox, step_two):
    body = {
        "statusCode": 403,
        "error": "Forbidden",
        "message": "Insufficient scope; expected any of: read:clients",
        "errorCode": "insufficient_scope",
    }
    sandbox.fault(method="GET", path="/api/v2/clients", status=403, times=9, body=body)

    response = desk.get(step_two)

    assert response.status_code == 502
    assert "read:clients" in text_of(response)


def test_review_says_when_to_come_back_after_too_many_requests(desk, sandbox, step_two):
    sandbox.fault(
        method="GET",
        path="/api/v2/self-service-profiles/*",
        status=429,
        times=99,
        headers={"Retry-After": "61"},
    )

    response = desk.get(step_two)

    assert response.status_code == 503
    assert int(response["Retry-After"]) >= 60


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("self-service-profiles/*", 403, "read:self_service_profiles"),
        ("clients", 403, "read:self_service_profiles"),
        ("self-service-profiles/*", 503, "be reached"),
        ("self-service-profiles/*", 404, "was deleted in Auth0"),
    ],
)
def test_look_loses_nothing_when_auth0_refuses_what_it_needs(
    desk, sandbox, step_two, path, status, words
):
    typed = {**fields_of(desk.get(step_two), "ticket"), "display_name": "Acme SE", "link_days": "9"}
    cache.clear()
    body = {"message": "Insufficient scope; expected any of: read:self_service_profiles"}
    sandbox.fault(method="GET", path=f"/api/v2/{path}", status=status, times=9, body=body)

    response = desk.post(step_two, {**typed, "send": "1"})

    assert words in str(response.context["form"].non_field_errors())
    shown = fields_of(response, "ticket")
    assert {name: shown.get(name) for name in typed if name != "csrfmiddlewaretoken"} == {
        name: text for name, text in typed.items() if name != "csrfmiddlewaretoken"
    }
    assert not Ticket.objects.exists()


# --- Follow-up -------------------------------------------------------------------------------


@pytest.fixture
def pending(customer, tenant, preset):
    """Acme's connection: configured, its domain still to be verified."""
    connection = factories.make_connection(
        customer,
        tenant,
        auth0_id="con_" + "a" * 16,
        stage=Stage.DOMAIN_PENDING,
        verification="required",
        wanted_clients=[],
    )
    factories.make_ticket(connection, state=State.EXPIRED, preset=preset)
    return connection


def test_follow_up_is_prefilled_and_one_click_away(desk, pending):
    address = f"/connections/{pending.pk}/follow-up/"

    desk.post(address, {**fields_of(desk.get(address), "ticket"), "send": "1"})

    ticket = pending.tickets.get(state=State.QUEUED)
    assert (ticket.kind, ticket.reason) == ("edit", "domain_verification")
    assert ticket.body["domain_aliases_config"]["domain_verification"] == "required"
    assert ticket.body["enabled_features"]["domain_verification"] is True


def test_follow_up_says_when_there_is_nothing_to_finish(desk, customer, tenant):
    connection = factories.make_connection(customer, tenant)

    response = desk.get(f"/connections/{connection.pk}/follow-up/", follow=True)

    assert "exist in Auth0 yet" in text_of(response)


def test_a_request_that_was_shown_is_the_request_that_is_stored(desk, step_two):
    page = desk.get(step_two)
    shown = json.loads(page.context["body_json"])

    desk.post(step_two, {**fields_of(page, "ticket"), "send": "1"})

    stored = Ticket.objects.get().body
    stored["connection_config"].pop("metadata")
    assert stored == shown
    assert Event.objects.filter(verb="ticket:request").exists()


def test_first_step_asks_the_database_as_often_for_many(desk, customer, tenant, preset):
    found, chosen = "/tickets/new/?q=Acme", f"/tickets/new/?customer={customer.pk}"
    before = queries(desk, found), queries(desk, chosen)
    for number in (1, 2):
        factories.make_customer(f"Acme {number}")
        factories.make_contact(customer)
        factories.make_preset(tenant)

    assert (queries(desk, found), queries(desk, chosen)) == before
