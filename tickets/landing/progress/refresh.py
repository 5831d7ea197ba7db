"""“Refresh status”: whoever comes back from Auth0's assistant sees within seconds what they did.

A worker reads Auth0 and writes down what it sees; the page asks for it, by a POST, and waits.
"""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from organizations.models import Connection
from organizations.stages import SERVING
from portal import clock
from portal.wake import wake
from portal.web.throttle import allow
from tickets.landing.visit import back, behind_link, is_confirmed, not_for_dns
from tickets.models import Link, Ticket
from tickets.services.links.status import is_good
from tickets.states import State

# Refreshes by link and window (seconds).
MOST_REFRESHES = 10
WINDOW = 300
# What was read so recently is current: nobody does a step in the assistant in less.
_CURRENT = timedelta(seconds=20)
# A worker that has not answered by then is not waited for any longer.
_PATIENCE = timedelta(seconds=30)


@require_POST
@behind_link
@not_for_dns
def refresh(request: HttpRequest, link: Link) -> HttpResponse:
    """Have the connection of a good link read from Auth0, for who confirmed; lead back."""
    if not is_good(link) or not is_confirmed(request, link):
        return back(link)
    if not allow(f"refresh:{link.pk}", most=MOST_REFRESHES, seconds=WINDOW, if_down=False):
        return back(link, "?late")
    since = int(clock.now().timestamp())
    wake("tickets.reconcile", link.connection_id)
    return back(link, f"?refreshed={since}")


def outcome(request: HttpRequest, ticket: Ticket, connection: Connection) -> str:
    """Return how current the page is while somebody may be in the assistant.

    "stale" (to be refreshed), "running" (a worker is at it), "late" (it did not answer), "done";
    "" where nobody is in the assistant.
    """
    ends = ticket.session_ends_at
    if ticket.state != State.OPENED or not ends or ends < clock.now():
        return ""
    if connection.stage in SERVING:
        return ""
    if "late" in request.GET:
        return "late"
    read = connection.checked_at
    since = request.GET.get("refreshed", "")
    if since.isdecimal() and len(since) < 12:
        asked = datetime.fromtimestamp(int(since), UTC)
        if read and read >= asked:
            return "done"
        return "running" if clock.now() < asked + _PATIENCE else "late"
    return "done" if read and read > clock.now() - _CURRENT else "stale"
