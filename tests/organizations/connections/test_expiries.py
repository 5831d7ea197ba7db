"""Certificates and provisioning tokens of live connections, told before they end."""

from datetime import timedelta

import pytest

from organizations.models import Attention, Connection, Event, Stage
from organizations.services import connections
from organizations.stages import SERVING
from portal import clock
from tests.factories import make_connection, make_customer, make_tenant
from tests.organizations.walking import CONFIGURE, ENABLE, OPEN, Setup

DAY = 86_400
CHOOSE = CONFIGURE[0]


def ends_in(days: float) -> dict[str, object]:
    moment = clock.now() + timedelta(days=days)
    return {"do": "configure", "options": {"expires": moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")}}


def notices() -> list[int]:
    events = Event.objects.filter(verb="connection:ending").order_by("pk")
    return [event.data["days"] for event in events]


def test_reconcile_tells_of_a_certificate_30_14_and_3_days_before_it_ends(setup: Setup):
    setup.walk(setup.ticket(), OPEN, CHOOSE, ends_in(40), ENABLE)
    told: list[tuple[int, list[int]]] = []
    for _ in range(42):
        connections.reconcile(setup.connection)
        told.append((len(told), notices()))
        setup.sandbox.advance(DAY)

    first_day = {tuple(days): day for day, days in reversed(told)}
    assert first_day[(30,)] == 10
    assert first_day[(30, 14)] == 26
    assert first_day[(30, 14, 3)] == 37
    assert first_day[(30, 14, 3, 0)] == 40
    attention = Attention.objects.get(reason=Attention.Reason.ENDING)
    assert "certificate expired on" in attention.detail


def test_reconcile_settles_the_matter_when_the_certificate_was_replaced(setup: Setup):
    setup.walk(setup.ticket(), OPEN, CHOOSE, ends_in(10), ENABLE)
    connections.reconcile(setup.connection)
    edit = setup.auth0.tickets.create(
        setup.profile, {"connection_id": setup.auth0_id, "enabled_features": {"sso": True}}
    )
    setup.walk(edit.url, OPEN, ends_in(700))

    connections.reconcile(setup.connection)

    attention = Attention.objects.get(reason=Attention.Reason.ENDING)
    assert attention.resolved_at is not None


def test_reconcile_tells_of_a_provisioning_token_that_ends(setup: Setup):
    scopes = [f"{verb}:users" for verb in ("get", "post", "put", "patch", "delete")]
    body = {"provisioning_config": {"scopes": scopes, "token_lifetime": 10 * DAY}}
    setup.walk(setup.ticket(**body), OPEN, *CONFIGURE, {"do": "provision"}, ENABLE)

    connection = connections.reconcile(setup.connection)

    assert connection.scim_token_expires_at is not None
    (expiry,) = connections.expiries(connection)
    assert (expiry.kind, expiry.days) == ("token", 14)
    assert "provisioning" in Attention.objects.get(reason=Attention.Reason.ENDING).detail


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in SERVING])
def test_endings_concern_connections_that_serve_only(db: None, stage: Stage):
    connection = make_connection(
        make_customer(), make_tenant(), stage=stage, certificate_expires_at=clock.now()
    )

    assert connections.expiries(connection) == []


def test_endings_are_told_soonest_first(db: None):
    now = clock.now()
    connection: Connection = make_connection(
        make_customer(),
        make_tenant(),
        stage=Stage.LIVE,
        certificate_expires_at=now + timedelta(days=20),
        scim_token_expires_at=now + timedelta(days=2),
    )

    assert [(one.kind, one.days) for one in connections.expiries(connection)] == [
        ("token", 3),
        ("certificate", 30),
    ]
