"""https://auth0.com/docs/api/management/v2/organizations/get-all-discovery-domains

Reads are eventually consistent: for the tenant's lag they show a row as it was before.
"""

from datetime import timedelta

from portal.local.auth0_sandbox.clock import parse
from portal.local.auth0_sandbox.http import formats, paging
from portal.local.auth0_sandbox.http.errors import Refused, invalid_body, no_organization
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer, Row, json_answer
from portal.local.auth0_sandbox.tenant import organization_domains

routes = Routes()
MOST = 100  # per organization


@routes.add("GET", "/organizations/{id}/discovery-domains")
def list_(call: Call) -> Answer:
    rows = [seen for row in _table(call).values() if (seen := _as_read(call, row))]
    return paging.by_checkpoint(rows, call.query, "domains")


@routes.add("POST", "/organizations/{id}/discovery-domains")
def create(call: Call) -> Answer:
    table, domain = _table(call), call.body["domain"]
    if not formats.is_domain(domain):
        raise invalid_body("String does not match pattern of a domain name", "domain")
    if organization_domains.by_name(call.tenant, call.path["id"], domain):
        raise Refused(409, "The domain is already registered to this organization")
    if len(table) >= MOST:
        raise Refused(400, f"An organization can have at most {MOST} discovery domains")
    row = organization_domains.add(call.tenant, call.path["id"], domain)
    row.update(call.body)
    return json_answer(201, organization_domains.shown(row))


@routes.add("GET", "/organizations/{id}/discovery-domains/name/{discovery_domain}")
def by_name(call: Call) -> Answer:
    for row in _table(call).values():
        if row["domain"] == call.path["discovery_domain"] and (seen := _as_read(call, row)):
            return json_answer(200, seen)
    raise _none()


@routes.add("GET", "/organizations/{id}/discovery-domains/{discovery_domain_id}")
def get(call: Call) -> Answer:
    if seen := _as_read(call, _find(call)):
        return json_answer(200, seen)
    raise _none()


@routes.add("PATCH", "/organizations/{id}/discovery-domains/{discovery_domain_id}")
def update(call: Call) -> Answer:
    row = _find(call)
    organization_domains.change(call.tenant, row, call.body)
    return json_answer(200, organization_domains.shown(row))


@routes.add("DELETE", "/organizations/{id}/discovery-domains/{discovery_domain_id}")
def delete(call: Call) -> Answer:
    del _table(call)[_find(call)["id"]]
    return Answer(204)


def _table(call: Call) -> dict[str, Row]:
    state, organization = call.tenant.state, call.path["id"]
    if organization not in state.organizations:
        raise no_organization()
    return state.domains.setdefault(organization, {})


def _find(call: Call) -> Row:
    row = _table(call).get(call.path["discovery_domain_id"])
    if row is None:
        raise _none()
    return row


def _none() -> Refused:
    return Refused(404, "The organization discovery domain does not exist")


def _as_read(call: Call, row: Row) -> Row | None:
    lag = timedelta(seconds=call.tenant.state.lag_seconds)
    if lag and parse(row["changed_at"]) > call.tenant.now() - lag:
        row = row["before"]
    return organization_domains.shown(row) if row else None
