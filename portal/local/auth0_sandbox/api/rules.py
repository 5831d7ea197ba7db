"""https://auth0.com/docs/api/management/v2/rules: a tenant made today can have none."""

from portal.local.auth0_sandbox.http import paging
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer

routes = Routes()


@routes.add("GET", "/rules")
def list_(call: Call) -> Answer:
    return paging.by_offset([], call.query, "rules")
