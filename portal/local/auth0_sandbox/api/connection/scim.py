"""https://auth0.com/docs/api/management/v2/connections/get-scim-configuration"""

from portal.local.auth0_sandbox.http import paging
from portal.local.auth0_sandbox.http.errors import Refused, invalid_body
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, Row, json_answer
from portal.local.auth0_sandbox.tenant import connections, provisioning

routes = Routes()
CONFIGURATION = "/connections/{id}/scim-configuration"


@routes.add("GET", "/connections-scim-configurations")
def list_(call: Call) -> Answer:
    rows = list(call.tenant.state.scim.values())
    return paging.by_checkpoint(rows, call.query, "scim_configurations")


@routes.add("GET", CONFIGURATION)
def get(call: Call) -> Answer:
    return json_answer(200, _find(call))


@routes.add("POST", CONFIGURATION)
def create(call: Call) -> Answer:
    connection = _supporting(call)
    if connection["id"] in call.tenant.state.scim:
        raise Refused(400, "A SCIM configuration already exists for this connection")
    row = provisioning.configure(call.tenant, connection)
    row.update(call.body or {})
    return json_answer(201, row)


@routes.add("PATCH", CONFIGURATION)
def update(call: Call) -> Answer:
    row = _find(call)
    row.update(call.body, updated_on=call.tenant.timestamp())
    return json_answer(200, row)


@routes.add("DELETE", CONFIGURATION)
def delete(call: Call) -> Answer:
    _find(call)
    call.tenant.state.scim.pop(call.path["id"])
    call.tenant.state.scim_tokens.pop(call.path["id"], None)
    return Answer(204)


@routes.add("GET", f"{CONFIGURATION}/tokens")
def tokens(call: Call) -> Answer:
    _find(call)
    return json_answer(200, call.tenant.state.scim_tokens.get(call.path["id"], []))


@routes.add("POST", f"{CONFIGURATION}/tokens")
def create_token(call: Call) -> Answer:
    _find(call)
    lifetime = call.body.get("token_lifetime")
    if lifetime is not None and lifetime < provisioning.SHORTEST_LIFETIME:
        raise invalid_body(f"Value {lifetime} is less than minimum 900", "token_lifetime")
    scopes = call.body.get("scopes", sorted(provisioning.USER_SCOPES))
    row, secret = provisioning.issue_token(call.tenant, call.path["id"], scopes, lifetime)
    return json_answer(201, {**row, "token": secret})


@routes.add("DELETE", f"{CONFIGURATION}/tokens/{{tokenId}}")
def delete_token(call: Call) -> Answer:
    rows = call.tenant.state.scim_tokens.get(call.path["id"], [])
    rows[:] = [row for row in rows if row["token_id"] != call.path["tokenId"]]
    return Answer(204)


@routes.add("GET", f"{CONFIGURATION}/default-mapping")
def default_mapping(call: Call) -> Answer:
    _supporting(call)
    return json_answer(200, {"mapping": provisioning.default_mapping()})


def _supporting(call: Call) -> Row:
    connection = connections.find(call.tenant, call.path["id"])
    if connection["strategy"] not in provisioning.SCIM_STRATEGIES:
        raise Refused(404, "This connection type does not support SCIM")
    return connection


def _find(call: Call) -> Row:
    connections.find(call.tenant, call.path["id"])
    row = call.tenant.state.scim.get(call.path["id"])
    if row is None:
        raise Refused(404, "Not Found")
    return row
