"""The assistant without a browser: POST /_sandbox/assistant."""

from urllib.parse import parse_qs, urlsplit

from portal.local.auth0_sandbox.messages import Answer, Row, json_answer
from portal.local.auth0_sandbox.tenant import tickets
from portal.local.auth0_sandbox.tenant.tenant import Tenant

from . import assistant
from .steps import NotAllowed, Session

VISITOR = {"ip": "203.0.113.7", "user_agent": "Chrome 142.0.0 / Windows 11"}
CLOSED = {
    "unknown": "There is no such ticket, or it was not opened yet.",
    "revoked": "The ticket was revoked.",
    "expired": "The ticket was not opened in time.",
    "ended": "Five hours have passed since the ticket was first opened.",
    "used_up": "The ticket was opened ten times already.",
}


def answer(tenant: Tenant, body: Row) -> Answer:
    """Walk the steps: 200 with the state after each, 409 at the first one not allowed."""
    ticket_id = _ticket_id(str(body["ticket"]))
    known = {name: body.get(name, default) for name, default in VISITOR.items()}
    visitor = tickets.Visitor(**known)
    walked: list[Row] = []
    for step in body["steps"]:
        try:
            result = _do(tenant, ticket_id, visitor, step)
        except tickets.Closed as closed:
            return _stopped(walked, step, CLOSED[closed.reason])
        except NotAllowed as problem:
            return _stopped(walked, step, str(problem))
        walked.append({"do": step["do"], **result})
    return json_answer(200, {"steps": walked, "state": walked[-1]["state"] if walked else None})


def _do(tenant: Tenant, ticket_id: str, visitor: tickets.Visitor, step: Row) -> Row:
    if step["do"] == "open":
        tickets.open(tenant, ticket_id, visitor)
    ticket = tenant.state.tickets.get(ticket_id)
    if ticket is None:
        raise tickets.Closed("unknown")
    tickets.check_running(tenant, ticket)
    session = Session(tenant, ticket, visitor)
    found: Row = {}
    if step["do"] != "open":
        if step["do"] not in assistant.STEPS:
            raise NotAllowed(f"There is no step {step['do']!r}.")
        wanted = assistant.STEPS[step["do"]]
        given = {name: step[name] for name in wanted.arguments if name in step}
        if step["do"] == "configure":
            given.setdefault("options", {})
        result = wanted.act(session, **given)
        found = {"result": result} if result is not None else {}
    return {**found, "state": assistant.state(session)}


def _stopped(walked: list[Row], step: Row, why: str) -> Answer:
    return json_answer(409, {"step": step, "index": len(walked), "why": why, "steps": walked})


def _ticket_id(text: str) -> str:
    return parse_qs(urlsplit(text).query).get("ticket", [text])[-1]
