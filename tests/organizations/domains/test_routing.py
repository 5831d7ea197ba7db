"""Verified domains lead to their connection, whoever verified them."""

import pytest

from organizations import auth0_clients
from organizations.models import Attention, Domain, Event, Stage
from organizations.services import connections, domains
from portal import clock
from tests.factories import SYSTEM
from tests.organizations.walking import CONFIGURE, OPEN, Setup
from tickets.actions import action_for

SCOPES = ("read:connections_options", "update:connections_options")


@pytest.fixture
def verified(setup: Setup) -> Setup:
    """Acme's connection with the domain acme.com, which a manager set to verified."""
    setup.walk(setup.ticket(**setup.pending("acme.com")), OPEN, *CONFIGURE)
    connections.reconcile(setup.connection)
    return setup


def force(setup: Setup) -> Domain:
    domain = setup.connection.domains.get()
    domains.force_verified(domain, reason="By phone.", by=SYSTEM)
    return domain


def options(setup: Setup) -> dict[str, object]:
    rows = setup.sandbox.state()["connections"]
    return dict(next(one["options"] for one in rows if one["id"] == setup.auth0_id))


def test_a_forced_domain_leads_to_the_connection_and_all_else_stays(verified: Setup):
    before = options(verified)

    force(verified)

    assert options(verified) == {**before, "domain_aliases": ["acme.com"]}
    assert Event.objects.get(verb="domain:route").data == {"domains": ["acme.com"]}
    assert connections.reconcile(verified.connection).domain_aliases == ["acme.com"]


def test_enabling_lets_verified_domains_lead_to_the_connection(verified: Setup):
    domain = verified.connection.domains.get()
    verified.publish("acme.com")
    assert domains.accept_record(domain, by=SYSTEM)

    connections.enable_connection(verified.connection, by=SYSTEM)

    assert verified.auth0.connections.get(verified.auth0_id).domain_aliases == ("acme.com",)
    connection = connections.reconcile(verified.connection)
    assert connection.stage == Stage.LIVE
    assert not Attention.objects.exists()


def test_of_two_who_accept_a_record_at_once_both_are_right(verified: Setup):
    first, second = (verified.connection.domains.get() for _ in range(2))
    verified.publish("acme.com")

    assert domains.accept_record(first, by=SYSTEM)
    assert domains.accept_record(second, by=SYSTEM)

    assert Event.objects.filter(verb="domain:accept").count() == 1


def test_enabling_again_writes_nothing(verified: Setup):
    force(verified)
    connections.enable_connection(verified.connection, by=SYSTEM)
    written = len([one for one in verified.sandbox.requests() if one["method"] == "PATCH"])

    connections.enable_connection(verified.connection, by=SYSTEM)

    assert len([one for one in verified.sandbox.requests() if one["method"] == "PATCH"]) == written


@pytest.mark.parametrize("scope", SCOPES)
def test_a_missing_permission_is_told_to_staff_and_stops_nothing(verified, without, scope: str):
    without(verified, scope)

    force(verified)
    connections.enable_connection(verified.connection, by=SYSTEM)

    assert connections.reconcile(verified.connection).stage == Stage.LIVE
    told = Attention.objects.get(reason=Attention.Reason.UNROUTED, resolved_at=None)
    assert "acme.com aren't routed to this connection" in told.detail
    if scope == "read:connections_options":
        assert scope in told.detail
        assert "grant it" in told.remedy


def test_what_is_mended_is_taken_off_the_list(verified, without):
    without(verified, "update:connections_options")
    force(verified)
    connections.enable_connection(verified.connection, by=SYSTEM)
    connections.reconcile(verified.connection)
    told = Attention.objects.get(resolved_at=None)
    action = action_for(told)
    assert action and action.url == f"/connections/{verified.connection.pk}/enable/"
    verified.sandbox.post(
        "/scopes", {"scopes": sorted(verified.auth0.granted_scopes() | {*SCOPES})}
    )
    auth0_clients._client.cache_clear()

    connections.enable_connection(verified.connection, by=SYSTEM)

    told.refresh_from_db()
    assert told.resolved_at


def test_a_look_while_it_is_being_enabled_calls_nobody(verified: Setup):
    verified.publish("acme.com")
    domains.accept_record(verified.connection.domains.get(), by=SYSTEM)
    connection = verified.connection
    assert connection.organization
    verified.auth0.connections.set_clients(verified.auth0_id, enable=connection.wanted_clients)
    verified.auth0.enabled_connections.add(connection.organization.auth0_id, verified.auth0_id)

    seen = connections.reconcile(connection)

    assert seen.stage == Stage.LIVE
    assert not Attention.objects.exists()
    # It is looked at again once it must be done.
    verified.sandbox.advance(121)
    assert seen.check_due_at and seen.check_due_at < clock.now()
    connections.reconcile(connection)
    assert Attention.objects.get().reason == Attention.Reason.UNROUTED


def test_a_domain_taken_out_of_the_routing_at_auth0_is_noticed(verified: Setup):
    force(verified)
    connections.enable_connection(verified.connection, by=SYSTEM)
    verified.sandbox.advance(300)
    connections.reconcile(verified.connection)
    verified.sandbox.advance(3600)
    verified.auth0.connections.change_domain_aliases(verified.auth0_id, remove=["acme.com"])

    connections.reconcile(verified.connection)

    reasons = set(Attention.objects.filter(resolved_at=None).values_list("reason", flat=True))
    assert reasons == {Attention.Reason.CHANGED, Attention.Reason.UNROUTED}


def test_options_are_neither_stored_nor_logged(verified: Setup, caplog):
    secret = str(options(verified)["signInEndpoint"])

    force(verified)

    stored = [repr(vars(verified.connection)), *map(repr, Event.objects.values("data"))]
    assert secret
    assert not any(secret in one for one in [*stored, caplog.text])
