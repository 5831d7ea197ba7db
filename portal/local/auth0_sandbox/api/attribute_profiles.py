"""https://auth0.com/docs/api/management/v2/user-attribute-profiles"""

from portal.local.auth0_sandbox.http import paging
from portal.local.auth0_sandbox.http.errors import Refused
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, Row, json_answer

routes = Routes()


@routes.add("GET", "/user-attribute-profiles")
def list_(call: Call) -> Answer:
    rows = list(call.tenant.state.attribute_profiles.values())
    return paging.by_checkpoint(rows, call.query, "user_attribute_profiles", default=5)


@routes.add("POST", "/user-attribute-profiles")
def create(call: Call) -> Answer:
    table = call.tenant.state.attribute_profiles
    if any(row["name"] == call.body["name"] for row in table.values()):
        raise Refused(409, "A user attribute profile with this name already exists")
    row = {"id": call.tenant.ids.make("uap_"), **call.body}
    table[row["id"]] = row
    return json_answer(201, row)


@routes.add("GET", "/user-attribute-profiles/{id}")
def get(call: Call) -> Answer:
    return json_answer(200, _find(call))


@routes.add("PATCH", "/user-attribute-profiles/{id}")
def update(call: Call) -> Answer:
    row = _find(call)
    row.update(call.body)
    return json_answer(200, row)


@routes.add("DELETE", "/user-attribute-profiles/{id}")
def delete(call: Call) -> Answer:
    call.tenant.state.attribute_profiles.pop(call.path["id"], None)
    return Answer(204)


def _find(call: Call) -> Row:
    row = call.tenant.state.attribute_profiles.get(call.path["id"])
    if row is None:
        raise Refused(404, "The user attribute profile does not exist")
    return row
