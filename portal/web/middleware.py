"""Middleware: request ids and log lines, required second factor, the reader's time zone."""

import re
import time
import uuid
import zoneinfo
from collections.abc import Callable
from typing import Any

import structlog
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from portal.monitoring.metrics import requests as request_metrics

log = structlog.get_logger("portal.request")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}", re.ASCII)
GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLogMiddleware:
    """Give each request an id and write one line when it is answered.

    The route is logged, never the path: paths of mailed links hold their token.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        request_id = _given_id(request) or uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        match = request.resolver_match
        seconds = time.perf_counter() - started
        log.info(
            "request",
            method=request.method,
            route=match.route if match else None,
            status=response.status_code,
            ms=round(seconds * 1000),
        )
        # By name where there is one; patterns are as few as names.
        route = (match.view_name or match.route) if match else "none"
        request_metrics.count(route, response.status_code, seconds)
        return response


class PermissionsPolicyMiddleware:
    """Tell browsers that no page, and nothing in one, needs what a device can do but passkeys."""

    _POLICY = ", ".join(
        [
            *(
                f"{feature}=()"
                for feature in (
                    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
                    *("hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb"),
                )
            ),
            *("publickey-credentials-create=(self)", "publickey-credentials-get=(self)"),
        ]
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = self._POLICY
        return response


def _given_id(request: HttpRequest) -> str:
    """The id that a system of the company's gave its request, if it can be logged as it is."""
    given = request.headers.get("X-Request-ID", "") if request.path.startswith("/api/") else ""
    return given if _REQUEST_ID.fullmatch(given) else ""


class NoStoreMiddleware:
    """Keep what signed-in people see out of the browser's cache, which outlives their session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class RequireMFAMiddleware:
    """Lead staff without a second factor to set one up before anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not settings.REQUIRE_MFA or not request.user.is_authenticated:
            return None
        if not getattr(view, "login_required", True):
            return None
        name = (request.resolver_match.url_name or "") if request.resolver_match else ""
        if name.startswith(("mfa_", "account_reauthenticate", "account_logout", "account_login")):
            return None
        if not is_mfa_enabled(request.user):
            messages.info(request, "Set up a passkey or an authenticator app to continue.")
            return redirect("mfa_index")
        return None


class TimeZoneMiddleware:
    """Show times in the reader's zone: the one of their profile, else the browser's cookie."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = getattr(request.user, "time_zone", "") or request.COOKIES.get("time_zone", "")
        try:
            zone = zoneinfo.ZoneInfo(name) if name else None
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            zone = None
        with timezone.override(zone):
            return self.get_response(request)
