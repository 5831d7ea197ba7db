"""https://auth0.com/docs/api/management/v2/event-streams, to read: the sandbox has none."""

from portal.local.auth0_sandbox.http import paging
from portal.local.auth0_sandbox.http.errors import Refused
from portal.local.auth0_sandbox.http.routing import Call, Routes
from portal.local.auth0_sandbox.messages import Answer

routes = Routes()


@routes.add("GET", "/event-streams")
def list_(call: Call) -> Answer:
    return paging.by_checkpoint([], call.query, "eventStreams")


@routes.add("GET", "/event-streams/{id}")
def get(call: Call) -> Answer:
    raise Refused(404, "The event stream does not exist.")
