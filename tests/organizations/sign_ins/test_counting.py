"""What is counted of sign-ins, however their lines come; and that nobody can be recognized."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from organizations.models import Attention, Connection, SignInDay, SignInLine, Stage, Tenant
from organizations.services.sign_ins import forget_old, take_pushed
from organizations.services.sign_ins.counting import take
from portal import clock
from portal.auth0.sign_ins import SignIn, sign_in
from tests.factories import make_connection, make_customer, make_tenant

APP = "TheApplication"
ID = "con_0000000000000001"
TEXTS = ("Invalid thumbprint (configured: 1. calculated: 2)", "user is blocked", "Who knows?")


def make(number: int, *, ok: bool = False, hours: float = 1, **fields: Any) -> SignIn:
    return SignIn(
        **{
            "log_id": f"900{number:053}",
            "at": clock.now() - timedelta(hours=hours),
            "ok": ok,
            "connection_id": ID,
            "client_id": APP,
            "text": "" if ok else TEXTS[0],
            "user": "samlp|acme|jo",
            **fields,
        }
    )


def acme(**fields: Any) -> Connection:
    tenant = make_tenant()
    return make_connection(
        make_customer(),
        tenant,
        auth0_id=ID,
        wanted_clients=[APP],
        **{"stage": Stage.LIVE, **fields},
    )


@pytest.fixture
def connection(db: None) -> Connection:
    return acme()


def kept() -> list[tuple[Any, ...]]:
    """Everything that is kept of sign-ins, and where the connection stands."""
    days = SignInDay.objects.order_by("connection__auth0_id", "day", "outcome").values_list(
        "day", "outcome", "count", "people", "first_at", "last_at", "text"
    )
    stands = Connection.objects.values_list("stage", "first_sign_in_at", "last_sign_in_at")
    return [*days, *stands]


def test_counts_people_by_day_and_outcome(connection: Connection):
    take(
        connection.tenant,
        [
            make(1),
            make(2),
            make(3, user="samlp|acme|sam"),
            make(4, user=""),
            make(5, hours=49),
            make(6, text=TEXTS[1]),
            make(7, ok=True),
        ],
    )

    today = [row for row in SignInDay.objects.order_by("outcome") if row.count != 1 or row.people]
    assert {(row.outcome, row.count, row.people) for row in today} >= {
        ("certificate", 4, 2),
        ("certificate", 1, 1),
        ("success", 1, 1),
        ("blocked", 1, 1),
    }


@pytest.mark.parametrize(
    "stranger",
    [
        pytest.param({"connection_id": "con_0000000000000009"}, id="another connection"),
        pytest.param({"hours": -1}, id="from the future"),
        pytest.param({"hours": 24 * 9}, id="of last week"),
        pytest.param({"ok": True, "client_id": "Dashboard"}, id="a try"),
    ],
)
def test_leaves_out(connection: Connection, stranger: dict[str, Any]):
    take(connection.tenant, [make(1, **stranger)])

    assert not SignInDay.objects.exists()


def test_a_days_count_ends_at_a_thousand(connection: Connection):
    noon = clock.now().replace(hour=0, minute=0, second=1)
    for batch in range(3):
        take(
            connection.tenant,
            [make(batch * 400 + number, at=noon) for number in range(400)],
        )

    assert SignInDay.objects.get().count == SignInDay.MOST == SignInLine.objects.count()


def test_what_is_pushed_makes_no_connection_one_in_use(
    connection: Connection, run_tasks: Callable[[], Any]
):
    Connection.objects.update(sign_ins_due_at=clock.now() + timedelta(hours=1))

    take_pushed(connection.tenant, [make(1, ok=True)])

    connection.refresh_from_db()
    assert (connection.stage, connection.first_sign_in_at) == (Stage.LIVE, None)
    assert not SignInDay.objects.exists()
    assert connection.sign_ins_due_at
    assert connection.sign_ins_due_at <= clock.now()


def test_pushed_failures_have_the_log_searched_and_call_nobody(connection: Connection):
    now = clock.now()
    Tenant.objects.update(failures_due_at=now + timedelta(minutes=5))

    take_pushed(connection.tenant, [make(number) for number in range(5)])

    assert Tenant.objects.filter(failures_due_at__lte=clock.now()).exists()
    assert not SignInDay.objects.exists()
    assert not Attention.objects.exists()


def test_failures_pushed_again_have_it_searched_no_more_often_than_each_minute(
    connection: Connection,
):
    now = clock.now()
    Tenant.objects.update(failures_due_at=now + timedelta(minutes=10))

    take_pushed(connection.tenant, [make(number) for number in range(5)])
    due_at = Tenant.objects.get().failures_due_at
    take_pushed(connection.tenant, [make(number) for number in range(5)])

    assert Tenant.objects.get().failures_due_at == due_at
    assert due_at
    assert timedelta(minutes=1) <= due_at - now < timedelta(minutes=2)


def test_pushed_again_it_asks_auth0_no_more_often(connection: Connection):
    later = clock.now() + timedelta(hours=1)
    Connection.objects.update(
        sign_ins_due_at=later, sign_ins_read_to=clock.now() - timedelta(hours=1)
    )

    take_pushed(connection.tenant, [make(1, ok=True)])

    connection.refresh_from_db()
    assert connection.sign_ins_due_at == later


def test_lines_are_forgotten_and_their_counts_stay(connection: Connection):
    take(connection.tenant, [make(1, hours=24 * 6), make(2, hours=24 * 6, user="b")])

    SignInDay.objects.update(day=clock.now().date() - timedelta(days=8))
    forget_old()

    assert not SignInLine.objects.exists()
    assert (SignInDay.objects.get().count, SignInDay.objects.get().people) == (2, 2)

    SignInDay.objects.update(day=clock.now().date() - timedelta(days=91))
    forget_old()
    assert not SignInDay.objects.exists()


LINES = st.builds(
    lambda number, ok, hour, text, user, connection: SignIn(
        log_id=f"900{number:053}",
        at=datetime.combine(
            clock.now().date() - timedelta(days=hour // 24), datetime.min.time(), UTC
        )
        + timedelta(minutes=hour % 24),
        ok=ok,
        connection_id=connection,
        client_id=APP,
        text="" if ok else text,
        user=user,
    ),
    number=st.integers(0, 9),
    ok=st.booleans(),
    hour=st.integers(0, 100),
    text=st.sampled_from(TEXTS),
    user=st.sampled_from(["", "a", "b"]),
    connection=st.sampled_from([ID, "con_elsewhere"]),
)


class CountsAreTheSame(TestCase):
    """By search, with or without the stream, doubled and in any order."""

    @settings(max_examples=25, deadline=None)
    @given(
        lines=st.lists(LINES, max_size=8, unique_by=lambda one: one.log_id),
        data=st.data(),
    )
    def test_in_whatever_order_and_however_often_lines_come(
        self, lines: list[SignIn], data: st.DataObject
    ) -> None:
        connection = acme()
        tenant = connection.tenant
        take(tenant, lines)
        expected = kept()
        for model in (SignInDay, Connection):
            model._default_manager.all().delete()
        make_connection(
            connection.customer, tenant, auth0_id=ID, wanted_clients=[APP], stage=Stage.LIVE
        )

        shuffled = data.draw(st.permutations([*lines, *lines]))
        for one in shuffled:
            if data.draw(st.booleans()):
                take_pushed(tenant, [one])
        for one in shuffled:
            take(tenant, [one])
            if data.draw(st.booleans()):
                take_pushed(tenant, [one, one])

        assert kept() == expected


PERSONAL = {
    "type": "f",
    "log_id": "900" + "1" * 53,
    "description": "user samlp|acme-sso|mia.muster@private.example is not part of the org_x "
    "organization, said Mia.Muster@private.example from 198.51.100.77",
    "connection_id": ID,
    "connection": "acme-sso",
    "client_id": APP,
    "strategy_type": "enterprise",
    "user_id": "samlp|acme-sso|mia.muster@private.example",
    "user_name": "mia.muster@private.example",
    "identity_user_id": "mia.muster@private.example",
    "ip": "198.51.100.77",
    "user_agent": "MiasBrowser/1.0",
    "security_context": {"ja3": "miasfingerprint"},
    "details": {
        "body": {"SAMLResponse": "bWlhcy1hc3NlcnRpb24", "RelayState": "x"},
        "qs": {"login_hint": "mia.muster@private.example"},
        "prompts": [{"identity": "mia.muster@private.example"}],
    },
}
TELLTALES = ("muster", "private.example", "198.51.100.77", "MiasBrowser", "miasfinger", "bWlhcy1")


def test_nobody_is_recognizable_in_what_is_kept_or_logged(
    connection: Connection, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
):
    caplog.set_level(logging.DEBUG)
    good = {**PERSONAL, "type": "s", "log_id": "900" + "2" * 53, "description": ""}
    lines = [
        {**PERSONAL, "date": clock.now().isoformat()},
        {"log_id": "x", "data": {**good, "date": clock.now().isoformat()}},
    ]

    read = [one for line in lines if (one := sign_in(line))]
    take(connection.tenant, read)

    assert len(read) == 2
    assert SignInDay.objects.count() == 2
    call_command("dumpdata", "organizations")
    everything = capsys.readouterr().out + caplog.text + repr(read)
    assert "membership" in everything
    for telltale in TELLTALES:
        assert telltale.lower() not in everything.lower()


def test_strangers_cost_one_question_however_many(
    connection: Connection, django_assert_num_queries: Any
):
    lines = [make(number, connection_id=f"con_{number:016}") for number in range(5, 500)]

    with django_assert_num_queries(1):
        take_pushed(connection.tenant, lines)
    with django_assert_num_queries(0):
        take_pushed(connection.tenant, [])
