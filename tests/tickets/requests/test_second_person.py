"""A second person's word on pre-verified domains, where the tenant asks for it."""

import pytest

from organizations.models import Attention
from tickets.errors import WrongState
from tickets.models import Ticket
from tickets.services import lifecycle, requests
from tickets.states import State
from tickets.tasks import tickets as ticket_tasks


def trusting(connection, *domains):
    return {
        "connection_config": {
            "name": connection.name,
            "options": {"domain_aliases": list(domains)},
        }
    }


@pytest.fixture
def careful(tenant):
    tenant.approve_preverified = True
    tenant.save()
    return tenant


@pytest.fixture
def held(careful, connection, wanted, staff):
    wanted.body = trusting(connection, "acme.com")
    return requests.request_ticket(wanted, by=staff)


def test_a_ticket_that_trusts_domains_waits(held, sandbox):
    ticket_tasks.sweep()
    lifecycle.issue(held, urgently=True)

    held.refresh_from_db()
    assert held.state == State.QUEUED
    assert not [one for one in sandbox.requests() if one["path"].endswith("/sso-ticket")]
    asked = Attention.objects.get()
    assert "trusts acme.com without proof" in asked.detail


def test_somebody_else_lets_it_go(held, desk_as, manager, run_tasks):
    with run_tasks():
        desk_as(manager).post(f"/tickets/{held.pk}/approve/")

    held.refresh_from_db()
    assert held.state == State.ISSUED
    assert held.approved_by == manager
    assert not Attention.objects.filter(resolved_at=None).exists()


def test_the_person_who_asked_cannot(held, desk):
    page = desk.get(f"/tickets/{held.pk}/").content.decode()
    answer = desk.post(f"/tickets/{held.pk}/approve/", follow=True).content.decode()

    held.refresh_from_db()
    assert held.held
    assert "A second person needs to approve: acme.com" in page
    assert f"/tickets/{held.pk}/approve/" not in page
    assert "Someone else has to approve it" in answer


def test_a_viewer_cannot(held, desk_as, viewer):
    assert desk_as(viewer).post(f"/tickets/{held.pk}/approve/").status_code == 403


def test_approving_twice_is_refused(held, manager, staff):
    second = type(staff)("staff", manager.name, user=manager)
    requests.approve_domains(held, by=second)

    with pytest.raises(WrongState, match="no longer needs approval"):
        requests.approve_domains(Ticket.objects.get(pk=held.pk), by=second)


def test_approved_domains_are_not_asked_about_again(held, manager, staff, wanted):
    requests.approve_domains(held, by=type(staff)("staff", manager.name, user=manager))
    again = requests.request_ticket(wanted, by=staff)
    wanted.body = trusting(held.connection, "acme.com", "acme.org")

    more = requests.request_ticket(wanted, by=staff)

    assert not again.held
    assert more.held


def test_a_held_ticket_that_is_revoked_asks_nobody_any_more(held, staff):
    lifecycle.revoke(held, by=staff, reason="Typo")

    assert not Attention.objects.filter(resolved_at=None).exists()


@pytest.mark.parametrize("domains", [[], ["acme.com"]])
def test_nobody_is_asked_where_the_tenant_does_not_want_it(connection, wanted, domains, staff):
    wanted.body = trusting(connection, *domains) if domains else wanted.body

    assert not requests.request_ticket(wanted, by=staff).held


def test_a_ticket_without_trusted_domains_goes_at_once(careful, connection, wanted, staff):
    assert not requests.request_ticket(wanted, by=staff).held
