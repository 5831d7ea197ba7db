"""What a customer sees of their own setup, before and after they said who they are."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from organizations.models import Connection, Domain, SignInTrouble, Stage, Verification
from portal import clock
from portal.signing import link_token
from tests import factories
from tickets.landing.progress import overview
from tickets.landing.progress.whose_turn import Who
from tickets.models import FollowUp, Link, Ticket
from tickets.services import lifecycle
from tickets.states import State


def page_of(link: Link) -> str:
    return f"/l/{link_token(link.pk)}/"


def stand(ticket: Ticket, stage: Stage, **fields: Any) -> Connection:
    """Put the ticket's connection into a stage."""
    for name, value in {"stage": stage, **fields}.items():
        setattr(ticket.connection, name, value)
    ticket.connection.save()
    ticket.link.connection = ticket.connection
    return ticket.connection


def wait_for(connection: Connection, name: str = "acme.com", **fields: Any) -> Domain:
    return Domain.objects.create(
        customer=connection.customer,
        connection=connection,
        name=name,
        state=Domain.State.PENDING,
        auth0_id=f"ord_{name}",
        txt_host=f"_ss-verification.{name}",
        txt_value="b07aadc0d3f9179f120011273c6c12ad",
        created_at=clock.now(),
        **fields,
    )


def usual(ticket: Ticket) -> dict[str, Any]:
    """One application and the customer's own organization."""
    organization = ticket.connection.customer.organizations.get()
    return {"wanted_clients": ["client"], "organization": organization}


def follow(ticket: Ticket, follow_up: str) -> None:
    assert ticket.preset
    ticket.preset.follow_up = follow_up
    ticket.preset.save()


def marks(ticket: Ticket) -> list[str]:
    return [step.state for step in overview.of(ticket.link).steps]


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (Stage.INVITED, ["current", "todo", "todo", "todo"]),
        (Stage.OPENED, ["done", "current", "todo", "todo"]),
        (Stage.CONFIGURED, ["done", "done", "current", "todo"]),
        (Stage.LIVE, ["done", "done", "done", "current"]),
        (Stage.IN_USE, ["done"] * 4),
        (Stage.DISABLED, ["done", "done", "problem"]),
        (Stage.GONE, ["done", "done", "problem"]),
    ],
)
def test_the_way_without_a_domain(issued: Ticket, stage: Stage, expected: list[str]) -> None:
    stand(issued, stage)

    assert marks(issued) == expected


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (Stage.INVITED, ["current", "todo", "todo", "todo", "todo"]),
        (Stage.DOMAIN_PENDING, ["done", "done", "current", "todo", "todo"]),
        (Stage.DOMAIN_VERIFIED, ["done", "done", "done", "current", "todo"]),
        (Stage.LIVE, ["done", "done", "done", "done", "current"]),
        (Stage.IN_USE, ["done"] * 5),
    ],
)
def test_the_way_with_a_domain_to_prove(issued: Ticket, stage: Stage, expected: list[str]) -> None:
    stand(issued, stage, verification=Verification.REQUIRED)

    assert marks(issued) == expected


def test_who_asks_hears_of_the_first_colleague(issued: Ticket) -> None:
    connection = stand(issued, Stage.IN_USE, **usual(issued))
    connection.first_sign_in_at = clock.now()
    connection.save()
    issued.link.connection.refresh_from_db()

    told = overview.of(issued.link)

    assert told.turn.text.startswith("Your first colleague signed in on")
    assert told.steps[-1].at == connection.first_sign_in_at


@pytest.mark.parametrize(
    ("stage", "lookup", "follow_up", "who"),
    [
        (Stage.INVITED, None, FollowUp.EDIT_TICKET, Who.YOU),
        (Stage.OPENED, None, FollowUp.EDIT_TICKET, Who.YOU),
        (Stage.CONFIGURED, None, FollowUp.ENABLE, Who.YOU),
        (Stage.DOMAIN_PENDING, Domain.Lookup.MISSING, FollowUp.EDIT_TICKET, Who.DNS),
        (Stage.DOMAIN_PENDING, Domain.Lookup.WRONG_NAME, FollowUp.ENABLE, Who.DNS),
        (Stage.DOMAIN_PENDING, Domain.Lookup.RIGHT, FollowUp.EDIT_TICKET, Who.YOU),
        (Stage.DOMAIN_PENDING, Domain.Lookup.RIGHT, FollowUp.ENABLE, Who.US),
        (Stage.DOMAIN_PENDING, Domain.Lookup.RIGHT, FollowUp.NOTHING, Who.US),
        (Stage.DOMAIN_VERIFIED, None, FollowUp.ENABLE, Who.US),
        (Stage.DOMAIN_VERIFIED, None, FollowUp.EDIT_TICKET, Who.YOU),
        (Stage.LIVE, None, FollowUp.EDIT_TICKET, Who.NOBODY),
        (Stage.LIVE, Domain.Lookup.MISSING, FollowUp.EDIT_TICKET, Who.DNS),
        (Stage.LIVE, Domain.Lookup.RIGHT, FollowUp.EDIT_TICKET, Who.YOU),
        (Stage.DISABLED, None, FollowUp.EDIT_TICKET, Who.US),
        (Stage.GONE, None, FollowUp.EDIT_TICKET, Who.YOU),
    ],
)
def test_whose_turn_it_is(
    issued: Ticket, stage: Stage, lookup: str | None, follow_up: str, who: Who
) -> None:
    connection = stand(issued, stage, **usual(issued))
    follow(issued, follow_up)
    if lookup:
        wait_for(connection, lookup=lookup)

    assert overview.of(issued.link).turn.who == who


@pytest.mark.parametrize(
    ("stage", "fields", "lookup", "who"),
    [
        pytest.param(Stage.CONFIGURED, {"wanted_clients": []}, None, Who.US, id="ours to enable"),
        pytest.param(
            Stage.DOMAIN_PENDING,
            {"more_organizations": True},
            Domain.Lookup.RIGHT,
            Who.YOU,
            id="Auth0's to verify",
        ),
        pytest.param(
            Stage.DOMAIN_VERIFIED, {"more_organizations": True}, None, Who.YOU, id="yours to enable"
        ),
    ],
)
def test_whose_turn_it_is_where_the_portal_cannot_enable(
    issued: Ticket, stage: Stage, fields: dict[str, Any], lookup: str | None, who: Who
) -> None:
    connection = stand(issued, stage, **{**usual(issued), **fields})
    follow(issued, FollowUp.ENABLE)
    if lookup:
        wait_for(connection, lookup=lookup)

    assert overview.of(issued.link).turn.who == who


def test_a_domain_that_comes_later_is_theirs_to_prove(issued: Ticket) -> None:
    connection = stand(issued, Stage.LIVE, **usual(issued))
    wait_for(connection, lookup=Domain.Lookup.RIGHT)
    Ticket.objects.update(reason=Ticket.Reason.DOMAIN_VERIFICATION)

    assert overview.of(issued.link).turn.who == Who.YOU


def test_it_is_auth0s_turn_while_it_does_not_answer(queued: Ticket, sandbox: Any) -> None:
    sandbox.fault(method="POST", path="*/sso-ticket", status=503, times=9)

    lifecycle.issue(queued)

    assert overview.of(queued.link).turn.who == Who.AUTH0


def test_it_is_ours_while_a_second_person_checks(queued: Ticket) -> None:
    Ticket.objects.update(held=True)

    assert "second member" in overview.of(queued.link).turn.text


@pytest.mark.parametrize("renewed", [False, True])
def test_a_certificate_that_ends_is_the_customers_turn(issued: Ticket, renewed: bool) -> None:
    ends = clock.now() + timedelta(days=12)
    stand(issued, Stage.LIVE, certificate_expires_at=ends)
    Ticket.objects.update(reason=Ticket.Reason.CERTIFICATE)
    if renewed:
        factories.make_ticket(
            issued.connection, link=issued.link, state=State.EXPIRED, reason=Ticket.Reason.RENEWAL
        )

    turn = overview.of(issued.link).turn

    assert turn.who == Who.YOU
    assert "new certificate before" in turn.text


@pytest.mark.parametrize("over", [False, True])
def test_failing_sign_ins_are_the_customers_turn_until_they_work(
    issued: Ticket, over: bool
) -> None:
    connection = stand(issued, Stage.IN_USE)
    now = clock.now()
    trouble = SignInTrouble.objects.create(
        connection=connection,
        outcome="audience",
        text="Audience is invalid. Configured: urn:auth0:umbrella:acme",
        began_at=now,
        last_at=now,
        changed_at=now,
        over_at=now if over else None,
    )
    Ticket.objects.update(reason=Ticket.Reason.FAILING, cause=f"failing:{trouble.pk}")

    turn = overview.of(issued.link).turn

    assert turn.who == (Who.NOBODY if over else Who.YOU)
    assert ("urn:auth0:umbrella:acme" in turn.text) == (not over)


def test_it_says_what_comes_next_and_when_soonest_first(issued: Ticket) -> None:
    connection = stand(issued, Stage.DOMAIN_PENDING, auth0_id="con_1", verification="required")
    wait_for(connection, lookup=Domain.Lookup.MISSING, lookup_due_at=clock.now())

    scheduled = overview.of(issued.link).scheduled

    assert [one.text for one in scheduled] == [
        "We'll check your DNS again.",
        "We'll email you if your DNS isn't correct by then.",
        "Someone at Umbrella Software will look into it.",
        "This link will expire. You can then get a new one.",
    ]
    assert sorted(one.at for one in scheduled) == [one.at for one in scheduled]
    assert scheduled[0].at > clock.now()  # never "just now"
    assert scheduled[-1].at == issued.link.expires_at


def test_one_reminder_is_announced_not_all(issued: Ticket) -> None:
    stand(issued, Stage.INVITED)

    texts = [one.text for one in overview.of(issued.link).scheduled]

    assert texts.count("We'll email you a reminder.") == 1


# --- On the page ---


SECRET = "b07aadc0d3f9179f120011273c6c12ad"


@pytest.fixture
def pending(issued: Ticket) -> Domain:
    connection = stand(issued, Stage.DOMAIN_PENDING, auth0_id="con_1", verification="required")
    return wait_for(connection, lookup=Domain.Lookup.MISSING, looked_up_at=clock.now())


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize("confirmation", ["address", "code"])
def test_nobody_sees_it_who_has_not_confirmed(
    pending: Domain, issued: Ticket, confirmation: str
) -> None:
    Link.objects.update(confirmation=confirmation)

    text = text_of(Client().get(page_of(issued.link)))

    for told in (
        SECRET,
        pending.txt_host,
        "Setup status",
        "What happens next",
        "alice@acme.com",
    ):
        assert told not in text


def test_who_confirmed_sees_it_and_spends_no_opening(pending: Domain, issued: Ticket) -> None:
    visitor = Client()

    answer = visitor.post(page_of(issued.link), {"address": "alice@acme.com", "show_status": ""})
    text = text_of(visitor.get(answer["Location"]))

    assert answer.status_code == 302
    assert answer["Referrer-Policy"] == "no-referrer"
    for told in (SECRET, pending.txt_host, "Waiting for DNS", "/dns/"):
        assert told in text
    issued.refresh_from_db()
    assert issued.state == State.ISSUED
    assert 'name="address"' not in text
    assert text.count("button--primary") == 1


def test_a_wrong_address_shows_nothing(pending: Domain, issued: Ticket) -> None:
    visitor = Client()

    visitor.post(page_of(issued.link), {"address": "eve@evil.example", "show_status": ""})

    assert SECRET not in text_of(visitor.get(page_of(issued.link)))


def test_it_is_shown_at_once_where_the_link_asks_for_nothing(
    pending: Domain, issued: Ticket
) -> None:
    Link.objects.update(confirmation="nothing")

    assert SECRET in text_of(Client().get(page_of(issued.link)))


def test_to_have_confirmed_one_link_opens_no_other(pending: Domain, issued: Ticket) -> None:
    other = factories.make_ticket(
        factories.make_connection(issued.connection.customer, issued.tenant), state=State.ISSUED
    )
    visitor = Client()
    visitor.post(page_of(other.link), {"address": "alice@acme.com", "show_status": ""})

    assert SECRET not in text_of(visitor.get(page_of(issued.link)))


@pytest.mark.parametrize("ended", Link.Ended)
def test_a_link_that_ended_shows_no_records(pending: Domain, issued: Ticket, ended: str) -> None:
    visitor = Client()
    visitor.post(page_of(issued.link), {"address": "alice@acme.com", "show_status": ""})
    Link.objects.update(ended=ended, ended_at=clock.now())

    assert SECRET not in text_of(visitor.get(page_of(issued.link)))


def test_the_page_asks_the_database_the_same_however_many_domains(
    pending: Domain, issued: Ticket, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        wait_for(issued.connection, f"acme{number}.com", lookup=Domain.Lookup.MISSING)
    Link.objects.update(confirmation="nothing")

    with django_assert_max_num_queries(30):
        Client().get(page_of(issued.link))
