"""A company's own systems carry a setup to live: by the API alone, told of everything."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from keycardai_api import KeycardAPI

from tests.organizations.webhooks.receiver import Receiver, listening
from tests.processes import Stack
from tests.stories.product import Product
from tests.stories.story import CONFIGURE, ENABLE, FINISH, VERIFY, Story, choose
from tickets.demo.company import PROVEN

pytestmark = pytest.mark.xdist_group("stories")
TYPES = ["contact", "customer", "organization", "connection", "ticket", "message", "domain"]


class System:
    """A caller of the API that remembers how far it read the list of events."""

    def __init__(self, stack: Stack, key: str) -> None:
        self.key = key
        headers = {"Authorization": f"Bearer {key}"}
        self._http = httpx.Client(
            base_url=f"{stack.portal_url}/api/v1", headers=headers, timeout=30
        )
        self.next = "/events?limit=100"

    def get(self, path: str) -> Any:
        return self._http.get(path).raise_for_status().json()

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request twice, as if the first answer had been lost; return the one answer."""
        headers = {"Idempotency-Key": f"{method} {path}"} if method == "POST" else {}
        first, again = (
            self._http.request(method, path, json=body, headers=headers).raise_for_status()
            for _ in "12"
        )
        assert again.json() == first.json()
        return first.json()

    def events(self) -> list[dict[str, Any]]:
        """Every event since it asked last."""
        found: list[dict[str, Any]] = []
        while page := self.get(self.next):
            self.next = page["next"]
            if not page["data"]:
                break
            found += page["data"]
        return found

    def close(self) -> None:
        self._http.close()


@pytest.fixture
def system(stack: Stack, product: Product) -> Iterator[System]:
    """Its key comes from the command line."""
    system = System(stack, stack.manage("api_key", "create", "CRM", "--all-scopes").strip())
    yield system
    system.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as receiver:
        yield receiver


def test_a_setup_by_the_api_alone(
    begin: Callable[..., Story], system: System, receiver: Receiver, stack: Stack
):
    [tenant] = system.get("/tenants")["data"]
    [preset] = [one for one in system.get("/presets")["data"] if one["name"] == PROVEN]
    system.events()
    types = [f"{kind}.*" for kind in TYPES]
    hook = {"name": "CRM", "url": receiver.url(), "payload": "full", "types": types}
    receiver.secret = system.send("POST", "/webhooks", hook)["secret"]

    def upsert(name: str, domain: str) -> int:
        known = {"external_id": "C-1", "name": name, "domains": [domain]}
        return system.send("PUT", "/customers", known)["id"]

    story = begin("Remote", keeps_trail=True, sign_up=upsert)
    path = f"/customers/{story.customer}/organizations/new"
    organization = system.send("POST", path, {"tenant_id": tenant["id"], "name": "remote"})
    ada = story.person("ada")
    ticket = system.send(
        "POST",
        "/tickets",
        {
            "customer_id": story.customer,
            "preset_id": preset["id"],
            "recipient": {"name": "Ada", "email": ada.email},
        },
    )
    connection = f"/connections/{ticket['connection_id']}"
    story.rest()

    story.until("Mon 10h")
    ada.opens()
    assert "ticket.opened" in {one["type"] for one in receiver.bodies}
    ada.does(choose("okta"), CONFIGURE)
    shown = system.get(connection)
    assert shown["stage"] == "domain_pending"
    assert shown["turn"]["who"] == "dns"
    story.publish_record()
    system.send("POST", f"{connection}/follow-up")
    story.rest()
    ada.opens()
    ada.does(VERIFY, ENABLE, FINISH)
    assert system.get(connection)["stage"] == "live"
    story.until("Tue 10h")
    story.somebody_signs_in()
    assert system.get(connection)["stage"] == "in_use"
    story.until("Tue 11h")

    # Told of everything, once, and as the list has it; what came out of order says so.
    events = [one for one in system.events() if one["type"].partition(".")[0] in TYPES]
    assert receiver.forged == 0
    told = sorted(receiver.bodies, key=lambda body: body["sequence"])
    assert [one["sequence"] for one in told] == [one["id"] for one in events]
    assert [(one["type"], one["data"]["data"]) for one in told] == [
        (one["type"], one["data"]) for one in events
    ]
    assert {one["type"] for one in events} >= {
        "customer.created",
        "organization.created",
        "ticket.issued",
        "message.sent",
        "ticket.opened",
        "ticket.completed",
    }
    stages = [one["data"]["to"] for one in events if one["type"] == "connection.stage_changed"]
    assert stages == ["invited", "opened", "domain_pending", "domain_verified", "live", "in_use"]

    keycard = KeycardAPI(base_url=f"{stack.portal_url}/api/keycard", api_key=system.key)
    found = keycard.organizations.sso_connection.retrieve(
        organization["auth0_id"], expand=["permissions"]
    )
    assert found.id == system.get(connection)["auth0_id"]
    assert found.client_secret_set
    assert found.permissions
    assert found.permissions["organizations"]["read"]
