"""The examples of the document were really run: this runs them, and `--write` keeps them.

.venv/bin/python -m pytest tests/tickets/api/test_examples.py --write-examples
"""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from organizations.models import Customer, Tenant
from tests.api_client import Api
from tests.factories import make_customer
from tickets.api.documents import EXAMPLES
from tickets.models import Preset

RunTasks = Callable[[], AbstractContextManager[Any]]
# What is another one each time: its kind is compared.
_TIMES = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
_SECRETS = re.compile(r"(?<=/l/)[\w-]{46}|(?<=cursor=)[\w-]+|(?<=whsec_)[\w+/=]+")


class Run:
    """Calls endpoints one after another and keeps what was sent and answered."""

    def __init__(self) -> None:
        self.api = Api(name="Billing")
        self.kept: dict[str, Any] = {}

    def __call__(self, name: str, method: str, path: str, body: Any = None) -> Any:
        answer = self.api.call(method, path, body)
        assert answer.status_code < 300, answer.content.decode()
        told = json.loads(answer.content) if answer.content else None
        self.kept[name] = {"status": answer.status_code, "answer": told}
        if body is not None:
            self.kept[name]["request"] = body
        return told


@pytest.fixture
def ran(customer: Customer, tenant: Tenant, preset: Preset, run_tasks: RunTasks) -> dict[str, Any]:
    """A customer's way by the API alone, as the document shows it."""
    preset.is_default = True
    preset.save()
    tenant.return_urls = ["https://app.acme.com"]
    tenant.save()
    make_customer("Initech", tenant=tenant, contact=False)
    run = Run()
    acme = run(
        "upsert_customer",
        "PUT",
        "/customers",
        {"external_id": "C-1001", "name": "Umbrella", "domains": ["umbrella.example"]},
    )
    at = f"/customers/{acme['id']}"
    run("create_customer", "POST", "/customers", {"name": "Globex", "external_id": "C-1002"})
    run("get_customer", "GET", f"{at}?expand=contacts")
    run("update_customer", "PATCH", at, {"time_zone": "Europe/Berlin"})
    run("list_customers", "GET", "/customers?q=umbrella")
    grace = {"name": "Grace Hopper", "email": "grace@umbrella.example", "language": "en"}
    contact = run("create_contact", "POST", f"{at}/contacts", grace)
    run("list_contacts", "GET", f"{at}/contacts")
    run("find_organizations", "GET", f"{at}/organizations/candidates")
    made = {"name": "umbrella", "display_name": "Umbrella"}
    run("create_organization", "POST", f"{at}/organizations/new", made)
    run("list_organizations", "GET", f"/organizations?customer_id={acme['id']}")
    run("list_presets", "GET", "/presets")
    run("list_tenants", "GET", "/tenants")
    with run_tasks():
        ticket = run(
            "issue_ticket",
            "POST",
            "/tickets",
            {
                "customer_id": acme["id"],
                "contact_id": contact["id"],
                "delivery": "link",
                "confirmation": "none",
                "link_minutes": 30,
                "return_url": "https://app.acme.com/settings",
            },
        )
    run("get_ticket", "GET", f"/tickets/{ticket['id']}")
    run("list_tickets", "GET", f"/tickets?customer_id={acme['id']}")
    run("get_link", "GET", f"/links/{ticket['link_id']}")
    dana = {"name": "Dana Domain", "email": "dana@umbrella.example"}
    dns = {"recipient": dana, "role": "dns"}
    added = run("add_recipient", "POST", f"/tickets/{ticket['id']}/recipients", dns)
    run("revoke_link", "POST", f"/links/{added['id']}/revoke", {"reason": "On leave."})
    run("get_connection", "GET", f"/connections/{ticket['connection_id']}")
    run("list_connections", "GET", f"/connections?customer_id={acme['id']}")
    run("revoke_ticket", "POST", f"/tickets/{ticket['id']}/revoke", {"reason": "Asked to wait."})
    rows = [{"name": "Initech", "contact": "Peter", "email": "peter@initech.com"}]
    job = run("create_job", "POST", "/jobs", {"kind": "issue", "rows": rows})
    run("get_job", "GET", f"/jobs/{job['id']}")
    run("list_events", "GET", "/events?limit=2")
    heard = {"name": "CRM", "url": "https://crm.umbrella.example/hooks", "types": ["ticket.*"]}
    hook = run("create_webhook", "POST", "/webhooks", heard)
    run("list_webhooks", "GET", "/webhooks")
    run("test_webhook", "POST", f"/webhooks/{hook['id']}/test")
    run("list_webhook_deliveries", "GET", f"/webhooks/{hook['id']}/deliveries")
    since = {"since": "2026-01-01T00:00:00Z"}
    run("resend_failed_deliveries", "POST", f"/webhooks/{hook['id']}/resend", since)
    run("archive_customer", "POST", f"{at}/archive")
    return run.kept


def without_chance(text: str) -> Any:
    """Return what does not differ between two runs."""
    text = _SECRETS.sub("…", _TIMES.sub("2026-01-01T00:00:00.000Z", text))
    return kinds(json.loads(text))


def kinds(value: Any) -> Any:
    """Return the shape: texts as they are, numbers and IDs by their kind."""
    if isinstance(value, dict):
        return {key: kinds(one) for key, one in value.items()}
    if isinstance(value, list):
        return [kinds(one) for one in value]
    if isinstance(value, str):
        return re.sub(r"(?<=sk_)[\w-]+|(?<=[a-z]_)\w{8,}|\b[0-9a-f-]{36}\b|\d+", "#", value)
    return type(value).__name__


def test_the_examples_are_what_is_answered(
    ran: dict[str, Any], pytestconfig: pytest.Config
) -> None:
    told = json.dumps(ran, indent=1, ensure_ascii=False, sort_keys=True)
    if pytestconfig.getoption("--write-examples"):
        EXAMPLES.write_text(_SECRETS.sub("…", told) + "\n")

    assert without_chance(told).keys() == json.loads(EXAMPLES.read_text()).keys()
    assert without_chance(told) == without_chance(EXAMPLES.read_text())
