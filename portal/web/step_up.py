"""Ask again who somebody is before what a stolen session must not reach.

That is links and keys, roles, second factors, and exports. Whoever has a second factor shows it,
others their password; signing in counts. Nobody is asked who signs in by the company's provider
alone and has neither, as PORTAL_REQUIRE_MFA rules out.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

View = Callable[..., HttpResponseBase]

# allauth's own pages that change, or show, what somebody signs in by.
_FACTORS = frozenset(
    {
        *("account_change_password", "account_set_password"),
        *("mfa_activate_totp", "mfa_deactivate_totp"),
        *("mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"),
        *("mfa_generate_recovery_codes", "mfa_view_recovery_codes", "mfa_download_recovery_codes"),
    }
)


def is_recent(request: HttpRequest) -> bool:
    """Return whether a signed-in person showed who they are within STEP_UP_MINUTES."""
    since = time.time() - settings.STEP_UP_MINUTES * 60
    by_factor = is_mfa_enabled(request.user)
    records = get_authentication_records(request, request.user)
    return any(
        record["at"] > since and (record["method"] == "mfa" or not by_factor) for record in records
    ) or not get_adapter().get_reauthentication_methods(request.user)


def confirmed(view: View) -> View:
    """Ask before a page or act. Put it below @requires: who may not do it isn't asked."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return ask(request) or view(request, *args, **kwargs)

    guarded.confirmed = True  # type: ignore[attr-defined]
    return guarded


def ask(request: HttpRequest) -> HttpResponse | None:
    """Return the way to where somebody shows who they are; None when they did lately.

    They come back to the page they wanted; a form that was sent from its own page is sent on, so
    that nothing typed is lost; of a lone button they come back to its page and press it again.
    """
    if is_recent(request):
        return None
    where = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    if request.method != "POST" or (page := _before(request)) == request.get_full_path():
        # Keeps what was typed in the session, which only its owner's cookie can decrypt.
        return cast(HttpResponse, suspend_request(request, where))
    messages.info(request, "Confirm that it’s you, then select the button again.")
    return HttpResponseRedirect(f"{where}?{urlencode({'next': page})}")


class StepUpMiddleware:
    """Ask before the pages of allauth that change what somebody signs in by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match and match.url_name in _FACTORS and request.user.is_authenticated:
            return ask(request)
        return None


def _before(request: HttpRequest) -> str:
    """The page of ours on which the button was."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(page)
    return parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
