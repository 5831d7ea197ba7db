"""When and from where a session was seen last, for its end and for the list of sessions."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.actor import client_ip


class SessionActivityMiddleware:
    """Note that a signed-in person did something, or signed in just now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not _by_itself(request):
            request.session.seen(  # type: ignore[attr-defined]
                ip=client_ip(request), user_agent=request.META.get("HTTP_USER_AGENT", "")
            )
        return response


def _by_itself(request: HttpRequest) -> bool:
    """Whether an open page asks by itself: it would keep a session alive that nobody uses."""
    return request.method == "GET" and request.headers.get("HX-Target") == "live"
