"""What staff typed stays when their session has ended, or a cookie is gone, as they send a form.

The page that says so carries it along, but for secrets, so that it can be sent once more.
"""

import re
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portal.signing import find_token

# Fields that may hold a secret: they are typed again.
_SECRET = re.compile(r"secret|passw|token|credential|key|body|pem|code", re.IGNORECASE)
_MOST_FIELDS, _MOST_LETTERS = 500, 200_000
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def keep(request: HttpRequest, *, signed_out: bool) -> HttpResponse | None:
    """Return the page with what a form of ours sent; None where there is nothing to keep.

    Only for a form that one of our own pages sent, as the browser says: another site could fill it
    in with what it likes.
    """
    if request.method != "POST" or request.headers.get("HX-Request") or not _is_ours(request):
        return None
    pairs = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    kept = [(name, value) for name, value in pairs if not _is_secret(name, value)]
    letters = sum(len(name) + len(value) for name, value in kept)
    if not any(value for _, value in kept) or len(kept) > _MOST_FIELDS or letters > _MOST_LETTERS:
        return None
    context = {
        "fields": kept,
        "dropped": len(kept) < len(pairs) or bool(request.FILES),
        "signed_out": signed_out,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    return render(request, "kept.html", context, status=401 if signed_out else 403)


class KeepingLoginRequiredMiddleware(LoginRequiredMiddleware):
    """Leads to the sign-in as Django's does, but keeps what a form sent."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        kept = keep(request, signed_out=True)
        return kept or super().handle_no_permission(request, view_func)


def _is_secret(name: str, value: str) -> bool:
    return bool(_SECRET.search(name) or find_token(value))


def _is_ours(request: HttpRequest) -> bool:
    if request.content_type not in _FORMS or request.path.startswith(reverse("account_login")):
        return False
    if "Origin" in request.headers:
        return request.headers["Origin"] == f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin"
