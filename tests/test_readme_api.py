"""The README's API quick start, run as written."""

import re
from typing import Any

import pytest
from standardwebhooks import WebhookVerificationError

from organizations.models import Connection, Customer, Tenant, WebhookEndpoint
from organizations.services import webhooks
from tests.api_client import Api
from tests.factories import SYSTEM
from tests.organizations.webhooks.receiver import listening
from tests.quick_start import run_quick_start, section
from tickets.models import Preset

pytestmark = pytest.mark.processes


def test_the_receiver_takes_what_is_signed_and_no_other(
    transactional_db: None, settings: Any
) -> None:
    """The README's lines of Python, as written."""
    settings.WEBHOOKS_PRIVATE = True
    (code,) = re.findall(r"^```python\n(.*?)^```", section(), re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    exec(code, names)
    with listening() as receiver:
        endpoint, secret = webhooks.create_endpoint(
            name="CRM", url=receiver.url(), types=["ticket.*"], by=SYSTEM
        )
        webhooks.send_test(endpoint, by=SYSTEM)
        webhooks.deliver_due()
        ((_path, headers, body),) = receiver.got

    assert names["receive"](body.encode(), headers, secret)["type"] == "webhook.test"
    with pytest.raises(WebhookVerificationError):
        names["receive"](body.encode() + b" ", headers, secret)


def test_the_quick_start_works(
    transactional_db: None, live_server: Any, tenant: Tenant, preset: Preset, settings: Any
) -> None:
    settings.BASE_URL = live_server.url
    preset.is_default = True
    preset.save()

    *_, link, who, new = run_quick_start(live_server.url, Api().secret)

    assert link.endswith("/") and "/l/" in link
    assert (who, new) == ("customer", "[]")
    assert Customer.objects.get(external_id="C-77").organizations.get().name == "piedpiper"
    assert Connection.objects.get().customer.name == "Pied Piper"
    assert WebhookEndpoint.objects.get().types == ["ticket.*", "connection.*"]
