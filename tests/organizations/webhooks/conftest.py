from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from organizations.models import WebhookDelivery, WebhookEndpoint
from organizations.services import customers, webhooks
from portal.external import outbound
from tests.factories import SYSTEM

from .receiver import Receiver, listening


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A receiver on this machine, where the portal may send to it."""
    settings.WEBHOOKS_PRIVATE = True
    with listening() as one:
        yield one


@pytest.fixture
def endpoint(db: None, receiver: Receiver) -> WebhookEndpoint:
    """An endpoint for what happens to customers, at the receiver, which knows its secret."""
    made, receiver.secret = webhooks.create_endpoint(
        name="CRM", url=receiver.url(), types=["customer.*"], by=SYSTEM
    )
    return made


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline of a call is 0.3 seconds."""
    monkeypatch.setattr(outbound, "DEADLINE", 0.3)


@pytest.fixture
def later(settings: Any, tmp_path: Path) -> Callable[[timedelta], None]:
    """`later(time)` moves the portal's clock ahead."""
    file = tmp_path / "clock"
    settings.CLOCK_FILE = str(file)
    moved = timedelta()

    def move(time: timedelta) -> None:
        nonlocal moved
        moved += time
        file.write_text(str(moved.total_seconds()))

    return move


def happen(count: int = 1) -> None:
    """Have something happen that webhooks are told of."""
    for number in range(count):
        customers.create_customer(name=f"Acme {number}", by=SYSTEM)


def only() -> WebhookDelivery:
    """The one delivery there is."""
    return WebhookDelivery.objects.select_related("endpoint").get()
