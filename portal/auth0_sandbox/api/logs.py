"""https://auth0.com/docs/api/management/v2/logs"""

from urllib.parse import urlencode

from portal.auth0_sandbox import logs, lucene, paging
from portal.auth0_sandbox.errors import Refused
from portal.auth0_sandbox.messages import Answer, Row, json_answer
from portal.auth0_sandbox.routing import Call, Routes

routes = Routes()
MOST = 100  # per checkpoint page
LONGEST_QUERY = 4096
SEARCHED = ("type", "description", "log_id", "ip", "user_agent")


@routes.add("GET", "/logs", "read logs")
def list_(call: Call) -> Answer:
    if "from" in call.query or "take" in call.query:
        return _checkpoint(call)
    query = str(call.query.get("q", call.query.get("search", "")))
    if len(query) > LONGEST_QUERY:
        raise Refused(414, "The query is too long")
    matches = lucene.compile(query, SEARCHED)
    rows = [row for row in logs.kept(call.tenant) if matches(row)]
    if not call.query.get("sort", "date:-1").endswith(":1"):
        rows.reverse()
    seen = [paging.pick_fields(_shown(row), call.query) for row in rows[: paging.REACHABLE]]
    return paging.by_offset(seen, call.query, "logs")


@routes.add("GET", "/logs/{id}", "read logs")
def get(call: Call) -> Answer:
    for row in logs.kept(call.tenant):
        if row["log_id"] == call.path["id"]:
            return json_answer(200, _shown(row))
    raise Refused(404, "Log not found")


def _checkpoint(call: Call) -> Answer:
    """The rows after one log id, oldest first; every other parameter is ignored."""
    after = call.query.get("from", "")
    take = min(call.query.get("take", 50), MOST)
    page = [row for row in logs.kept(call.tenant) if row["log_id"] > after][:take]
    headers = {}
    if page:
        following = urlencode({"from": page[-1]["log_id"], "take": take})
        headers["Link"] = f'<{call.tenant.audience}logs?{following}>; rel="next"'
    return json_answer(200, [_shown(row) for row in page], headers)


def _shown(row: Row) -> Row:
    return {"_id": row["log_id"], **row}
