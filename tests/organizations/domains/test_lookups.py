"""Looking up pending domains in DNS, and what is told about it."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connections, transaction

from organizations.models import Attention, Connection, Domain, Event
from organizations.services import connections as connections_services
from organizations.services import domains
from organizations.services.domains.diagnosis import explain
from portal import clock
from portal.dns.txt_record import Result
from tests.factories import make_connection, make_customer, make_tenant
from tests.sandbox_process import Sandbox

HOST = "_ss-verification.org_1.acme.com"
VALUE = "b07aadc0d3f9179f120011273c6c12ad"


@pytest.fixture
def domain(db: None) -> Domain:
    connection = make_connection(make_customer(), make_tenant())
    return make_domain(connection)


def make_domain(connection: Connection, name: str = "acme.com") -> Domain:
    now = clock.now()
    return Domain.objects.create(
        customer=connection.customer,
        connection=connection,
        name=name,
        state=Domain.State.PENDING,
        auth0_id=f"ord_{name}",
        txt_host=f"_ss-verification.org_1.{name}",
        txt_value=VALUE,
        created_at=now,
        lookup_due_at=now,
    )


def test_check_domain_finds_the_record_and_reconciles_soon(sandbox: Sandbox, domain: Domain):
    sandbox.dns(HOST, VALUE)

    domains.check_domain(domain)

    assert domain.lookup == Domain.Lookup.RIGHT
    assert domain.looked_up_at is not None
    assert connections_services.reconciles_due() == [domain.connection_id]


def test_check_domain_asks_for_a_person_when_waiting_will_not_help(
    sandbox: Sandbox, domain: Domain
):
    sandbox.dns(f"{HOST}.acme.com", VALUE)

    domains.check_domain(domain)

    assert domain.lookup_found == [{"name": f"{HOST}.acme.com", "type": "TXT", "value": VALUE}]
    attention = Attention.objects.get()
    assert attention.reason == Attention.Reason.DOMAIN_WRONG
    assert f"{HOST}.acme.com" in attention.detail
    assert "Enter only _ss-verification.org_1 as the name" in attention.remedy


def test_check_domain_settles_the_matter_once_the_record_is_right(sandbox: Sandbox, domain: Domain):
    sandbox.dns(HOST, "wrong")
    domains.check_domain(domain)
    sandbox.dns(HOST, VALUE)

    domains.check_domain(domain)

    assert Attention.objects.get().resolved_at is not None


def test_check_domain_keeps_the_matter_while_another_domain_is_wrong(
    sandbox: Sandbox, domain: Domain
):
    assert domain.connection
    other = make_domain(domain.connection, "acme.org")
    sandbox.dns(HOST, "wrong")
    sandbox.dns(other.txt_host, "wrong, too")
    domains.check_domain(domain)
    domains.check_domain(other)
    sandbox.dns(HOST, VALUE)

    domains.check_domain(domain)

    assert Attention.objects.get().resolved_at is None


def test_check_domain_notes_on_the_timeline_of_changes_only(sandbox: Sandbox, domain: Domain):
    sandbox.dns("acme.com", "v=spf1 -all")
    domains.check_domain(domain)
    domains.check_domain(domain)
    sandbox.dns(HOST, VALUE)
    domains.check_domain(domain)

    events = Event.objects.filter(verb="domain:look_up").order_by("pk")
    assert [event.data["result"] for event in events] == ["missing", "right"]


def test_check_domain_does_not_ask_a_person_because_a_record_is_missing(
    sandbox: Sandbox, domain: Domain
):
    sandbox.dns("acme.com", "v=spf1 -all")

    domains.check_domain(domain)

    assert domain.lookup == Domain.Lookup.MISSING
    assert not Attention.objects.exists()


def test_lookups_due_hands_out_each_domain_once(domain: Domain):
    assert domains.lookups_due() == [domain.pk]
    assert domains.lookups_due() == []


def test_lookups_due_come_in_minutes_first_and_in_hours_later(domain: Domain):
    waits = []
    for lookups in (0, 5, 20):
        Domain.objects.update(lookups=lookups, lookup_due_at=clock.now())
        domains.lookups_due()
        domain.refresh_from_db()
        assert domain.lookup_due_at
        waits.append(domain.lookup_due_at - clock.now())

    assert timedelta(minutes=1) < waits[0] < timedelta(minutes=3)
    assert timedelta(minutes=5) < waits[1] < timedelta(minutes=15)
    assert timedelta(hours=3) < waits[2] <= timedelta(hours=4)


def test_lookups_due_end_after_thirty_days(domain: Domain):
    began = clock.now()
    due = began
    while domain.lookup_due_at:
        due = domain.lookup_due_at
        waited = due - clock.now()
        Domain.objects.update(lookup_due_at=clock.now())
        domains.lookups_due()
        domain.refresh_from_db()
        began -= waited

    assert timedelta(days=28) < clock.now() - began < timedelta(days=30)


def test_lookups_due_leave_out_what_is_verified(domain: Domain):
    Domain.objects.update(state=Domain.State.VERIFIED)

    assert domains.lookups_due() == []


@pytest.mark.parametrize("lookup", ["", *Domain.Lookup.values])
def test_every_finding_is_explained(domain: Domain, lookup: str):
    domain.lookup = lookup
    domain.lookup_found = [{"name": "acme.com", "type": "TXT", "value": "found"}]

    told = explain(domain)

    assert told.what.endswith(".")
    assert bool(told.remedy) is (lookup not in ("", Domain.Lookup.RIGHT))


def test_a_time_out_replaces_no_answer_of_the_last_hours(
    sandbox: Sandbox, domain: Domain, settings: Any
):
    sandbox.dns(HOST, VALUE)
    domains.check_domain(domain)
    answered_at = domain.answered_at
    settings.DNS_SERVERS = ["127.0.0.1:9"]  # nobody listens there

    sandbox.advance(600)
    diagnosis = domains.check_domain(domain)

    assert diagnosis.result == Result.TIMEOUT
    assert (domain.lookup, domain.answered_at) == (Domain.Lookup.RIGHT, answered_at)
    assert Event.objects.filter(verb="domain:look_up").count() == 1
    assert "didn't respond" in explain(domain, lookup=diagnosis.result).what


def test_servers_that_are_silent_for_long_are_reported(
    sandbox: Sandbox, domain: Domain, settings: Any
):
    sandbox.dns(HOST, VALUE)
    domains.check_domain(domain)
    settings.DNS_SERVERS = ["127.0.0.1:9"]

    sandbox.advance(13 * 3600)
    domains.check_domain(domain)

    assert domain.lookup == Domain.Lookup.TIMEOUT


def test_what_needs_a_person_says_what_is_there_now(sandbox: Sandbox, domain: Domain):
    sandbox.dns(HOST, "one", "two")
    domains.check_domain(domain)
    sandbox.dns(HOST, "two", "one")
    domains.check_domain(domain)
    assert Event.objects.filter(verb="domain:look_up").count() == 1
    sandbox.dns(HOST, "three")

    domains.check_domain(domain)

    assert "“three”" in Attention.objects.get().detail


def test_a_wrong_record_that_was_taken_away_needs_nobody(sandbox: Sandbox, domain: Domain):
    sandbox.dns(HOST, "wrong")
    domains.check_domain(domain)
    sandbox.dns(HOST)

    domains.check_domain(domain)

    assert Attention.objects.get().resolved_at is not None


def test_check_domain_says_nothing_about_a_record_that_was_replaced_meanwhile(
    sandbox: Sandbox, domain: Domain
):
    sandbox.dns(HOST, VALUE)
    Domain.objects.filter(pk=domain.pk).update(txt_value="0" * 32)

    domains.check_domain(domain)

    domain.refresh_from_db()
    assert domain.lookup == ""


def test_check_domain_survives_that_the_domain_was_taken_out_meanwhile(
    sandbox: Sandbox, domain: Domain
):
    Domain.objects.filter(pk=domain.pk).delete()

    assert domains.check_domain(domain).result == Result.NXDOMAIN


def test_check_domain_stores_a_bounded_part_of_what_it_finds(sandbox: Sandbox, domain: Domain):
    sandbox.dns(HOST, *(f"{number:02d}" + "x" * 600 for number in range(30)))

    domains.check_domain(domain)

    assert len(domain.lookup_found) == 20
    assert {len(one["value"]) for one in domain.lookup_found} == {500}


def test_a_zone_above_the_domain_is_named_in_the_remedy(domain: Domain):
    domain.name, domain.txt_host = "eu.acme.com", "_ss-verification.org_1.eu.acme.com"
    domain.lookup = Domain.Lookup.WRONG_NAME
    domain.lookup_found = [{"name": f"{domain.txt_host}.acme.com", "type": "TXT", "value": VALUE}]

    remedy = explain(domain).remedy
    assert remedy.startswith("The DNS provider adds acme.com automatically. ")
    assert remedy.endswith("Enter only _ss-verification.org_1.eu as the name.")


@pytest.mark.django_db(transaction=True)
def test_lookups_and_reconciles_do_not_wait_for_each_other(sandbox: Sandbox, domain: Domain):
    sandbox.dns(HOST, VALUE)

    def work() -> None:
        try:
            domains.check_domain(domain)
        finally:
            connections.close_all()

    worker = Thread(target=work)
    with transaction.atomic():
        # As a look at Auth0 does: the connection, then its domains.
        Connection.objects.select_for_update(no_key=True).get()
        worker.start()
        worker.join(timeout=1)
        Domain.objects.update(auth0_id="ord_new")
    worker.join()

    domain.refresh_from_db()
    assert (domain.auth0_id, domain.lookup) == ("ord_new", Domain.Lookup.RIGHT)
