"""https://auth0.com/docs/api/management/v2/connections/get-connection-clients"""

from portal.local.auth0_sandbox.http import paging
from portal.local.auth0_sandbox.http.errors import invalid_body, no_client
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer
from portal.local.auth0_sandbox.tenant import connections

routes = Routes()
MOST = 50  # per call


@routes.add("GET", "/connections/{id}/clients", "read connections")
def list_(call: Call) -> Answer:
    connections.find(call.tenant, call.path["id"])
    ids = call.tenant.state.connection_clients[call.path["id"]]
    return paging.by_checkpoint([{"client_id": id} for id in ids], call.query, "clients")


@routes.add("PATCH", "/connections/{id}/clients", "write connections")
def update(call: Call) -> Answer:
    """All or nothing: an unknown client leaves every other one as it was."""
    connections.find(call.tenant, call.path["id"])
    if len(call.body) > MOST:
        raise invalid_body(f"Array is too long ({len(call.body)}), maximum {MOST}")
    state = call.tenant.state
    if any(item["client_id"] not in state.clients for item in call.body):
        raise no_client()
    enabled = dict.fromkeys(state.connection_clients[call.path["id"]])
    for item in call.body:
        if item["status"]:
            enabled[item["client_id"]] = None
        else:
            enabled.pop(item["client_id"], None)
    state.connection_clients[call.path["id"]] = list(enabled)
    return Answer(204)
