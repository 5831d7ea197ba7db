"""https://auth0.com/docs/api/management/v2/clients"""

from portal.local.auth0_sandbox.http import lucene, paging
from portal.local.auth0_sandbox.http.errors import no_client
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, Row, json_answer

from . import client_grants

routes = Routes()
SUMMARY = ("client_id", "name", "description", "app_type", "tenant")


@routes.add("GET", "/clients", "read clients")
def list_(call: Call) -> Answer:
    query = call.query
    rows = list(call.tenant.state.clients.values())
    if "q" in query:
        matches = lucene.compile(query["q"], ["name", "client_id"])
        rows = [row for row in rows if matches(row)]
    if "app_type" in query:
        rows = [row for row in rows if row["app_type"] in query["app_type"].split(",")]
    if "is_first_party" in query:
        rows = [row for row in rows if row["is_first_party"] == query["is_first_party"]]
    if "is_global" in query:
        rows = [row for row in rows if row["global"] == query["is_global"]]
    seen = [paging.pick_fields(_shown(call, row), query, "tenant") for row in rows]
    return paging.answer(seen, query, "clients")


@routes.add("POST", "/clients", "write clients")
def create(call: Call) -> Answer:
    row = {
        "client_id": call.tenant.ids.text(32),
        "tenant": call.tenant.name,
        "app_type": "regular_web",
        "is_first_party": True,
        "global": False,
        "organization_usage": "deny",
        **call.body,
    }
    call.tenant.state.clients[row["client_id"]] = row
    return json_answer(201, {**row, "client_secret": call.tenant.ids.text(64)})


@routes.add("GET", "/clients/{id}", "read clients")
def get(call: Call) -> Answer:
    return json_answer(200, paging.pick_fields(_find(call), call.query, "tenant"))


@routes.add("PATCH", "/clients/{id}", "write clients")
def update(call: Call) -> Answer:
    """A null takes a setting away."""
    row = _find(call)
    changed = {name: value for name, value in {**row, **call.body}.items() if value is not None}
    row.clear()
    row.update(changed)
    return json_answer(200, row)


@routes.add("DELETE", "/clients/{id}", "write clients")
def delete(call: Call) -> Answer:
    """Take the client away, and from what names it."""
    state, id = call.tenant.state, call.path["id"]
    state.clients.pop(id, None)
    for enabled in state.connection_clients.values():
        enabled[:] = [known for known in enabled if known != id]
    for grant in [row["id"] for row in state.client_grants.values() if row["client_id"] == id]:
        client_grants.remove(call.tenant, grant)
    return Answer(204)


def _find(call: Call) -> Row:
    row = call.tenant.state.clients.get(call.path["id"])
    if row is None:
        raise no_client()
    return row


def _shown(call: Call, row: Row) -> Row:
    if "read:clients" in call.scopes:
        return row
    return {name: value for name, value in row.items() if name in SUMMARY}
