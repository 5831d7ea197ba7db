"""https://auth0.com/docs/api/management/v2/client-grants, and those of an organization."""

from portal.local.auth0_sandbox.http import paging
from portal.local.auth0_sandbox.http.errors import Refused, no_client
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, Row, json_answer
from portal.local.auth0_sandbox.tenant.tenant import Tenant

from .organization import organizations

routes = Routes()
MOST = 100  # per organization
FILTERS = ("audience", "client_id", "allow_any_organization", "subject_type")
OF_ORGANIZATION = "/organizations/{id}/client-grants"


@routes.add("GET", "/client-grants")
def list_(call: Call) -> Answer:
    rows = list(call.tenant.state.client_grants.values())
    return paging.answer(_filtered(rows, call.query), call.query, "client_grants")


@routes.add("POST", "/client-grants")
def create(call: Call) -> Answer:
    state, body = call.tenant.state, call.body
    if body["client_id"] not in state.clients:
        raise no_client()
    same = (body["client_id"], body["audience"])
    if any((row["client_id"], row["audience"]) == same for row in state.client_grants.values()):
        raise Refused(409, "A resource with the same client id and audience already exists.")
    row = {
        "id": call.tenant.ids.make("cgr_"),
        "scope": [],
        "organization_usage": "deny",
        "allow_any_organization": False,
        "subject_type": "client",
        **body,
    }
    state.client_grants[row["id"]] = row
    return json_answer(201, row)


@routes.add("PATCH", "/client-grants/{id}")
def update(call: Call) -> Answer:
    row = _find(call, call.path["id"])
    row.update(call.body)
    return json_answer(200, row)


@routes.add("DELETE", "/client-grants/{id}")
def delete(call: Call) -> Answer:
    remove(call.tenant, call.path["id"])
    return Answer(204)


@routes.add("GET", OF_ORGANIZATION)
def list_of_organization(call: Call) -> Answer:
    rows = [call.tenant.state.client_grants[id] for id in _granted(call)]
    return paging.by_offset(_filtered(rows, call.query), call.query, "client_grants")


@routes.add("POST", OF_ORGANIZATION)
def associate(call: Call) -> Answer:
    granted = _granted(call)
    row = _find(call, call.body["grant_id"])
    if row["organization_usage"] == "deny":
        raise Refused(400, "The client grant does not allow organizations", "invalid_body")
    if row["id"] in granted or len(granted) >= MOST:
        raise Refused(409, "The client grant cannot be associated with this organization")
    granted.append(row["id"])
    return json_answer(201, row)


@routes.add("DELETE", OF_ORGANIZATION + "/{grant_id}")
def dissociate(call: Call) -> Answer:
    granted = _granted(call)
    granted[:] = [id for id in granted if id != call.path["grant_id"]]
    return Answer(204)


def remove(tenant: Tenant, id: str) -> None:
    """Take a grant away, from its organizations too; one that is not there is no error."""
    tenant.state.client_grants.pop(id, None)
    for granted in tenant.state.organization_grants.values():
        granted[:] = [known for known in granted if known != id]


def _granted(call: Call) -> list[str]:
    organizations.find(call.tenant, call.path["id"])
    return call.tenant.state.organization_grants.setdefault(call.path["id"], [])


def _find(call: Call, id: str) -> Row:
    row = call.tenant.state.client_grants.get(id)
    if row is None:
        raise Refused(404, "The client grant does not exist", "inexistent_client_grant")
    return row


def _filtered(rows: list[Row], query: Row) -> list[Row]:
    wanted = {name: query[name] for name in FILTERS if name in query}
    return [row for row in rows if all(row.get(name) == wanted[name] for name in wanted)]
