import pytest

from organizations.models import Domain, Stage
from portal import clock
from tests import factories
from tickets.errors import InvalidRequest, WrongState
from tickets.models import FollowUp, Link, Ticket
from tickets.models.preset import Confirmation
from tickets.services import requests
from tickets.states import State

CONNECTION_ID = "con_" + "a" * 16


@pytest.fixture
def contact(customer):
    return customer.contacts.get()


@pytest.fixture
def created(connection, preset):
    """Acme's connection, set up by a ticket, not enabled, its domain pending."""
    connection.auth0_id, connection.stage = CONNECTION_ID, Stage.DOMAIN_PENDING
    connection.verification, connection.wanted_clients = "required", ["app1"]
    connection.save()
    Domain.objects.create(
        customer=connection.customer,
        connection=connection,
        name="acme.com",
        state=Domain.State.PENDING,
        created_at=clock.now(),
    )
    organization = {
        "organization_id": connection.organization.auth0_id,
        "assign_membership_on_login": True,
    }
    factories.make_ticket(
        connection,
        state=State.EXPIRED,
        preset=preset,
        body={
            "connection_config": {"name": connection.name, "metadata": {"portal_ticket": "1"}},
            "enabled_organizations": [organization],
            "use_for_organization_discovery": True,
            "ttl_sec": 7200,
        },
    )
    return connection


def test_draft_fills_the_preset_with_the_customer(customer, tenant, preset, contact):
    preset.settings = {
        "enabled_clients": ["app1"],
        "enabled_organizations": [{"assign_membership_on_login": True, "show_as_button": False}],
        "domain_aliases_config": {"domain_verification": "required"},
        "use_for_organization_discovery": True,
    }

    made = requests.draft(customer, tenant, preset, contact)

    assert (made.kind, made.reason, made.connection) == ("create", "first", None)
    assert made.body == {
        "connection_config": {"name": "acme-sso", "display_name": "Acme"},
        "enabled_clients": ["app1"],
        "enabled_organizations": [
            {
                "organization_id": customer.organizations.get().auth0_id,
                "assign_membership_on_login": True,
                "show_as_button": False,
            }
        ],
        "domain_aliases_config": {
            "domain_verification": "required",
            "pending_domains": ["acme.com"],
        },
        "use_for_organization_discovery": True,
    }
    assert "pending_domains" not in preset.settings["domain_aliases_config"]


def test_draft_trusts_domains_where_discovery_is_wanted_without_proof(
    customer, tenant, preset, contact
):
    preset.settings = {"use_for_organization_discovery": True}

    made = requests.draft(customer, tenant, preset, contact)

    assert made.body["connection_config"]["options"] == {"domain_aliases": ["acme.com"]}


def test_draft_for_an_unmapped_customer_names_no_organization(tenant, preset):
    customer = factories.make_customer("Globex")
    preset.settings = {
        "enabled_organizations": [{"show_as_button": True}],
        "use_for_organization_discovery": True,
    }

    made = requests.draft(customer, tenant, preset, customer.contacts.get())

    assert set(made.body) == {"connection_config"}


def test_draft_takes_the_next_name_when_one_is_taken(customer, tenant, preset, contact, connection):
    made = requests.draft(customer, tenant, preset, contact)

    assert made.body["connection_config"]["name"] == "acme-sso-2"


def test_draft_for_a_connection_that_exists_is_an_edit(customer, tenant, preset, contact, created):
    preset.settings = {
        "connection_config": {"show_as_button": True},
        "provisioning_config": {"scopes": ["get:users"]},
    }

    made = requests.draft(customer, tenant, preset, contact, created)

    assert (made.kind, made.reason) == ("edit", "manual")
    assert made.body["connection_id"] == CONNECTION_ID
    assert "connection_config" not in made.body
    assert made.body["enabled_features"] == {
        "sso": True,
        "domain_verification": False,
        "provisioning": True,
    }


def test_follow_up_keeps_what_the_setup_began_with(created, preset, contact):
    made = requests.follow_up_draft(created)

    assert made.reason == Ticket.Reason.DOMAIN_VERIFICATION
    assert (made.preset, made.contact) == (preset, contact)
    assert made.body == {
        "connection_id": CONNECTION_ID,
        "enabled_features": {"domain_verification": True, "sso": True, "provisioning": False},
        "domain_aliases_config": {
            "domain_verification": "required",
            "pending_domains": ["acme.com"],
        },
        "enabled_clients": ["app1"],
        "enabled_organizations": [
            {
                "organization_id": created.organization.auth0_id,
                "assign_membership_on_login": True,
            }
        ],
        "use_for_organization_discovery": True,
        "ttl_sec": 7200,
    }


def test_follow_up_leaves_a_live_connection_as_it_is(created):
    created.stage = Stage.LIVE

    assert requests.follow_up_draft(created).body["enabled_features"]["sso"] is False


def test_follow_up_can_be_sent_as_it_is(created, staff):
    ticket = requests.request_ticket(requests.follow_up_draft(created), by=staff)

    assert (ticket.kind, ticket.reason) == ("edit", "domain_verification")
    assert ticket.connection == created


def test_follow_up_needs_a_connection_at_auth0(connection):
    with pytest.raises(WrongState, match="exist in Auth0"):
        requests.follow_up_draft(connection)


def test_follow_up_asks_for_a_contact_when_the_recipient_is_gone(created, contact):
    contact.delete()

    with pytest.raises(InvalidRequest, match="contact"):
        requests.follow_up_draft(created)


def test_reissue_draft_edits_what_exists_by_now(created, contact):
    ticket = created.tickets.get()
    ticket.link.contact = contact

    made = requests.reissue_draft(ticket)

    assert (made.kind, made.reason) == ("edit", "first")
    assert made.body["connection_id"] == CONNECTION_ID


def test_request_draft_plans_the_connection(customer, tenant, preset, contact, staff):
    made = requests.draft(customer, tenant, preset, contact)

    ticket = requests.request_ticket(made, by=staff)

    assert ticket.connection.name == "acme-sso"
    assert ticket.connection.stage == Stage.PLANNED


def test_request_draft_takes_two_clicks_for_one(customer, tenant, preset, contact, staff):
    made = requests.draft(customer, tenant, preset, contact)

    first = requests.request_ticket(made, by=staff)
    again = requests.request_ticket(made, by=staff)

    assert first == again
    assert customer.connections.count() == 1


def test_request_draft_replaces_when_something_was_changed(created, staff):
    first = requests.request_ticket(requests.follow_up_draft(created), by=staff)
    changed = requests.follow_up_draft(created)
    changed.body["ttl_sec"] = 3600

    second = requests.request_ticket(changed, by=staff)

    first.refresh_from_db()
    assert first.replaced_by == second


def test_request_draft_plans_nothing_when_the_request_is_wrong(
    customer, tenant, preset, contact, staff
):
    made = requests.draft(customer, tenant, preset, contact)
    made.body["ttl_sec"] = -1

    with pytest.raises(InvalidRequest):
        requests.request_ticket(made, by=staff)

    assert not customer.connections.exists()


def test_warnings_are_silent_when_all_is_well(customer, tenant, preset, contact, sandbox):
    sandbox.post("/dns", {"name": "acme.com", "mx": ["10 mail.acme.com."]})
    preset.settings = {"enabled_clients": ["app1"]}

    assert requests.warnings(requests.draft(customer, tenant, preset, contact)) == []


def test_warnings_name_what_may_be_wrong(customer, tenant, preset, issued):
    factories.auth0_clients.auth0(tenant).connections.create(
        {
            "name": "taken",
            "strategy": "oidc",
            "options": {"issuer": "https://idp.example", "client_id": "0oa1"},
        }
    )
    stranger = factories.make_contact(customer, email="someone@gmail.com")
    made = requests.draft(customer, tenant, preset, stranger, issued.connection)
    made.body = {
        "connection_config": {"name": "taken", "options": {"domain_aliases": ["acme.com"]}},
        "enabled_organizations": [{"organization_id": "org_1"}, {"organization_id": "org_2"}],
        "use_for_organization_discovery": True,
        "domain_aliases_config": {
            "domain_verification": "optional",
            "pending_domains": ["acme.org"],
        },
    }

    said = " ".join(map(str, requests.warnings(made)))

    for words in (
        "Auth0 already has a connection named “taken”",
        f"Ticket {issued.pk} for alice@acme.com is issued. It will be replaced",
        "free mailbox",
        "With 2 organizations",
        "Some domains are pre-verified",
        "No application is selected",
    ):
        assert words in said


def test_warnings_tell_the_permission_that_enabling_will_lack(customer, tenant, preset, contact):
    tenant.missing_scopes = ["read:logs", "update:connections_options"]
    preset.follow_up = FollowUp.ENABLE
    preset.settings = {"domain_aliases_config": {"domain_verification": "required"}}

    said = " ".join(map(str, requests.warnings(requests.draft(customer, tenant, preset, contact))))

    assert "lacks the permission update:connections_options, so the portal can enable" in said


def test_warnings_know_strangers_and_bounces(customer, tenant, preset):
    stranger = factories.make_contact(
        customer, email="eve@globex.com", bounced_at=clock.now(), opted_out_at=clock.now()
    )

    said = " ".join(map(str, requests.warnings(requests.draft(customer, tenant, preset, stranger))))

    assert "isn't at one of Acme's domains (acme.com)" in said
    assert "globex.com can't receive email" in said
    assert "bounced" in said
    assert "opted out of reminders" in said


def test_warnings_say_when_auth0_cannot_be_asked(customer, tenant, preset, contact, sandbox):
    made = requests.draft(customer, tenant, preset, contact)
    sandbox.fault(method="GET", path="/api/v2/connections", status=500, times=9)

    assert "couldn't check whether" in " ".join(map(str, requests.warnings(made)))


def test_a_link_that_the_product_shows_is_shown_again(shown, staff):
    again = requests.request_ticket(requests.reissue_draft(shown), by=staff)

    was, link = shown.link, again.link
    assert link.pk != was.pk
    assert (link.delivery, link.confirmation, link.language) == ("link", "nothing", "de")
    assert link.return_url == was.return_url == "https://app.acme.com/settings"
    assert link.expires_at - link.created_at == was.expires_at - was.created_at


def test_what_is_mailed_after_the_product_showed_it_is_confirmed(shown, staff):
    again = requests.request_ticket(requests.reissue_draft(shown).mailed(), by=staff)

    link = again.link
    assert (link.delivery, link.confirmation, link.return_url) == ("mail", "address", "")


def test_a_follow_up_on_a_link_that_the_product_showed_is_confirmed(created, staff):
    Link.objects.update(delivery=Link.Delivery.LINK, confirmation=Confirmation.NOTHING)

    follow_up = requests.request_ticket(requests.follow_up_draft(created), by=staff)

    assert (follow_up.link.delivery, follow_up.link.confirmation) == ("mail", "address")
