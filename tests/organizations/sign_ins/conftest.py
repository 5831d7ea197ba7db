from collections.abc import Callable
from typing import Any

import pytest

from organizations.models import Connection, Tenant
from organizations.services.connections.reconcile import reconcile
from organizations.services.sign_ins import look_for_sign_ins
from portal import clock
from tests.organizations.walking import Setup


@pytest.fixture
def live(setup: Setup) -> Setup:
    """Acme is live, and nobody has signed in yet."""
    setup.go_live()
    setup.connection = reconcile(setup.connection)
    return setup


@pytest.fixture
def sign_in(live: Setup) -> Callable[..., None]:
    """`sign_in(outcome="certificate", person="sam")`: somebody of Acme signs in, or fails to."""

    def act(**body: Any) -> None:
        live.sandbox.post("/sign-ins", {"connection": live.connection.name, **body})

    return act


@pytest.fixture
def look(live: Setup) -> Callable[[], Connection]:
    """Search the tenant's log as if everything were due; returns the connection."""

    def act() -> Connection:
        now = clock.now()
        Connection.objects.exclude(sign_ins_due_at=None).update(sign_ins_due_at=now)
        Tenant.objects.update(failures_due_at=now)
        look_for_sign_ins(Tenant.objects.get(pk=live.tenant.pk))
        live.connection.refresh_from_db()
        return live.connection

    return act
