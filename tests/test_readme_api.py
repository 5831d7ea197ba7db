"""The README's API quick start, run as written."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from standardwebhooks import WebhookVerificationError

from organizations.models import Connection, Customer, Tenant, WebhookEndpoint
from organizations.services import webhooks
from tests.api_client import Api
from tests.factories import SYSTEM
from tests.organizations.webhooks.receiver import listening
from tickets.models import Preset

pytestmark = pytest.mark.processes
WHERE = re.compile(r"^export API=.*$", re.MULTILINE)


def blocks() -> str:
    """The shell of the section, in its order."""
    text = Path(django_settings.BASE_DIR, "README.md").read_text()
    section = text.partition("## API quick start")[2].partition("\n## ")[0]
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", section, re.DOTALL | re.MULTILINE))


def test_the_receiver_takes_what_is_signed_and_no_other(
    transactional_db: None, settings: Any
) -> None:
    """The README's lines of Python, as written."""
    settings.WEBHOOKS_PRIVATE = True
    text = Path(django_settings.BASE_DIR, "README.md").read_text()
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
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
    script = WHERE.sub(f"export API={live_server.url}/api/v1 KEY={Api().secret}", blocks())

    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "no_proxy": "*"},
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    *_, link, who, new = ran.stdout.strip().splitlines()
    assert link.endswith("/") and "/l/" in link
    assert (who, new) == ("customer", "[]")
    assert Customer.objects.get(external_id="C-77").organizations.get().name == "hooli"
    assert Connection.objects.get().customer.name == "Hooli"
    assert WebhookEndpoint.objects.get().types == ["ticket.*", "connection.*"]
