"""CSRF protection for pages whose own address is a secret."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]


class _NullOriginCsrf(CsrfViewMiddleware):
    def _origin_verified(self, request: HttpRequest) -> bool:
        # A page with Referrer-Policy no-referrer posts with "Origin: null", to itself as well.
        # The token and its SameSite cookie still prove that the form was ours.
        return request.META["HTTP_ORIGIN"] == "null" or super()._origin_verified(request)  # type: ignore[misc]


_protected = decorator_from_middleware(_NullOriginCsrf)


def csrf_protect_without_referrer(view: View) -> View:
    """Protect a view whose pages forbid referrers; Django would refuse all their forms."""
    return csrf_exempt(_protected(view))
