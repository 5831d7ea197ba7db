"""A second person's word on pre-verified domains, where the tenant asks for it."""

import pytest

from organizations.models import Attention
from tickets import services, tasks
from tickets.models import Ticket
from tickets.services import WrongState
from tickets.states import State


def trusting(connection, *domains):
    return {
        "connection_config": {
            "name": connection.name,
            "options": {"domain_aliases": list(domains)},
        }
    }


@pytest.fixture
def careful(tenant):
    tenant.confirm_preverified = True
    tenant.save()
    return tenant


@pytest.fixture
def held(careful, connection, wanted):
    wanted["request"] = trusting(connection, "acme.com")
    return services.request_ticket(connection, **wanted)


def test_a_ticket_that_trusts_domains_waits(held, sandbox):
    tasks.sweep()
    services.issue(held, urgently=True)

    held.refresh_from_db()
    assert held.state == State.QUEUED
    assert not [one for one in sandbox.requests() if one["path"].endswith("/sso-ticket")]
    asked = Attention.objects.get()
    assert "trusts acme.com without proof" in asked.detail


def test_somebody_else_lets_it_go(held, desk_as, manager, run_tasks):
    with run_tasks():
        desk_as(manager).post(f"/tickets/{held.pk}/confirm/")

    held.refresh_from_db()
    assert held.state == State.ISSUED
    assert held.confirmed_by == manager
    assert not Attention.objects.filter(resolved_at=None).exists()


def test_the_person_who_asked_cannot(held, desk):
    page = desk.get(f"/tickets/{held.pk}/").content.decode()
    answer = desk.post(f"/tickets/{held.pk}/confirm/", follow=True).content.decode()

    held.refresh_from_db()
    assert held.held
    assert "A second person has to confirm: acme.com" in page
    assert f"/tickets/{held.pk}/confirm/" not in page
    assert "Somebody else has to confirm it" in answer


def test_a_viewer_cannot(held, desk_as, viewer):
    assert desk_as(viewer).post(f"/tickets/{held.pk}/confirm/").status_code == 403


def test_confirming_twice_is_refused(held, manager, staff):
    second = type(staff)("staff", manager.name, user=manager)
    services.confirm_domains(held, by=second)

    with pytest.raises(WrongState, match="any more"):
        services.confirm_domains(Ticket.objects.get(pk=held.pk), by=second)


def test_confirmed_domains_are_not_asked_about_again(held, manager, staff, wanted):
    services.confirm_domains(held, by=type(staff)("staff", manager.name, user=manager))
    again = services.request_ticket(held.connection, **wanted)
    wanted["request"] = trusting(held.connection, "acme.com", "acme.org")

    more = services.request_ticket(held.connection, **wanted)

    assert not again.held
    assert more.held


def test_a_held_ticket_that_is_revoked_asks_nobody_any_more(held, staff):
    services.revoke(held, by=staff, reason="Typo")

    assert not Attention.objects.filter(resolved_at=None).exists()


@pytest.mark.parametrize("domains", [[], ["acme.com"]])
def test_nobody_is_asked_where_the_tenant_does_not_want_it(connection, wanted, domains):
    wanted["request"] = trusting(connection, *domains) if domains else wanted["request"]

    assert not services.request_ticket(connection, **wanted).held


def test_a_ticket_without_trusted_domains_goes_at_once(careful, connection, wanted):
    assert not services.request_ticket(connection, **wanted).held
