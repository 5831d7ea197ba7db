"""https://auth0.com/docs/api/management/v2/custom-domains"""

from portal.local.auth0_sandbox.http import paging
from portal.local.auth0_sandbox.http.errors import Refused
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, json_answer

routes = Routes()


@routes.add("GET", "/custom-domains")
def list_(call: Call) -> Answer:
    """A bare array, unless checkpoint paging is asked for."""
    rows = [
        paging.pick_fields(row, call.query) for row in call.tenant.state.custom_domains.values()
    ]
    if "take" in call.query or "from" in call.query:
        return paging.by_checkpoint(rows, call.query, "custom_domains")
    return json_answer(200, rows)


@routes.add("POST", "/custom-domains")
def create(call: Call) -> Answer:
    """Ready at once: the sandbox makes no certificates."""
    table = call.tenant.state.custom_domains
    if any(row["domain"] == call.body["domain"] for row in table.values()):
        raise Refused(409, "A custom domain with this name already exists")
    row = {
        "custom_domain_id": call.tenant.ids.make("cd_"),
        "domain": call.body["domain"],
        "primary": not table,
        "is_default": not table,
        "status": "ready",
        "type": call.body["type"],
        "verification": {"methods": []},
    }
    table[row["custom_domain_id"]] = row
    return json_answer(201, row)
