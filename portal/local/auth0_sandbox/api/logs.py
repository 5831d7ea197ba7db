"""https://auth0.com/docs/api/management/v2/logs"""

from datetime import timedelta
from urllib.parse import urlencode

from portal.local.auth0_sandbox.clock import iso
from portal.local.auth0_sandbox.http import lucene, paging
from portal.local.auth0_sandbox.http.errors import Refused
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, Row, json_answer
from portal.local.auth0_sandbox.tenant.activity import logs
from portal.local.auth0_sandbox.tenant.tenant import Tenant

routes = Routes()
MOST = 100  # per checkpoint page
LONGEST_QUERY = 4096
# What a query without a field is looked for in, and what a query may name.
# https://auth0.com/docs/deploy-monitor/logs/log-search-query-syntax
SEARCHED = ("type", "description", "log_id", "ip", "user_agent")
SEARCHABLE = {
    *SEARCHED,
    *("client_id", "client_name", "connection", "connection_id", "date", "hostname"),
    *("organization_id", "user_id", "user_name", "strategy", "strategy_type"),
}


@routes.add("GET", "/logs", "read logs")
def list_(call: Call) -> Answer:
    if "from" in call.query or "take" in call.query:
        return _checkpoint(call)
    query = str(call.query.get("q", call.query.get("search", "")))
    if len(query) > LONGEST_QUERY:
        raise Refused(414, "The query is too long")
    matches = lucene.compile(query, SEARCHED)
    rows = [row for row in _indexed(call.tenant) if matches(_searchable(row))]
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


def _indexed(tenant: Tenant) -> list[Row]:
    """The rows that a search finds: those of a moment ago are not indexed yet."""
    newest = iso(tenant.now() - timedelta(seconds=tenant.state.lag_seconds))
    return [row for row in logs.kept(tenant) if row["date"] <= newest]


def _searchable(row: Row) -> Row:
    return {name: value for name, value in row.items() if name in SEARCHABLE}


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
