"""https://auth0.com/docs/api/management/v2/connections"""

from portal.local.auth0_sandbox.bodies import connection_options
from portal.local.auth0_sandbox.http import paging
from portal.local.auth0_sandbox.http.errors import Refused, missing_scope, no_client
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, Row, json_answer
from portal.local.auth0_sandbox.tenant import connections
from portal.local.auth0_sandbox.tenant.tenant import Tenant

routes = Routes()
READ_OPTIONS = "read:connections_options"
UPDATE_OPTIONS = "update:connections_options"


@routes.add("GET", "/connections", "read connections")
def list_(call: Call) -> Answer:
    rows = list(call.tenant.state.connections.values())
    if "strategy" in call.query:
        rows = [row for row in rows if row["strategy"] in call.query["strategy"]]
    if "name" in call.query:
        rows = [row for row in rows if row["name"] == call.query["name"]]
    seen = [paging.pick_fields(_shown(call, row), call.query) for row in rows]
    return paging.answer(seen, call.query, "connections", default=100)


@routes.add("POST", "/connections", "write connections")
def create(call: Call) -> Answer:
    tenant, body = call.tenant, dict(call.body)
    if connections.by_name(tenant, body["name"]):
        raise Refused(409, connections.NAME_TAKEN)
    connections.check_realms(tenant, body)
    _take_options(tenant, body, body["strategy"])
    clients = body.pop("enabled_clients", [])
    if not set(clients) <= set(tenant.state.clients):
        raise no_client()
    row = connections.add(tenant, body)
    tenant.state.connection_clients[row["id"]] = clients
    return json_answer(201, _shown(call, row))


@routes.add("GET", "/connections/{id}", "read connections")
def get(call: Call) -> Answer:
    row = _shown(call, connections.find(call.tenant, call.path["id"]))
    return json_answer(200, paging.pick_fields(row, call.query))


@routes.add("PATCH", "/connections/{id}", "write connections")
def update(call: Call) -> Answer:
    """Options are replaced as a whole, and without `display_name` the name takes its place."""
    row = connections.find(call.tenant, call.path["id"])
    if "options" in call.body and UPDATE_OPTIONS not in call.scopes:
        raise missing_scope(UPDATE_OPTIONS)
    changes = {"display_name": row["name"], **call.body}
    _take_options(call.tenant, changes, row["strategy"], row["options"])
    connections.check_realms(call.tenant, {**row, **changes}, id=row["id"])
    connections.change(row, changes)
    return json_answer(200, _shown(call, row))


@routes.add("DELETE", "/connections/{id}", "write connections")
def delete(call: Call) -> Answer:
    id = call.path["id"]
    if id not in call.tenant.state.connections:
        return Answer(204)
    connections.remove(call.tenant, id)
    return json_answer(202, {"deleted_at": call.tenant.timestamp()})


def _take_options(tenant: Tenant, body: Row, strategy: str, before: Row | None = None) -> None:
    """Check the body's options, and complete them."""
    options = body.get("options")
    connection_options.check(strategy, options, before)
    if options:
        body["options"] = connection_options.completed(strategy, options, tenant.now())


def _shown(call: Call, row: Row) -> Row:
    """Options hold secrets in clear, so Auth0 shows them to tokens with that scope only."""
    if READ_OPTIONS in call.scopes:
        return row
    return {name: value for name, value in row.items() if name != "options"}
