"""https://auth0.com/docs/api/management/v2/self-service-profiles/post-sso-ticket"""

from portal.local.auth0_sandbox.http.errors import Refused
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, json_answer
from portal.local.auth0_sandbox.tenant import ticket_rules, tickets

from . import profiles

routes = Routes()
HOST_HEADER = "auth0-custom-domain"


@routes.add("POST", "/self-service-profiles/{id}/sso-ticket")
def create(call: Call) -> Answer:
    profile = profiles.find(call.tenant, call.path["id"])
    # A copy: the log says what was asked for.
    body = dict(call.body or {})
    ticket_rules.check(call.tenant, profile, body)
    if "connection_id" not in body and "connection_config" not in body:
        body["connection_config"] = {"name": f"sso-{call.tenant.ids.hex(12)}"}
    visitor = tickets.Visitor(call.request.ip, call.request.headers.get("user-agent", ""))
    ticket = tickets.create(call.tenant, profile, body, _custom_domain(call), visitor)
    return json_answer(201, {"ticket": tickets.url(call.tenant, ticket)})


@routes.add("POST", "/self-service-profiles/{profileId}/sso-ticket/{id}/revoke")
def revoke(call: Call) -> Answer:
    """Always 202: whether there was such a ticket is not told."""
    tickets.revoke(call.tenant, call.path["id"])
    return Answer(202)


def _custom_domain(call: Call) -> str:
    wanted = call.request.headers.get(HOST_HEADER, "")
    rows = call.tenant.state.custom_domains.values()
    if wanted and not any(row["domain"] == wanted and row["status"] == "ready" for row in rows):
        raise Refused(400, f"The custom domain {wanted} does not exist", "inexistent_custom_domain")
    return wanted
