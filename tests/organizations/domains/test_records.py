"""Domains that Auth0 does not show while pending: asked for, told by the log, entered by hand."""

import pytest
from django.db.models import F

from organizations.errors import Rejected, Taken
from organizations.models import Connection, Domain, Event, Stage
from organizations.services import connections, domains
from portal.auth0 import MissingScope
from tests.factories import SYSTEM, make_connection, make_customer
from tests.organizations.walking import CONFIGURE, OPEN, VERIFY, Setup

HOST = "_ss-verification.acme.com"
VALUE = "b07aadc0d3f9179f120011273c6c12ad"


@pytest.fixture
def alone(setup: Setup) -> Setup:
    """Acme's connection is meant for no organization."""
    Connection.objects.update(organization=None)
    setup.connection.refresh_from_db()
    domains.await_domains(setup.connection, ["Acme.com"], by=SYSTEM)
    return setup


def ticket(setup: Setup) -> str:
    return setup.ticket(enabled_organizations=[], **setup.pending("acme.com"))


def enter(connection: Connection, **changes: str) -> Domain:
    record = {"name": "acme.com", "host": HOST, "value": VALUE, **changes}
    return domains.enter_record(connection, **record, by=SYSTEM)


def told(connection: Connection, step: str) -> None:
    """As Auth0's log tells it."""
    row = Connection.objects.filter(pk=connection.pk)
    if step == "add_domain":
        row.update(domain_added_at=connection.created_at)
    else:
        row.update(
            domain_proven_at=connection.created_at,
            verifications_logged=F("verifications_logged") + 1,
        )


def test_what_was_asked_for_waits_once(alone: Setup):
    domains.await_domains(alone.connection, ["acme.com"], by=SYSTEM)

    domain = alone.connection.domains.get()
    assert (domain.name, domain.state, domain.txt_host) == ("acme.com", "pending", "")
    assert domains.lookups_due() == []
    assert Event.objects.filter(verb="domain:add").count() == 1


def test_nothing_is_written_where_auth0_shows_pending_domains(setup: Setup):
    domains.await_domains(setup.connection, ["acme.com"], by=SYSTEM)

    assert not setup.connection.domains.exists()


@pytest.mark.parametrize("several", [False, True])
def test_a_domain_without_exactly_one_organization_is_pending_and_then_verified(
    setup: Setup, several: bool
):
    organizations = [setup.organization.auth0_id] if several else []
    if several:
        organizations.append(setup.auth0.organizations.create(name="other", display_name="O").id)
    Connection.objects.update(
        organization=setup.organization if several else None, more_organizations=several
    )
    setup.connection.refresh_from_db()
    domains.await_domains(setup.connection, ["acme.com"], by=SYSTEM)
    body = {
        "enabled_organizations": [{"organization_id": one} for one in organizations],
        **setup.pending("acme.com"),
    }
    row = setup.walk(url := setup.ticket(**body), OPEN, *CONFIGURE)["domains"][0]

    assert connections.reconcile(setup.connection).stage == Stage.DOMAIN_PENDING

    setup.sandbox.dns(row["verification_host"], row["verification_txt"])
    setup.walk(url, VERIFY)

    assert connections.reconcile(setup.connection).stage == Stage.DOMAIN_VERIFIED
    assert setup.connection.domains.get().state == Domain.State.VERIFIED


def test_what_the_log_told_of_an_unknown_domain_stands(alone: Setup):
    alone.connection.domains.all().delete()
    alone.walk(ticket(alone), OPEN, *CONFIGURE)
    assert connections.reconcile(alone.connection).stage == Stage.CONFIGURED
    told(alone.connection, "add_domain")

    assert connections.reconcile(alone.connection).stage == Stage.DOMAIN_PENDING


def test_a_domain_the_customer_added_and_proved_is_told_from_a_trusted_one(alone: Setup):
    alone.connection.domains.all().delete()
    url = ticket(alone)
    row = alone.walk(url, OPEN, *CONFIGURE)["domains"][0]
    alone.sandbox.dns(row["verification_host"], row["verification_txt"])
    alone.walk(url, VERIFY)
    told(alone.connection, "domain_verification_successful")

    connections.reconcile(alone.connection)

    assert alone.connection.domains.get().state == Domain.State.VERIFIED


def test_the_log_tells_what_neither_options_nor_domains_show(alone: Setup, without):
    alone.walk(ticket(alone), OPEN, *CONFIGURE)
    without(alone, "read:connections_options")
    assert connections.reconcile(alone.connection).stage == Stage.DOMAIN_PENDING
    told(alone.connection, "domain_verification_successful")

    assert connections.reconcile(alone.connection).stage == Stage.DOMAIN_VERIFIED


def test_a_record_entered_by_hand_is_looked_for(alone: Setup):
    domain = enter(alone.connection, host=f" {HOST}. ", value=f'"{VALUE}"')

    assert (domain.txt_host, domain.txt_value) == (HOST, VALUE)
    assert domains.lookups_due() == [domain.pk]
    alone.sandbox.dns(HOST, VALUE)
    domains.check_domain(domain)
    assert domain.lookup == Domain.Lookup.RIGHT
    assert Event.objects.get(verb="domain:record").data == {"domain": "acme.com", "host": HOST}


def test_a_corrected_record_forgets_what_was_found_for_the_old_one(alone: Setup):
    alone.sandbox.dns(HOST, VALUE)
    domains.check_domain(enter(alone.connection))

    domain = enter(alone.connection, value="0" * 32)

    assert (domain.lookup, domain.lookups) == ("", 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "acme"}, "name"),
        ({"host": "_ss-verification.victim.com"}, "host"),
        ({"host": "acme.com"}, "host"),
        ({"host": "_ss verification.acme.com"}, "host"),
        ({"host": "a" * 64 + ".acme.com"}, "host"),
        ({"value": "two words"}, "value"),
        ({"value": '""'}, "value"),
        ({"value": "x" * 256}, "value"),
        ({"value": "a\0b"}, "value"),
    ],
)
def test_what_is_no_record_is_refused(alone: Setup, changes: dict[str, str], field: str):
    with pytest.raises(Rejected) as caught:
        enter(alone.connection, **changes)

    assert caught.value.field == field
    assert not Event.objects.filter(verb="domain:record").exists()


def test_a_record_is_refused_where_auth0_shows_it(setup: Setup):
    with pytest.raises(Rejected, match="Auth0 shows"):
        enter(setup.connection)


def test_a_domain_of_somebody_else_is_refused(alone: Setup):
    other = make_connection(make_customer("Zeta"), alone.tenant)
    enter(other, name="zeta.com", host="_ss-verification.zeta.com")

    with pytest.raises(Taken, match="Zeta"):
        enter(alone.connection, name="zeta.com", host="_ss-verification.zeta.com")


def test_a_record_entered_by_hand_never_verifies(alone: Setup):
    alone.walk(ticket(alone), OPEN, *CONFIGURE)
    connections.reconcile(alone.connection)
    alone.sandbox.dns(HOST, VALUE)

    with pytest.raises(Rejected, match="Only Auth0's assistant"):
        domains.accept_record(enter(alone.connection), by=SYSTEM)


def test_a_manager_can_still_decide(alone: Setup):
    alone.walk(ticket(alone), OPEN, *CONFIGURE)
    connections.reconcile(alone.connection)

    domains.force_verified(alone.connection.domains.get(), reason="By phone.", by=SYSTEM)

    assert alone.auth0.connections.get(alone.auth0_id).domain_aliases == ("acme.com",)
    assert connections.reconcile(alone.connection).stage == Stage.DOMAIN_VERIFIED


def test_a_decision_that_auth0_does_not_take_changes_nothing(alone: Setup, without):
    alone.walk(ticket(alone), OPEN, *CONFIGURE)
    connections.reconcile(alone.connection)
    without(alone, "update:connections_options")

    with pytest.raises(MissingScope):
        domains.force_verified(alone.connection.domains.get(), reason="By phone.", by=SYSTEM)

    assert alone.connection.domains.get().state == Domain.State.PENDING
    assert not Event.objects.filter(verb="domain:force").exists()
