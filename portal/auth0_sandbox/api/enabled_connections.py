"""https://auth0.com/docs/api/management/v2/organizations/get-enabled-connections"""

from portal.auth0_sandbox import organization_links, paging
from portal.auth0_sandbox.errors import Refused, no_organization
from portal.auth0_sandbox.messages import Answer, Row, json_answer
from portal.auth0_sandbox.routing import Call, Routes
from portal.auth0_sandbox.tenant import Tenant

routes = Routes()
MOST = 10  # connections per organization


@routes.add("GET", "/organizations/{id}/enabled_connections", "read organization connections")
def list_(call: Call) -> Answer:
    links = _links(call.tenant, call.path["id"])
    rows = [_shown(call.tenant, link) for link in links.values()]
    return paging.by_offset(rows, call.query, "enabled_connections")


@routes.add("POST", "/organizations/{id}/enabled_connections", "write organization connections")
def add(call: Call) -> Answer:
    tenant, organization = call.tenant, call.path["id"]
    links = _links(tenant, organization)
    organization_links.check(tenant, call.body)
    if call.body["connection_id"] in links:
        raise Refused(409, "The connection is already enabled for this organization")
    if len(links) >= MOST:
        raise Refused(400, f"An organization can have at most {MOST} connections")
    return json_answer(
        201, _shown(tenant, organization_links.attach(tenant, organization, call.body))
    )


@routes.add(
    "GET",
    "/organizations/{id}/enabled_connections/{connectionId}",
    "read organization connections",
)
def get(call: Call) -> Answer:
    return json_answer(200, _shown(call.tenant, _find(call)))


@routes.add(
    "PATCH",
    "/organizations/{id}/enabled_connections/{connectionId}",
    "write organization connections",
)
def update(call: Call) -> Answer:
    link = _find(call)
    organization_links.check(call.tenant, {**link, **call.body})
    link.update(call.body)
    return json_answer(200, _shown(call.tenant, link))


@routes.add(
    "DELETE",
    "/organizations/{id}/enabled_connections/{connectionId}",
    "write organization connections",
)
def remove(call: Call) -> Answer:
    _links(call.tenant, call.path["id"]).pop(call.path["connectionId"], None)
    return Answer(204)


def _links(tenant: Tenant, organization: str) -> dict[str, Row]:
    if organization not in tenant.state.organizations:
        raise no_organization()
    return tenant.state.links.setdefault(organization, {})


def _find(call: Call) -> Row:
    links = _links(call.tenant, call.path["id"])
    if call.path["connectionId"] not in links:
        raise Refused(404, "No connection found by that id")
    return links[call.path["connectionId"]]


def _shown(tenant: Tenant, link: Row) -> Row:
    connection = tenant.state.connections[link["connection_id"]]
    return {**link, "connection": {k: connection[k] for k in ("name", "strategy")}}
