"""https://auth0.com/docs/api/management/v2/organizations/get-connections

The newer calls (early access): the same links as `enabled_connections`, which may also be there and
not be enabled; the older calls do not show those.
"""

from portal.local.auth0_sandbox.http import paging
from portal.local.auth0_sandbox.http.errors import Refused
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, Row, json_answer
from portal.local.auth0_sandbox.tenant import organization_links

from . import organizations

routes = Routes()
LIST, ONE = "/organizations/{id}/connections", "/organizations/{id}/connections/{connection_id}"
READ, WRITE = "read organization connections", "write organization connections"


@routes.add("GET", LIST, READ)
def list_(call: Call) -> Answer:
    rows = [_shown(call, link) for link in _links(call).values()]
    if "is_enabled" in call.query:
        rows = [row for row in rows if row["is_enabled"] == call.query["is_enabled"]]
    return paging.by_offset(rows, call.query, "connections")


@routes.add("POST", LIST, WRITE)
def add(call: Call) -> Answer:
    links = _links(call)
    organization_links.check(call.tenant, call.body)
    if call.body["connection_id"] in links:
        raise Refused(409, "The organization connection already exists.")
    organization_links.check_room(links)
    return json_answer(
        201, _shown(call, organization_links.attach(call.tenant, call.path["id"], call.body))
    )


@routes.add("GET", ONE, READ)
def get(call: Call) -> Answer:
    return json_answer(200, _shown(call, _find(call)))


@routes.add("PATCH", ONE, WRITE)
def update(call: Call) -> Answer:
    """A null takes a setting back to its default."""
    link = _find(call)
    changed = {**link, **call.body}
    organization_links.check(call.tenant, changed)
    link.clear()
    link.update({name: value for name, value in changed.items() if value is not None})
    return json_answer(200, _shown(call, link))


@routes.add("DELETE", ONE, WRITE)
def remove(call: Call) -> Answer:
    _links(call).pop(call.path["connection_id"], None)
    return Answer(204)


def _links(call: Call) -> dict[str, Row]:
    organizations.find(call.tenant, call.path["id"])
    return call.tenant.state.links.setdefault(call.path["id"], {})


def _find(call: Call) -> Row:
    links = _links(call)
    if call.path["connection_id"] not in links:
        raise Refused(404, "No connection found by that id")
    return links[call.path["connection_id"]]


def _shown(call: Call, link: Row) -> Row:
    shown = organization_links.shown(call.tenant, link)
    return {"is_enabled": True, "organization_access_level": "none", **shown}
