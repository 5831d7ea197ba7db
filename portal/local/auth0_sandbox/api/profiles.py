"""https://auth0.com/docs/api/management/v2/self-service-profiles"""

from portal.local.auth0_sandbox.http import paging
from portal.local.auth0_sandbox.http.errors import Refused, invalid_body, no_profile
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, Row, json_answer
from portal.local.auth0_sandbox.tenant.tenant import Tenant

routes = Routes()
MOST = 20  # profiles per tenant, and attributes per profile
CUSTOM_TEXT = "/self-service-profiles/{id}/custom-text/{language}/{page}"


@routes.add("GET", "/self-service-profiles")
def list_(call: Call) -> Answer:
    rows = list(call.tenant.state.profiles.values())
    return paging.by_offset(rows, call.query, "self_service_profiles")


@routes.add("POST", "/self-service-profiles")
def create(call: Call) -> Answer:
    tenant = call.tenant
    _check(tenant, call.body)
    if len(tenant.state.profiles) >= MOST:
        raise Refused(409, "No more profiles can be created for this tenant.")
    now = tenant.timestamp()
    row = {"id": tenant.ids.make("ssp_"), **call.body, "created_at": now, "updated_at": now}
    tenant.state.profiles[row["id"]] = row
    return json_answer(201, row)


@routes.add("GET", "/self-service-profiles/{id}")
def get(call: Call) -> Answer:
    return json_answer(200, find(call.tenant, call.path["id"]))


@routes.add("PATCH", "/self-service-profiles/{id}")
def update(call: Call) -> Answer:
    row = find(call.tenant, call.path["id"])
    merged = {name: value for name, value in {**row, **call.body}.items() if value is not None}
    _check(call.tenant, merged)
    row.clear()
    row.update(merged, updated_at=call.tenant.timestamp())
    return json_answer(200, row)


@routes.add("DELETE", "/self-service-profiles/{id}")
def delete(call: Call) -> Answer:
    call.tenant.state.profiles.pop(call.path["id"], None)
    call.tenant.state.custom_texts.pop(call.path["id"], None)
    return Answer(204)


@routes.add("GET", CUSTOM_TEXT)
def get_text(call: Call) -> Answer:
    find(call.tenant, call.path["id"])
    return json_answer(200, call.tenant.state.custom_texts.get(call.path["id"], {}))


@routes.add("PUT", CUSTOM_TEXT)
def set_text(call: Call) -> Answer:
    """The body replaces every text; an empty one resets them."""
    find(call.tenant, call.path["id"])
    call.tenant.state.custom_texts[call.path["id"]] = call.body
    return json_answer(200, call.body)


def find(tenant: Tenant, id: str) -> Row:
    """Return the profile's row. Raises Refused (404)."""
    if id not in tenant.state.profiles:
        raise no_profile(id)
    return tenant.state.profiles[id]


def _check(tenant: Tenant, body: Row) -> None:
    attributes = body.get("user_attributes") or []
    if len(attributes) > MOST:
        raise invalid_body(
            f"Array is too long ({len(attributes)}), maximum {MOST}", "user_attributes"
        )
    attached = body.get("user_attribute_profile_id")
    if attached and attributes:
        raise invalid_body(
            "user_attributes and user_attribute_profile_id exclude each other", "user_attributes"
        )
    if attached and attached not in tenant.state.attribute_profiles:
        raise invalid_body("The user attribute profile does not exist", "user_attribute_profile_id")
