"""A connection's sign-ins as staff see them: why they fail, and nobody's name."""

from datetime import timedelta

import pytest
from django.test import Client

from organizations.models import Connection, Stage
from organizations.services.sign_ins.counting import take
from portal import clock
from portal.auth0.sign_ins import SignIn
from tests.factories import make_connection, make_customer, make_tenant

ID = "con_0000000000000001"
PERSON = "samlp|acme-sso|mia.muster@private.example"


@pytest.fixture
def connection(db: None) -> Connection:
    return make_connection(
        make_customer(), make_tenant(), auth0_id=ID, stage=Stage.LIVE, wanted_clients=["app"]
    )


def fail(connection: Connection, text: str, times: int = 1) -> None:
    lines = [
        SignIn(
            f"900{number:053}", clock.now() - timedelta(seconds=9), False, ID, "app", text, PERSON
        )
        for number in range(times)
    ]
    take(connection.tenant, lines)


def page(desk: Client, connection: Connection) -> str:
    return desk.get(connection.get_absolute_url()).content.decode()


def test_page_says_why_they_fail_and_who_can_fix_it(desk: Client, connection: Connection):
    fail(connection, "Invalid thumbprint (configured: 1. calculated: 2)", times=3)

    html = page(desk, connection)

    assert "Sign-ins" in html
    assert "Invalid thumbprint" in html
    assert "identity provider" in html


def test_page_shows_a_message_as_text(desk: Client, connection: Connection):
    fail(connection, "<script>alert(1)</script> <b>No seat</b>")

    html = page(desk, connection)

    assert "<script>alert(1)" not in html
    assert "<b>No seat" not in html


def test_pages_name_nobody(desk: Client, connection: Connection):
    fail(connection, f"user {PERSON} is not part of the org_x organization; 198.51.100.77", times=5)

    for html in (page(desk, connection), desk.get("/").content.decode()):
        for telltale in ("muster", "private.example", "198.51.100.77"):
            assert telltale not in html
