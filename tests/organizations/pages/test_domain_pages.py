"""What staff do with the domains of a connection, on its page."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Connection, Domain, Event, Stage, User
from organizations.services import connections, domains
from tests.factories import SYSTEM
from tests.organizations.walking import CONFIGURE, OPEN, Setup


@pytest.fixture
def domain(setup: Setup) -> Domain:
    """acme.com, for whose TXT record Auth0 waits."""
    setup.walk(setup.ticket(**setup.pending("acme.com")), OPEN, *CONFIGURE)
    connections.reconcile(setup.connection)
    return setup.connection.domains.get()


def url(name: str, pk: int) -> str:
    return reverse(f"organizations:{name}", args=[pk])


def page(desk: Client, setup: Setup) -> str:
    return desk.get(setup.connection.get_absolute_url()).content.decode()


def test_check_says_what_is_there_and_what_to_do(desk: Client, setup: Setup, domain: Domain):
    setup.sandbox.dns(f"{domain.txt_host}.acme.com", domain.txt_value)

    answer = desk.post(url("domain_check", domain.pk), follow=True)

    text = answer.content.decode()
    assert f"the record is at {domain.txt_host}.acme.com" in text
    assert "adds acme.com automatically" in text


def test_check_reconciles_once_the_record_is_right(desk: Client, setup: Setup, domain: Domain):
    setup.publish("acme.com")
    before = setup.connection.checked_at

    answer = desk.post(url("domain_check", domain.pk), follow=True)

    setup.connection.refresh_from_db()
    assert "The TXT record is correct." in answer.content.decode()
    assert before and setup.connection.checked_at and setup.connection.checked_at > before


def test_add_shows_the_record_to_set(desk: Client, setup: Setup):
    answer = desk.post(url("domain_add", setup.connection.pk), {"name": "ACME.org"}, follow=True)

    domain = setup.connection.domains.get()
    assert domain.name == "acme.org"
    assert domain.txt_value in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "This field is required"),
        ("alice@acme.com", "a domain"),
        ("acme.com", "already has “acme.com”"),
        ("a" * 300 + ".com", "at most 255"),
    ],
)
def test_add_says_what_is_wrong_with_a_domain(
    desk: Client, setup: Setup, domain: Domain, name: str, words: str
):
    answer = desk.post(url("domain_add", setup.connection.pk), {"name": name})

    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_add_says_so_when_auth0_is_away(desk: Client, setup: Setup):
    setup.sandbox.fault(method="POST", path="*/discovery-domains", status=503)

    answer = desk.post(url("domain_add", setup.connection.pk), {"name": "acme.org"})

    assert "lost" in answer.content.decode()
    assert not setup.connection.domains.exists()


def test_remove_takes_the_domain_out(desk: Client, setup: Setup, domain: Domain):
    asked = desk.get(url("domain_remove", domain.pk)).content.decode()

    desk.post(url("domain_remove", domain.pk))

    assert "stops waiting" in asked
    assert not setup.connection.domains.exists()


def test_force_is_for_managers_and_keeps_the_reason(
    desk: Client, desk_as: Callable[[User], Client], manager: User, setup: Setup, domain: Domain
):
    refused = desk.post(url("domain_force", domain.pk), {"reason": "By phone."})

    desk_as(manager).post(url("domain_force", domain.pk), {"reason": "By phone."})

    domain.refresh_from_db()
    setup.connection.refresh_from_db()
    assert refused.status_code == 403
    assert domain.state == Domain.State.VERIFIED
    assert setup.connection.stage == Stage.DOMAIN_VERIFIED
    event = Event.objects.get(verb="domain:force")
    assert (event.user, event.data["reason"]) == (manager, "By phone.")


def test_force_wants_a_reason(desk_as: Callable[[User], Client], manager: User, domain: Domain):
    answer = desk_as(manager).post(url("domain_force", domain.pk), {"reason": " "})

    assert "This field is required" in answer.content.decode()
    domain.refresh_from_db()
    assert domain.state == Domain.State.PENDING


def test_page_offers_only_what_one_may(
    desk: Client,
    desk_as: Callable[[User], Client],
    viewer: User,
    manager: User,
    setup: Setup,
    domain: Domain,
):
    seen = {
        role: page(client, setup)
        for role, client in {
            "viewer": desk_as(viewer),
            "support": desk,
            "manager": desk_as(manager),
        }.items()
    }

    check, force = url("domain_check", domain.pk), url("domain_force", domain.pk)
    assert [check in text for text in seen.values()] == [False, True, True]
    assert [force in text for text in seen.values()] == [False, False, True]


def test_page_of_a_verified_domain_has_nothing_to_check(desk: Client, setup: Setup, domain: Domain):
    domains.force_verified(domain, reason="By phone.", by=SYSTEM)

    assert url("domain_check", domain.pk) not in page(desk, setup)
    assert desk.post(url("domain_check", domain.pk)).status_code == 404


@pytest.fixture
def unseen(setup: Setup) -> Setup:
    """acme.com is pending where Auth0 does not show it."""
    Connection.objects.update(organization=None)
    setup.connection.refresh_from_db()
    domains.await_domains(setup.connection, ["acme.com"], by=SYSTEM)
    return setup


def test_the_page_says_what_is_not_known_and_leads_to_entering_it(desk: Client, unseen: Setup):
    text = page(desk, unseen)

    assert "This one has none" in text
    assert "Only the assistant shows its TXT record" in text
    assert url("domain_record", unseen.connection.pk) + "?domain=acme.com" in text
    assert "Add domain" not in text


def test_a_record_is_entered_and_then_shown(desk: Client, unseen: Setup):
    wanted = {"name": "acme.com", "host": "_ss-verification.acme.com", "value": "b07aadc0"}

    answer = desk.post(url("domain_record", unseen.connection.pk), wanted, follow=True)

    assert "is checking DNS for acme.com" in answer.content.decode()
    assert "b07aadc0" in page(desk, unseen)
    assert "Edit TXT record" in page(desk, unseen)


def test_a_wrong_record_is_refused_at_its_field(desk: Client, unseen: Setup):
    wanted = {"name": "acme.com", "host": "_ss-verification.other.com", "value": "b07aadc0"}

    answer = desk.post(url("domain_record", unseen.connection.pk), wanted)

    assert "It ends in .acme.com" in answer.content.decode()
    assert unseen.connection.domains.get().txt_host == ""


def test_a_viewer_enters_no_record(viewer: User, desk_as: Callable[[User], Client], unseen: Setup):
    answer = desk_as(viewer).post(url("domain_record", unseen.connection.pk), {})

    assert answer.status_code == 403
