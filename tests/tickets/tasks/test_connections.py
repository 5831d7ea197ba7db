"""Workers: a reconcile runs the automation, a right record a reconcile, sweeps wake each once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Connection, Domain, Stage, Tenant
from organizations.services import connections
from portal import clock
from tests.factories import make_ticket
from tests.organizations.walking import CONFIGURE, ENABLE, OPEN, Setup
from tests.sandbox_process import Sandbox
from tests.tickets.log_lines import line
from tickets.models import Inventory
from tickets.services import activity, automation
from tickets.states import State
from tickets.tasks import connections as connection_tasks


@pytest.fixture
def setup(tenant: Tenant, sandbox: Sandbox) -> Setup:
    return Setup(tenant, sandbox)


def test_reconcile_completes_the_ticket_of_a_connection_that_went_live(setup: Setup):
    ticket = make_ticket(setup.connection, state=State.ISSUED)
    setup.go_live()

    connection_tasks.reconcile(setup.connection.pk)

    ticket.refresh_from_db()
    assert ticket.state == State.COMPLETED


def test_reconciles_due_reconciles_what_is_due(setup: Setup):
    Connection.objects.update(check_due_at=clock.now())
    setup.go_live()

    connection_tasks.reconciles_due()

    setup.connection.refresh_from_db()
    assert setup.connection.stage == Stage.LIVE


def test_lookups_due_check_dns_and_then_reconcile(setup: Setup):
    setup.walk(setup.ticket(**setup.pending("acme.com")), OPEN, *CONFIGURE)
    connection_tasks.reconcile(setup.connection.pk)
    setup.publish("acme.com")
    checked = Connection.objects.get().checked_at

    connection_tasks.lookups_due()

    assert setup.connection.domains.get().lookup == Domain.Lookup.RIGHT
    looked = Connection.objects.get().checked_at
    assert checked and looked and looked > checked


def test_check_domain_does_nothing_for_one_that_was_taken_out(db: None):
    connection_tasks.check_domain(4711)


def test_polls_due_reconcile_what_the_log_speaks_of(setup: Setup):
    Connection.objects.update(stage=Stage.INVITED)
    activity.poll_logs(setup.tenant)
    setup.walk(setup.ticket(), OPEN, *CONFIGURE, ENABLE)

    connection_tasks.polls_due()

    setup.connection.refresh_from_db()
    assert setup.connection.stage == Stage.LIVE
    assert setup.connection.auth0_id


def test_what_the_log_speaks_of_is_due_when_nobody_can_be_woken(setup: Setup, broker_away: None):
    Connection.objects.update(
        stage=Stage.INVITED, check_due_at=clock.now() + timedelta(hours=1), auth0_id=""
    )
    activity.poll_logs(setup.tenant)
    setup.walk(setup.ticket(), OPEN, *CONFIGURE, ENABLE)

    connection_tasks.poll_logs(setup.tenant.pk)

    assert connections.reconciles_due() == [setup.connection.pk]


def test_poll_logs_leaves_it_to_the_next_turn_when_auth0_is_away(setup: Setup):
    setup.sandbox.fault(method="GET", path="/api/v2/logs", status=503, times=9)

    connection_tasks.poll_logs(setup.tenant.pk)

    setup.tenant.refresh_from_db()
    assert setup.tenant.log_position == ""


def test_a_push_has_the_connection_reconciled(
    setup: Setup, run_tasks: Callable[[], AbstractContextManager[Any]]
):
    Tenant.objects.update(hook_token="Bearer secret")
    setup.go_live()

    with run_tasks():
        Client().post(
            reverse("log_hook", args=[setup.tenant.hook_id]),
            data=[line(1, "enable_connection")],
            content_type="application/json",
            headers={"Authorization": "Bearer secret"},
        )

    setup.connection.refresh_from_db()
    assert setup.connection.auth0_id


def test_automations_due_notifies_the_tickets_of_a_connection_that_somebody_else_found_live(
    setup: Setup,
):
    ticket = make_ticket(setup.connection, state=State.OPENED)
    setup.go_live()
    connections.reconcile(setup.connection)

    connection_tasks.automations_due()
    connection_tasks.automations_due()

    ticket.refresh_from_db()
    assert ticket.state == State.COMPLETED
    assert automation.automations_due() == []


def test_inventories_due_take_the_inventory(setup: Setup):
    connection_tasks.inventories_due()

    assert Inventory.objects.get(tenant=setup.tenant).taken_at is not None
