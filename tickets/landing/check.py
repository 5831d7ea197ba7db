"""“Check DNS”: a worker looks in DNS, the page behind the link shows what it finds."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from organizations.models import Domain
from portal import clock
from portal.actor import Actor
from portal.web.throttle import allow
from tickets.models import Link
from tickets.services import links
from tickets.services.links.status import is_good

from .visit import back, behind_link, is_confirmed

# Checks by link and window (seconds).
MOST_CHECKS = 6
WINDOW = 120
# A worker that has not answered by then is not waited for any longer.
_PATIENCE = timedelta(minutes=1)


@require_POST
@behind_link
def check(request: HttpRequest, link: Link) -> HttpResponse:
    """Have the records of a good link looked up, for who confirmed; lead back to the page."""
    if not is_good(link) or not is_confirmed(request, link):
        return back(link)
    if not allow(f"check:{link.pk}", most=MOST_CHECKS, seconds=WINDOW, if_down=False):
        return back(link, "?often#records")
    since = int(clock.now().timestamp())
    links.check_now(link.connection, by=Actor.customer(link.recipient_email, request))
    return back(link, f"?since={since}#records")


def outcome(request: HttpRequest, domains: Sequence[Domain]) -> str:
    """Return what became of a check that led here: "running", "late", "done", "often" or ""."""
    if "often" in request.GET:
        return "often"
    since = request.GET.get("since", "")
    if not since.isdecimal() or len(since) > 11:
        return ""
    asked = datetime.fromtimestamp(int(since), UTC)
    if all(domain.looked_up_at and domain.looked_up_at >= asked for domain in domains):
        return "done"
    return "running" if clock.now() < asked + _PATIENCE else "late"
