"""https://auth0.com/docs/api/management/v2/organizations/get-enabled-connections"""

from portal.local.auth0_sandbox.http import paging
from portal.local.auth0_sandbox.http.errors import Refused, no_organization
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, Row, json_answer
from portal.local.auth0_sandbox.tenant import organization_links
from portal.local.auth0_sandbox.tenant.tenant import Tenant

routes = Routes()
NEWER = ("is_enabled", "organization_access_level", "organization_connection_name")


@routes.add("GET", "/organizations/{id}/enabled_connections", "read organization connections")
def list_(call: Call) -> Answer:
    links = _links(call.tenant, call.path["id"])
    rows = [
        _shown(call.tenant, link) for link in links.values() if organization_links.enabled(link)
    ]
    return paging.by_offset(rows, call.query, "enabled_connections")


@routes.add("POST", "/organizations/{id}/enabled_connections", "write organization connections")
def add(call: Call) -> Answer:
    tenant, organization = call.tenant, call.path["id"]
    links = _links(tenant, organization)
    organization_links.check(tenant, call.body)
    known = links.get(call.body["connection_id"])
    if known is None:
        organization_links.check_room(links)
    elif organization_links.enabled(known):
        raise Refused(409, "The connection is already enabled for this organization")
    else:
        known.pop("is_enabled")
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
    link = _links(call.tenant, call.path["id"]).get(call.path["connectionId"])
    if link is None or not organization_links.enabled(link):
        raise Refused(404, "No connection found by that id")
    return link


def _shown(tenant: Tenant, link: Row) -> Row:
    row = organization_links.shown(tenant, link)
    return {name: value for name, value in row.items() if name not in NEWER}
