"""Looking at Auth0 (the sandbox) tells where a connection stands."""

from typing import Any

import pytest
from django.core import serializers

from organizations import auth0_clients
from organizations.models import Attention, Connection, Domain, Event, Stage
from organizations.services import audit, connections, domains
from portal import clock
from tests.factories import make_connection
from tests.organizations.walking import CONFIGURE, ENABLE, OPEN, VERIFY, Setup

HOUR = 3600


def reconcile(setup: Setup) -> Connection:
    return connections.reconcile(setup.connection)


def edit_in_auth0(setup: Setup, **changes: Any) -> None:
    """Change the connection as an administrator in Auth0's dashboard does."""
    rows = setup.sandbox.state()["connections"]
    row = next(one for one in rows if one["id"] == setup.auth0_id)
    changes = {"display_name": row["display_name"], **changes}
    if "options" in changes:
        changes["options"] = {**row["options"], **changes["options"]}
    setup.auth0.connections.update(setup.auth0_id, changes)


def test_reconcile_keeps_the_stage_until_the_connection_exists(setup: Setup):
    Connection.objects.update(stage=Stage.OPENED)
    setup.walk(setup.ticket(), OPEN)

    connection = reconcile(setup)

    assert connection.stage == Stage.OPENED
    assert connection.auth0_id == ""
    assert connection.checked_at is not None


def test_reconcile_finds_a_configured_connection(setup: Setup):
    setup.walk(setup.ticket(), OPEN, *CONFIGURE)

    connection = reconcile(setup)

    assert connection.stage == Stage.CONFIGURED
    assert connection.auth0_id == setup.auth0_id
    assert connection.strategy == "samlp"
    assert connection.certificate_expires_at is not None
    assert connection.clients == []


def test_reconcile_finds_a_pending_domain_with_its_record(setup: Setup):
    setup.walk(setup.ticket(**setup.pending("acme.com")), OPEN, *CONFIGURE)

    connection = reconcile(setup)

    domain = connection.domains.get()
    assert connection.stage == Stage.DOMAIN_PENDING
    assert (domain.name, domain.state) == ("acme.com", Domain.State.PENDING)
    assert domain.txt_host == f"_ss-verification.{setup.organization.auth0_id}.acme.com"
    assert len(domain.txt_value) == 32
    assert domain.lookup_due_at is not None


def test_reconcile_notices_that_auth0_verified_the_domain(setup: Setup):
    ticket = setup.ticket(**setup.pending("acme.com"))
    setup.walk(ticket, OPEN, *CONFIGURE)
    reconcile(setup)
    setup.publish("acme.com")
    setup.walk(ticket, VERIFY)

    connection = reconcile(setup)

    domain = connection.domains.get()
    assert connection.stage == Stage.DOMAIN_VERIFIED
    assert domain.state == Domain.State.VERIFIED
    assert domain.verified_at is not None
    assert domain.lookup_due_at is None
    assert Event.objects.filter(verb="domain:verified").count() == 1


def test_reconcile_waits_for_all_pending_domains(setup: Setup):
    ticket = setup.ticket(**setup.pending("acme.com", "acme.org"))
    setup.walk(ticket, OPEN, *CONFIGURE)
    setup.publish("acme.com")
    setup.walk(ticket, VERIFY)

    assert reconcile(setup).stage == Stage.DOMAIN_PENDING


def test_reconcile_finds_the_connection_live(setup: Setup):
    setup.go_live()

    connection = reconcile(setup)

    assert connection.stage == Stage.LIVE
    assert sorted(connection.clients) == sorted(setup.clients)
    assert connection.organization_enabled
    assert connection.live_at is not None


def test_reconcile_finds_live_without_an_organization(setup: Setup):
    Connection.objects.update(organization=None)
    setup.connection.refresh_from_db()
    setup.walk(setup.ticket(enabled_organizations=[]), OPEN, *CONFIGURE, ENABLE)

    assert reconcile(setup).stage == Stage.LIVE


def test_reconcile_reads_proven_domains_from_the_aliases_without_an_organization(setup: Setup):
    Connection.objects.update(organization=None)
    setup.connection.refresh_from_db()
    Domain.objects.create(
        customer=setup.customer,
        connection=setup.connection,
        name="acme.com",
        state=Domain.State.PENDING,
        created_at=clock.now(),
    )
    body = {"enabled_organizations": [], **setup.pending("acme.com")}
    ticket = setup.ticket(**body)
    row = setup.walk(ticket, OPEN, *CONFIGURE)["domains"][0]
    before = reconcile(setup).stage
    setup.sandbox.dns(row["verification_host"], row["verification_txt"])
    setup.walk(ticket, VERIFY)

    assert before == Stage.DOMAIN_PENDING
    assert reconcile(setup).stage == Stage.DOMAIN_VERIFIED


def test_reconcile_shows_preverified_domains_as_such(setup: Setup):
    config = {"name": "acme-sso", "options": {"domain_aliases": ["acme.com"]}}
    setup.walk(setup.ticket(connection_config=config), OPEN, *CONFIGURE)

    connection = reconcile(setup)

    assert connection.domains.get().state == Domain.State.PREVERIFIED
    assert connection.stage == Stage.CONFIGURED


def test_reconcile_twice_changes_nothing_more(setup: Setup):
    setup.walk(setup.ticket(**setup.pending("acme.com")), OPEN, *CONFIGURE)
    reconcile(setup)
    events = Event.objects.count()

    reconcile(setup)

    assert Event.objects.count() == events
    assert Domain.objects.filter(connection=setup.connection).count() == 1


def test_reconcile_finds_a_deleted_connection_gone(setup: Setup):
    setup.go_live()
    reconcile(setup)
    setup.sandbox.advance(HOUR)
    setup.auth0.connections.delete(setup.auth0_id)

    connection = reconcile(setup)

    assert connection.stage == Stage.GONE
    attention = Attention.objects.get()
    assert attention.reason == Attention.Reason.CHANGED
    assert "deleted" in attention.detail


def test_reconcile_finds_a_connection_that_was_made_again_under_its_name(setup: Setup):
    setup.go_live()
    reconcile(setup)
    setup.sandbox.advance(HOUR)
    setup.auth0.connections.delete(setup.auth0_id)
    reconcile(setup)
    setup.walk(setup.ticket(), OPEN, *CONFIGURE, ENABLE)

    connection = reconcile(setup)

    assert connection.stage == Stage.LIVE
    assert connection.auth0_id == setup.auth0_id
    assert not Attention.objects.filter(resolved_at=None).exists()


def test_reconcile_finds_a_connection_disabled_for_all(setup: Setup):
    setup.go_live()
    reconcile(setup)
    setup.sandbox.advance(HOUR)
    setup.auth0.connections.set_clients(setup.auth0_id, disable=setup.clients)

    assert reconcile(setup).stage == Stage.DISABLED
    assert "No one can sign in" in Attention.objects.get().detail


def test_reconcile_settles_the_matter_when_the_connection_is_enabled_again(setup: Setup):
    setup.go_live()
    reconcile(setup)
    setup.sandbox.advance(HOUR)
    setup.auth0.enabled_connections.remove(setup.organization.auth0_id, setup.auth0_id)
    reconcile(setup)
    setup.auth0.enabled_connections.add(setup.organization.auth0_id, setup.auth0_id)

    assert reconcile(setup).stage == Stage.LIVE
    assert not Attention.objects.filter(resolved_at=None).exists()


def test_reconcile_waits_before_it_believes_that_a_fresh_live_connection_is_disabled(setup: Setup):
    setup.go_live()
    reconcile(setup)
    setup.auth0.connections.set_clients(setup.auth0_id, disable=setup.clients)

    connection = reconcile(setup)

    assert connection.stage == Stage.LIVE
    assert connection.check_due_at is not None
    assert (connection.check_due_at - clock.now()).total_seconds() <= 120


def test_reconcile_reports_what_was_changed_outside_the_portal(setup: Setup):
    setup.go_live()
    reconcile(setup)
    setup.sandbox.advance(HOUR)
    setup.auth0.connections.set_clients(setup.auth0_id, disable=setup.clients[:1])

    connection = reconcile(setup)

    assert connection.stage == Stage.LIVE
    assert Event.objects.get(verb="connection:changed").data["external"]
    assert f"no longer enabled for {setup.clients[0]}" in Attention.objects.get().detail


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"options": {"signInEndpoint": "https://evil.example"}}, "its settings were changed"),
        ({"options": {"domain_aliases": ["acme.org"]}}, "used for addresses at acme.org"),
        ({"display_name": "Evil"}, "it's now called “Evil”"),
    ],
)
def test_reconcile_reports_what_was_edited_outside_the_portal(
    setup: Setup, changes: dict[str, Any], told: str
):
    setup.go_live()
    reconcile(setup)
    setup.sandbox.advance(HOUR)
    edit_in_auth0(setup, **changes)

    connection = reconcile(setup)

    assert connection.stage == Stage.LIVE
    assert told in Attention.objects.get().detail
    assert "evil.example" not in Attention.objects.get().detail
    reconcile(setup)
    assert Event.objects.filter(verb="connection:changed").count() == 1


def test_reconcile_reports_a_domain_that_no_longer_leads_to_the_connection(setup: Setup):
    config = {"name": "acme-sso", "options": {"domain_aliases": ["acme.com"]}}
    setup.go_live(connection_config=config)
    reconcile(setup)
    setup.sandbox.advance(HOUR)
    edit_in_auth0(setup, options={"domain_aliases": []})

    reconcile(setup)

    changed = Attention.objects.get(reason=Attention.Reason.CHANGED)
    assert "no longer used for addresses at acme.com" in changed.detail


def test_reconcile_asks_nobody_about_what_the_customer_changed(setup: Setup):
    setup.go_live()
    reconcile(setup)
    setup.sandbox.advance(HOUR)
    edit = setup.auth0.tickets.create(
        setup.profile, {"connection_id": setup.auth0_id, "enabled_features": {"sso": True}}
    )
    setup.walk(edit.url, OPEN, {"do": "configure", "options": {"expires": "2031-01-01T00:00:00Z"}})
    audit.note_touched(setup.connection, clock.now())  # as Auth0's log tells it

    connection = reconcile(setup)

    assert connection.certificate_expires_at and connection.certificate_expires_at.year == 2031
    assert "certificate" in Event.objects.get(verb="connection:changed").data["what"]
    assert not Attention.objects.exists()


def test_reconcile_says_when_options_cannot_be_read(setup: Setup):
    setup.go_live()
    granted = sorted(setup.auth0.granted_scopes() - {"read:connections_options"})
    setup.sandbox.post("/scopes", {"scopes": granted})
    auth0_clients._client.cache_clear()

    connection = reconcile(setup)

    auth0_clients._client.cache_clear()
    assert connection.stage == Stage.LIVE
    assert not connection.options_visible
    assert connection.certificate_expires_at is None


def test_reconcile_stores_none_of_the_options(setup: Setup):
    steps = ({"do": "choose", "strategy": "oidc"}, {"do": "configure", "options": {}})
    setup.walk(setup.ticket(), OPEN, *steps)

    connection = reconcile(setup)

    options = setup.sandbox.state()["connections"]
    secret = next(
        row["options"]["client_secret"]
        for row in (options.values() if isinstance(options, dict) else options)
        if row["id"] == connection.auth0_id
    )
    stored = serializers.serialize("json", [connection, *Event.objects.all()])
    assert secret
    assert secret not in stored


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"status": 503, "times": 9}, "be reached"),
        ({"status": 429, "times": 9, "headers": {"Retry-After": "600"}}, "rate limit"),
        (
            {
                "status": 403,
                "body": {
                    "statusCode": 403,
                    "error": "Forbidden",
                    "message": "Insufficient scope, expected any of: read:connections",
                    "errorCode": "insufficient_scope",
                },
            },
            "lacks a permission",
        ),
    ],
)
def test_reconcile_tells_an_error_in_plain_words_and_comes_back(
    setup: Setup, fault: dict[str, Any], words: str
):
    setup.sandbox.fault(method="GET", path="/api/v2/connections*", **fault)

    connection = reconcile(setup)

    assert words in connection.check_error
    assert connection.check_due_at and connection.check_due_at > clock.now()
    assert connection.stage == Stage.PLANNED


def test_reconcile_clears_the_error_once_auth0_answers(setup: Setup):
    Connection.objects.update(check_error="Auth0 can't be reached.")

    assert reconcile(setup).check_error == ""


def test_reconcile_ignores_what_was_seen_before_a_later_look(setup: Setup):
    setup.go_live()
    later = clock.now().replace(year=2099)
    Connection.objects.update(checked_at=later)

    connection = reconcile(setup)

    assert connection.stage == Stage.PLANNED
    assert connection.checked_at == later


def test_reconcile_gives_new_domains_to_the_newest_setup_of_an_organization(setup: Setup):
    setup.go_live()
    reconcile(setup)
    newer = make_connection(setup.customer, setup.tenant, name="acme-sso-2")
    setup.auth0.discovery_domains.create(setup.organization.auth0_id, domain="acme.org")
    reconcile(setup)
    setup.walk(setup.ticket(connection_config={"name": "acme-sso-2"}), OPEN, *CONFIGURE)

    connections.reconcile(newer)

    assert not setup.connection.domains.exists()
    assert newer.domains.get().name == "acme.org"


def test_reconcile_forgets_what_dns_said_about_an_earlier_record(setup: Setup):
    ticket = setup.ticket(**setup.pending("acme.com"))
    setup.walk(ticket, OPEN, *CONFIGURE)
    reconcile(setup)
    setup.publish("acme.com")
    domains.check_domain(setup.connection.domains.get())
    setup.walk(
        ticket,
        {"do": "remove_domain", "domain": "acme.com"},
        {"do": "add_domain", "domain": "acme.com"},
    )

    reconcile(setup)

    domain = setup.connection.domains.get()
    assert (domain.lookup, domain.lookup_found, domain.lookups) == ("", [], 0)
    assert domains.lookups_due() == [domain.pk]
