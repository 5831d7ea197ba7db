"""What staff were not allowed to do, for the audit trail."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from organizations.services import audit
from organizations.verbs import Verb
from portal.actor import Actor


class RefusalMiddleware:
    """Record each 403 that a signed-in person gets: by whom, for which page, from where."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 403 and request.user.is_authenticated:
            match = request.resolver_match
            audit.record(
                Verb.STAFF_REFUSED,
                by=Actor.staff(request),
                target=f"user:{request.user.pk}",
                method=request.method,
                # The route, not the path, which may hold the token of a mailed link.
                route=f"/{match.route}" if match else "",
            )
        return response
