"""Workers: looks carry tickets along, right records lead to a look, sweeps wake each once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organizations import services as organizations
from organizations.models import Connection, Domain, Stage, Tenant
from portal import clock
from tests.factories import make_ticket
from tests.organizations.walking import CONFIGURE, ENABLE, OPEN, Setup
from tests.sandbox_process import Sandbox
from tests.tickets.log_lines import line
from tickets import services, tasks_look
from tickets.models import Inventory
from tickets.states import State


@pytest.fixture
def setup(tenant: Tenant, sandbox: Sandbox) -> Setup:
    return Setup(tenant, sandbox)


def test_look_completes_the_ticket_of_a_connection_that_went_live(setup: Setup):
    ticket = make_ticket(setup.connection, state=State.ISSUED)
    setup.go_live()

    tasks_look.look(setup.connection.pk)

    ticket.refresh_from_db()
    assert ticket.state == State.COMPLETED


def test_looks_due_looks_at_what_is_due(setup: Setup):
    Connection.objects.update(check_due_at=clock.now())
    setup.go_live()

    tasks_look.looks_due()

    setup.connection.refresh_from_db()
    assert setup.connection.stage == Stage.LIVE


def test_lookups_due_look_in_dns_and_then_at_auth0(setup: Setup):
    setup.walk(setup.ticket(**setup.pending("acme.com")), OPEN, *CONFIGURE)
    tasks_look.look(setup.connection.pk)
    setup.publish("acme.com")
    checked = Connection.objects.get().checked_at

    tasks_look.lookups_due()

    assert setup.connection.domains.get().lookup == Domain.Lookup.RIGHT
    looked = Connection.objects.get().checked_at
    assert checked and looked and looked > checked


def test_check_domain_does_nothing_for_one_that_was_taken_out(db: None):
    tasks_look.check_domain(4711)


def test_polls_due_look_at_what_the_log_speaks_of(setup: Setup):
    Connection.objects.update(stage=Stage.INVITED)
    services.poll_logs(setup.tenant)
    setup.walk(setup.ticket(), OPEN, *CONFIGURE, ENABLE)

    tasks_look.polls_due()

    setup.connection.refresh_from_db()
    assert setup.connection.stage == Stage.LIVE
    assert setup.connection.auth0_id


def test_poll_logs_leaves_it_to_the_next_turn_when_auth0_is_away(setup: Setup):
    setup.sandbox.fault(method="GET", path="/api/v2/logs", status=503, times=9)

    tasks_look.poll_logs(setup.tenant.pk)

    setup.tenant.refresh_from_db()
    assert setup.tenant.log_position == ""


def test_a_push_has_the_connection_looked_at(
    setup: Setup, run_tasks: Callable[[], AbstractContextManager[Any]]
):
    Tenant.objects.update(hook_token="Bearer secret")
    setup.go_live()

    with run_tasks():
        Client().post(
            reverse("tickets:log_hook", args=[setup.tenant.hook_id]),
            data=[line(1, "enable_connection")],
            content_type="application/json",
            headers={"Authorization": "Bearer secret"},
        )

    setup.connection.refresh_from_db()
    assert setup.connection.auth0_id


def test_carries_due_tells_the_tickets_of_a_connection_that_somebody_else_found_live(
    setup: Setup,
):
    ticket = make_ticket(setup.connection, state=State.OPENED)
    setup.go_live()
    organizations.look(setup.connection)

    tasks_look.carries_due()
    tasks_look.carries_due()

    ticket.refresh_from_db()
    assert ticket.state == State.COMPLETED
    assert services.carries_due() == []


def test_inventories_due_take_the_inventory(setup: Setup):
    tasks_look.inventories_due()

    assert Inventory.objects.get(tenant=setup.tenant).taken_at is not None
