"""Webhooks by the API: made, changed, tested, and each key its tenant's only."""

from typing import Any

import pytest

from organizations.models import WebhookDelivery, WebhookEndpoint
from organizations.services import customers, webhooks
from tests.api_client import Api, told
from tests.factories import SYSTEM, make_tenant

pytestmark = pytest.mark.django_db
BODY = {"name": "CRM", "url": "https://crm.example.com/hooks", "types": ["ticket.*"]}


@pytest.fixture
def api() -> Api:
    return Api("webhooks:read", "webhooks:write", "events:read")


def test_the_secret_is_shown_when_it_is_made(api: Api) -> None:
    made = told(api.post("/webhooks", BODY), 201)
    at = f"/webhooks/{made['id']}"
    rotated = told(api.post(f"{at}/rotate"), 201)

    assert made["secret"].startswith("whsec_")
    assert rotated["secret"] not in ("", made["secret"])
    assert rotated["old_secret_until"]
    for shown in (api.get("/webhooks"), api.get(at)):
        assert "whsec_" not in shown.content.decode()


def test_sent_again_it_is_made_once_with_the_same_secret(api: Api) -> None:
    first, again = (api.post("/webhooks", BODY, **{"Idempotency-Key": "one"}) for _ in "12")

    assert told(first, 201)["secret"] == told(again, 201)["secret"]
    assert WebhookEndpoint.objects.count() == 1


def test_changed_switched_off_and_deleted(api: Api) -> None:
    made = told(api.post("/webhooks", BODY), 201)
    at = f"/webhooks/{made['id']}"

    changed = told(api.call("PATCH", at, {"payload": "full", "active": False}))
    assert (changed["payload"], changed["active"], changed["name"]) == ("full", False, "CRM")
    refused = told(api.post(f"{at}/test"), 422)
    assert "turned off" in refused["detail"]
    assert told(api.call("PATCH", at, {"active": True}))["active"]
    told(api.call("DELETE", at), 204)
    assert api.get(at).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"types": ["nothing"]}, "types"),
        ({"types": []}, "types"),
        ({"payload": "fat"}, "payload"),
        ({"name": ""}, "name"),
        ({"secret": "mine"}, "secret"),
    ],
)
def test_what_is_wrong_is_named(api: Api, wrong: dict[str, Any], field: str) -> None:
    problem = told(api.post("/webhooks", {**BODY, **wrong}), 422)

    assert [one["field"] for one in problem["errors"]] == [field]


def test_deliveries_are_listed_and_sent_again(api: Api) -> None:
    made = told(api.post("/webhooks", {**BODY, "types": ["customer.*"]}), 201)
    at = f"/webhooks/{made['id']}"
    customers.create_customer(name="Acme", by=SYSTEM)
    webhooks.deliver_due()
    WebhookDelivery.objects.update(state="failed", due_at=None)

    (listed,) = told(api.get(f"{at}/deliveries?state=failed"))["data"]
    assert (listed["event_id"], listed["state"], listed["tries"]) == (1, "failed", 1)
    assert listed["attempts"][0]["status"] is None
    again = told(api.post(f"{at}/deliveries/{listed['id']}/resend"), 201)
    assert again["state"] == "pending"
    assert told(api.post(f"{at}/resend", {"since": "2026-01-01T00:00:00Z"}), 201) == {"count": 0}
    assert told(api.post(f"{at}/test"), 201)["type"] == "webhook.test"


def test_a_key_of_one_tenant_sees_its_own_only(api: Api) -> None:
    ours, theirs = (Api("webhooks:read", "webhooks:write", tenant=make_tenant()) for _ in "12")
    everybodys = told(api.post("/webhooks", BODY), 201)
    mine = told(ours.post("/webhooks", BODY), 201)

    assert [one["id"] for one in told(ours.get("/webhooks"))["data"]] == [mine["id"]]
    assert mine["tenant_id"] == ours.key.tenant_id
    assert told(theirs.get("/webhooks"))["data"] == []
    assert len(told(api.get("/webhooks"))["data"]) == 2
    for hidden in (everybodys, told(theirs.post("/webhooks", BODY), 201)):
        at = f"/webhooks/{hidden['id']}"
        assert ours.get(at).status_code == 404
        assert ours.call("DELETE", at).status_code == 404
        assert ours.post(f"{at}/rotate").status_code == 404


def test_full_events_are_sent_for_keys_only_that_may_read_them() -> None:
    api, reader = Api("webhooks:write"), Api("webhooks:write", "events:read")
    full = {**BODY, "payload": "full"}

    assert told(api.post("/webhooks", full), 403)["code"] == "scope_missing"
    thin, theirs = told(api.post("/webhooks", BODY), 201), told(reader.post("/webhooks", full), 201)
    elsewhere = {"url": "https://eve.example.net/"}
    for made, change in ((thin, {"payload": "full"}), (theirs, elsewhere)):
        answer = api.call("PATCH", f"/webhooks/{made['id']}", change)
        assert told(answer, 403)["code"] == "scope_missing"
    told(api.call("PATCH", f"/webhooks/{thin['id']}", elsewhere))
    assert WebhookEndpoint.objects.get(pk=theirs["id"]).url == BODY["url"]
