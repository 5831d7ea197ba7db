"""https://auth0.com/docs/api/management/v2/clients"""

from portal.auth0_sandbox import lucene, paging
from portal.auth0_sandbox.messages import Answer, Row, json_answer
from portal.auth0_sandbox.routing import Call, Routes

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


def _shown(call: Call, row: Row) -> Row:
    if "read:clients" in call.scopes:
        return row
    return {name: value for name, value in row.items() if name in SUMMARY}
