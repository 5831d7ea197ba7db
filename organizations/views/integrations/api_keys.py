"""API keys: the list, a new one, replacing and revoking one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.forms.integrations.api_keys import ApiKeyForm, RotateForm
from organizations.models import ApiKey
from organizations.services import api_keys as services
from organizations.views.answers import refusals_on
from portal.actor import Actor
from portal.web.access import requires
from portal.web.listing.lists import listing
from portal.web.step_up import confirmed


@requires("manage_api_keys")
@require_safe
def api_keys(request: HttpRequest) -> HttpResponse:
    rows = ApiKey.objects.select_related("tenant", "created_by")
    return render(
        request,
        "organizations/api_keys/api_keys.html",
        listing(request, rows, ["-created_at", "-pk"]),
    )


@requires("manage_api_keys")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def api_key_new(request: HttpRequest) -> HttpResponse:
    """Ask what the key is for, then show it: this once and never again."""
    form = ApiKeyForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            key, secret = services.create_key(**form.cleaned_data, by=Actor.staff(request))
            return _shown_once(request, key, secret)
    return render(request, "organizations/api_keys/api_key_form.html", {"form": form})


@requires("manage_api_keys")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def api_key_rotate(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ApiKey, pk=pk)
    form = RotateForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            key, secret = services.rotate_key(found, overlap=form.overlap, by=Actor.staff(request))
            return _shown_once(request, key, secret)
    return render(
        request, "organizations/api_keys/api_key_rotate.html", {"form": form, "key": found}
    )


@requires("manage_api_keys")
@require_http_methods(["GET", "HEAD", "POST"])
def api_key_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ApiKey, pk=pk)
    if request.method == "POST":
        services.revoke_key(found, by=Actor.staff(request))
        messages.success(request, f"API key {found} revoked.")
        return redirect("organizations:api_keys")
    return render(request, "organizations/api_keys/api_key_revoke.html", {"key": found})


def _shown_once(request: HttpRequest, key: ApiKey, secret: str) -> HttpResponse:
    return render(
        request, "organizations/api_keys/api_key_made.html", {"key": key, "secret": secret}
    )
