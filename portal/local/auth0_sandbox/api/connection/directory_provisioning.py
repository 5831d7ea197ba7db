"""https://auth0.com/docs/api/management/v2/connections/get-directory-provisioning"""

from portal.local.auth0_sandbox.http import paging
from portal.local.auth0_sandbox.http.errors import Refused
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, Row, json_answer
from portal.local.auth0_sandbox.tenant import connections, provisioning

routes = Routes()
CONFIGURATION = "/connections/{id}/directory-provisioning"


@routes.add("GET", "/connections-directory-provisionings")
def list_(call: Call) -> Answer:
    rows = list(call.tenant.state.directories.values())
    return paging.by_checkpoint(rows, call.query, "directory_provisionings")


@routes.add("GET", CONFIGURATION)
def get(call: Call) -> Answer:
    return json_answer(200, _find(call))


@routes.add("POST", CONFIGURATION)
def create(call: Call) -> Answer:
    connection = connections.find(call.tenant, call.path["id"])
    if connection["strategy"] != provisioning.DIRECTORY_STRATEGY:
        raise Refused(404, "This connection type does not support directory provisioning")
    if connection["id"] in call.tenant.state.directories:
        why = "Directory provisioning is already enabled on the specified connection"
        raise Refused(409, why)
    row = provisioning.sync_directory(call.tenant, connection, groups=False)
    row.update(call.body or {})
    return json_answer(201, row)


@routes.add("PATCH", CONFIGURATION)
def update(call: Call) -> Answer:
    row = _find(call)
    row.update(call.body or {}, updated_at=call.tenant.timestamp())
    return json_answer(200, row)


@routes.add("DELETE", CONFIGURATION)
def delete(call: Call) -> Answer:
    _find(call)
    call.tenant.state.directories.pop(call.path["id"])
    return Answer(204)


def _find(call: Call) -> Row:
    connections.find(call.tenant, call.path["id"])
    row = call.tenant.state.directories.get(call.path["id"])
    if row is None:
        raise Refused(404, "Not Found")
    return row
