"""Error pages: each says what happened and what to do next."""

import sys
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group, Permission
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from portal.outages import DATABASE
from portal.outages.calm import service_of
from portal.text.addresses import readable

from .kept_forms import keep
from .languages import in_readers_language, readers_language

# For programs that ask; people try again when they like.
_RETRY_SECONDS = "10"


@login_not_required
@in_readers_language
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Ask to try a form again whose CSRF token or origin was not ours (Django calls this)."""
    is_staff = _layout(request) == "base.html"
    if is_staff and (kept := keep(request, signed_out=False)):
        return kept
    draw = render if is_staff else in_readers_language(render)
    return draw(request, "403_csrf.html", status=403)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say which role may do this and who can give it (`portal.web.access` names the permission)."""
    reason = str(exception or "")
    context = {"layout": _layout(request), "reason": reason}
    permission = Permission.objects.filter(
        content_type__app_label="organizations", codename=reason
    ).first()
    if permission:
        context |= _who_may(permission)
    return render(request, "403.html", context, status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    layout = _layout(request)
    draw = render if layout == "base.html" else in_readers_language(render)
    return draw(request, "404.html", {"layout": layout}, status=404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong; while the database is away, that it passes by itself."""
    with translation.override(readers_language(request)):
        if service_of(sys.exc_info()[1]) == DATABASE:
            return HttpResponse(
                render_to_string("503.html"), status=503, headers={"Retry-After": _RETRY_SECONDS}
            )
        context = {
            "support_email": readable(settings.SUPPORT_EMAIL),
            "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
        }
        return HttpResponse(render_to_string("500.html", context), status=500)


def _layout(request: HttpRequest) -> str:
    # Some errors come before anybody is known to be signed in.
    user = getattr(request, "user", None)
    return "base.html" if user and user.is_authenticated else "base_public.html"


def _who_may(permission: Permission) -> dict[str, Any]:
    """Return the least role that holds a permission, and up to three people who give roles."""
    roles = (
        Group.objects.filter(pk__in=permission.group_set.values("pk"))
        .annotate(size=Count("permissions"))
        .order_by("size")
    )
    operators = get_user_model().objects.filter(
        is_active=True, groups__permissions__codename="manage_staff"
    )
    least = roles.first()
    return {
        "role": least.name if least else "",
        "deed": permission.name.removeprefix("May "),
        "operators": operators.order_by("pk").distinct()[:3],
    }
