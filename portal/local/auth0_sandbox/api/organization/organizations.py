"""https://auth0.com/docs/api/management/v2/organizations"""

from datetime import timedelta

from portal.local.auth0_sandbox.clock import parse
from portal.local.auth0_sandbox.http import lucene, paging
from portal.local.auth0_sandbox.http.errors import Refused, no_organization
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, Row, json_answer
from portal.local.auth0_sandbox.tenant import organization_links
from portal.local.auth0_sandbox.tenant.tenant import Tenant

routes = Routes()
MOST_FILTERS = 5
SHORTEST_SUBSTRING = 3


@routes.add("GET", "/organizations", "list organizations")
def list_(call: Call) -> Answer:
    rows = list(call.tenant.state.organizations.values())
    field, _, direction = call.query.get("sort", "created_at:1").partition(":")
    if field not in ("name", "display_name", "created_at") or direction not in ("1", "-1"):
        raise Refused(400, "Query validation error: 'Invalid sort'.", "invalid_query_string")
    rows.sort(key=lambda row: row.get(field, ""), reverse=direction == "-1")
    return paging.answer([shown(row) for row in rows], call.query, "organizations")


@routes.add("GET", "/organizations/search", "list organizations")
def search(call: Call) -> Answer:
    """Eventually consistent: what was made within the lag is not found yet."""
    if call.query.get("parser") == "scim":
        raise Refused(400, "The sandbox searches by Lucene only", "operation_not_supported")
    query = call.query.get("q", "")
    _check_search(query)
    matches = lucene.compile(query, ["name", "display_name"])
    state = call.tenant.state
    visible = call.tenant.now() - timedelta(seconds=state.lag_seconds)
    rows = [
        row
        for row in state.organizations.values()
        if parse(row["created_at"]) <= visible and matches(row)
    ]
    rows.sort(key=lambda row: row.get(call.query.get("sort", "created_at"), ""))
    return paging.by_checkpoint([shown(row) for row in rows], call.query, "organizations")


@routes.add("POST", "/organizations", "write organizations")
def create(call: Call) -> Answer:
    tenant, body = call.tenant, dict(call.body)
    _check_name(tenant, body["name"])
    wanted = body.pop("enabled_connections", [])
    if wanted:
        call.need("create:organization_connections")
    for link in wanted:
        organization_links.check(tenant, link)
    row = {"id": tenant.ids.make("org_"), "display_name": body["name"], **body}
    row["created_at"] = tenant.timestamp()
    tenant.state.organizations[row["id"]] = _without_nulls(row)
    for link in wanted:
        organization_links.attach(tenant, row["id"], link)
    return json_answer(201, shown(row))


@routes.add("GET", "/organizations/name/{name}", "get organization by name")
def by_name(call: Call) -> Answer:
    for row in call.tenant.state.organizations.values():
        if row["name"] == call.path["name"]:
            return json_answer(200, shown(row))
    raise no_organization()


@routes.add("GET", "/organizations/{id}", "get organization")
def get(call: Call) -> Answer:
    return json_answer(200, shown(find(call.tenant, call.path["id"])))


@routes.add("PATCH", "/organizations/{id}", "write organizations")
def update(call: Call) -> Answer:
    row = find(call.tenant, call.path["id"])
    if "name" in call.body and call.body["name"] != row["name"]:
        _check_name(call.tenant, call.body["name"])
    row.update(_without_nulls(dict(call.body)))
    return json_answer(200, shown(row))


@routes.add("DELETE", "/organizations/{id}", "write organizations")
def delete(call: Call) -> Answer:
    state, id = call.tenant.state, call.path["id"]
    find(call.tenant, id)
    for table in (state.organizations, state.links, state.domains, state.organization_grants):
        table.pop(id, None)
    return Answer(204)


def find(tenant: Tenant, id: str) -> Row:
    """Return the organization's row. Raises Refused (404)."""
    if id not in tenant.state.organizations:
        raise no_organization()
    return tenant.state.organizations[id]


def shown(row: Row) -> Row:
    """Auth0 sorts by `created_at` and never shows it."""
    return {name: value for name, value in row.items() if name != "created_at"}


def _check_name(tenant: Tenant, name: str) -> None:
    if any(row["name"] == name for row in tenant.state.organizations.values()):
        raise Refused(409, "An organization with this name already exists", "organization_conflict")


def _without_nulls(row: Row) -> Row:
    """Drop the metadata keys that were set to null: that is how one is removed."""
    if "metadata" in row:
        row["metadata"] = {k: v for k, v in row["metadata"].items() if v is not None}
    return row


def _check_search(query: str) -> None:
    words = [word for word in query.replace("(", " ").replace(")", " ").split() if ":" in word]
    if len(words) > MOST_FILTERS:
        raise Refused(400, f"At most {MOST_FILTERS} filters per query", "invalid_query_string")
    for word in query.split():
        value = word.rpartition(":")[2]
        if value.startswith("*") and len(value.strip("*")) < SHORTEST_SUBSTRING:
            why = f"Substring matching requires at least {SHORTEST_SUBSTRING} characters"
            message = f"Query validation error: '{why}' on property q."
            raise Refused(400, message, "invalid_query_string")
