"""Domains at Auth0: added, taken out, forced; each leaves Auth0 and the portal agreeing."""

import pytest

from organizations.errors import Rejected, Taken
from organizations.models import Connection, Domain, Event, Stage
from organizations.services import connections, domains
from portal.auth0 import Forbidden, NotFound, Unavailable
from tests.factories import SYSTEM, make_connection, make_customer
from tests.organizations.walking import CONFIGURE, ENABLE, OPEN, Setup


def test_add_domain_puts_it_up_for_verification(setup: Setup):
    domain = domains.add_domain(setup.connection, " Acme.COM ", by=SYSTEM)

    shown = setup.auth0.discovery_domains.by_name(setup.organization.auth0_id, "acme.com")
    assert (domain.name, domain.state) == ("acme.com", Domain.State.PENDING)
    assert (domain.auth0_id, domain.txt_host) == (shown.id, shown.verification_host)
    assert domain.txt_value == shown.verification_txt
    assert domains.lookups_due() == [domain.pk]
    assert Event.objects.get(verb="domain:add").data == {"domain": "acme.com"}


def test_add_domain_takes_up_one_that_auth0_has_already(setup: Setup):
    made = setup.auth0.discovery_domains.create(
        setup.organization.auth0_id, domain="acme.com", status="verified"
    )

    domain = domains.add_domain(setup.connection, "acme.com", by=SYSTEM)

    assert (domain.auth0_id, domain.state) == (made.id, Domain.State.VERIFIED)


@pytest.mark.parametrize("name", ["", "acme", "alice@acme.com", "acme com", "https://acme.com"])
def test_add_domain_refuses_what_is_no_domain(setup: Setup, name: str):
    with pytest.raises(Rejected) as caught:
        domains.add_domain(setup.connection, name, by=SYSTEM)

    assert caught.value.field == "name"
    assert not setup.connection.domains.exists()


def test_add_domain_names_the_customer_who_has_it(setup: Setup):
    other = make_customer("Zeta", tenant=setup.tenant)
    domains.add_domain(make_connection(other, setup.tenant), "acme.com", by=SYSTEM)

    with pytest.raises(Taken) as caught:
        domains.add_domain(setup.connection, "acme.com", by=SYSTEM)

    assert caught.value.holder == other
    assert "Zeta" in caught.value.message


def test_add_domain_refuses_a_connection_without_organization(setup: Setup):
    Connection.objects.update(organization=None)
    setup.connection.refresh_from_db()

    with pytest.raises(Rejected, match="edit ticket"):
        domains.add_domain(setup.connection, "acme.com", by=SYSTEM)


def test_add_domain_does_nothing_by_halves_when_auth0_is_down(setup: Setup):
    setup.sandbox.fault(method="POST", path="*/discovery-domains", status=503)

    with pytest.raises(Unavailable):
        domains.add_domain(setup.connection, "acme.com", by=SYSTEM)

    assert not setup.connection.domains.exists()


def test_remove_domain_stops_routing_and_waiting(setup: Setup):
    config = {"name": "acme-sso", "options": {"domain_aliases": ["acme.com"]}}
    setup.walk(setup.ticket(connection_config=config), OPEN, *CONFIGURE, ENABLE)
    connections.reconcile(setup.connection)
    (domain,) = setup.connection.domains.all()

    domains.remove_domain(domain, by=SYSTEM)

    assert setup.auth0.connections.get(setup.auth0_id).domain_aliases == ()
    with pytest.raises(NotFound):
        setup.auth0.discovery_domains.by_name(setup.organization.auth0_id, "acme.com")
    assert connections.reconcile(setup.connection).stage == Stage.LIVE
    assert not setup.connection.domains.exists()


def test_remove_domain_may_be_repeated_after_a_failure(setup: Setup):
    domain = domains.add_domain(setup.connection, "acme.com", by=SYSTEM)
    setup.sandbox.fault(method="DELETE", path="*/discovery-domains/*", status=403)
    with pytest.raises(Forbidden):
        domains.remove_domain(domain, by=SYSTEM)

    domains.remove_domain(domain, by=SYSTEM)

    assert not Domain.objects.exclude(connection=None).exists()


def test_remove_domain_is_done_when_only_the_answer_was_lost(setup: Setup):
    domain = domains.add_domain(setup.connection, "acme.com", by=SYSTEM)
    setup.sandbox.fault(method="DELETE", path="*/discovery-domains/*", drop="after")

    domains.remove_domain(domain, by=SYSTEM)

    assert not Domain.objects.exclude(connection=None).exists()


def test_force_verified_sets_it_at_auth0_and_keeps_the_reason(setup: Setup):
    domain = domains.add_domain(setup.connection, "acme.com", by=SYSTEM)

    domains.force_verified(domain, reason="Their registrar confirmed it by phone.", by=SYSTEM)

    shown = setup.auth0.discovery_domains.get(setup.organization.auth0_id, domain.auth0_id)
    assert shown.status == "verified"
    assert domain.state == Domain.State.VERIFIED
    assert domains.lookups_due() == []
    event = Event.objects.get(verb="domain:force")
    assert event.data["reason"] == "Their registrar confirmed it by phone."


def test_force_verified_survives_a_late_read(setup: Setup):
    setup.walk(setup.ticket(**setup.pending("acme.com")), OPEN, *CONFIGURE)
    connections.reconcile(setup.connection)
    setup.sandbox.advance(3600)
    setup.sandbox.post("/lag", {"seconds": 60})
    domains.force_verified(setup.connection.domains.get(), reason="By phone.", by=SYSTEM)

    connection = connections.reconcile(setup.connection)

    assert connection.stage == Stage.DOMAIN_VERIFIED


def test_the_stage_says_at_once_that_the_last_pending_domain_is_verified(setup: Setup):
    setup.walk(setup.ticket(**setup.pending("acme.com", "acme.org")), OPEN, *CONFIGURE)
    connections.reconcile(setup.connection)
    stages = []

    for domain in setup.connection.domains.all():
        domains.force_verified(domain, reason="By phone.", by=SYSTEM)
        setup.connection.refresh_from_db()
        stages.append(setup.connection.stage)

    assert stages == [Stage.DOMAIN_PENDING, Stage.DOMAIN_VERIFIED]


def test_force_verified_wants_a_reason(setup: Setup):
    domain = domains.add_domain(setup.connection, "acme.com", by=SYSTEM)

    with pytest.raises(Rejected) as caught:
        domains.force_verified(domain, reason="  ", by=SYSTEM)

    assert caught.value.field == "reason"


def test_force_verified_refuses_what_is_not_pending(setup: Setup):
    domain = domains.add_domain(setup.connection, "acme.com", by=SYSTEM)
    domains.force_verified(domain, reason="By phone.", by=SYSTEM)

    with pytest.raises(Rejected, match="pending in Auth0"):
        domains.force_verified(domain, reason="Again.", by=SYSTEM)


def test_reconcile_forgets_a_domain_that_was_deleted_at_auth0(setup: Setup):
    setup.walk(setup.ticket(), OPEN, *CONFIGURE)
    domain = domains.add_domain(setup.connection, "acme.com", by=SYSTEM)
    setup.sandbox.advance(3600)
    setup.auth0.discovery_domains.delete(setup.organization.auth0_id, domain.auth0_id)

    connections.reconcile(setup.connection)

    assert not setup.connection.domains.exists()
    assert Event.objects.filter(verb="domain:vanished").exists()
