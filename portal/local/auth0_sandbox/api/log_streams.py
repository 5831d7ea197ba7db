"""https://auth0.com/docs/api/management/v2/log-streams"""

from portal.local.auth0_sandbox.clock import iso, parse
from portal.local.auth0_sandbox.http.errors import Refused, invalid_body
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, Row, json_answer

routes = Routes()


@routes.add("GET", "/log-streams")
def list_(call: Call) -> Answer:
    return json_answer(200, list(call.tenant.state.log_streams.values()))


@routes.add("POST", "/log-streams")
def create(call: Call) -> Answer:
    """Answers 200, not 201, and shows the authorization in clear, as Auth0 does."""
    state, body = call.tenant.state, dict(call.body)
    start = _start(body.pop("startFrom", call.tenant.timestamp()))
    row = {"id": call.tenant.ids.log_stream(), "status": "active", **body}
    row.setdefault("name", row["type"])
    state.log_streams[row["id"]] = row
    before = [log["log_id"] for log in state.logs if log["date"] < start]
    state.stream_positions[row["id"]] = before[-1] if before else ""
    return json_answer(200, row)


@routes.add("GET", "/log-streams/{id}")
def get(call: Call) -> Answer:
    return json_answer(200, _find(call))


@routes.add("PATCH", "/log-streams/{id}")
def update(call: Call) -> Answer:
    row = _find(call)
    row.update(call.body)
    return json_answer(200, row)


@routes.add("DELETE", "/log-streams/{id}")
def delete(call: Call) -> Answer:
    _find(call)
    call.tenant.state.log_streams.pop(call.path["id"])
    call.tenant.state.stream_positions.pop(call.path["id"], None)
    return Answer(204)


def _start(text: str) -> str:
    try:
        return iso(parse(text))
    except ValueError:
        raise invalid_body("Invalid date-time", "startFrom") from None


def _find(call: Call) -> Row:
    row = call.tenant.state.log_streams.get(call.path["id"])
    if row is None:
        raise Refused(404, "The log stream does not exist.")
    return row
