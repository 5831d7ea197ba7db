"""Presets: what most tickets have in common, kept under a name."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.forms.refusals import show_refusal
from organizations.models import Tenant
from organizations.services.tenants.applications import applications
from portal.actor import Actor
from portal.auth0 import Auth0Error
from portal.web.access import requires
from portal.web.listing import pagination
from tickets.display import ticket_facts
from tickets.forms import Choices, PresetForm, SettingsForm
from tickets.models import Preset
from tickets.services.presets import choices, presets

from .trouble import shows_auth0_trouble


@requires("view_pages")
@require_safe
def preset_list(request: HttpRequest) -> HttpResponse:
    found = Preset.objects.select_related("tenant").order_by("tenant__name", "name")
    context = {"page": pagination.Page(list(found)), "tenants": Tenant.objects.filter(active=True)}
    return render(request, "tickets/presets/presets.html", context)


@requires("view_pages")
@require_safe
def preset(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Preset.objects.select_related("tenant"), pk=pk)
    context = {"preset": found, "facts": ticket_facts.facts(found.settings, _names(found.tenant))}
    return render(request, "tickets/presets/preset.html", context)


@requires("manage_presets")
@require_http_methods(["GET", "HEAD", "POST"])
@shows_auth0_trouble
def preset_new(request: HttpRequest, tenant_pk: int) -> HttpResponse:
    tenant = get_object_or_404(Tenant, pk=tenant_pk, active=True)
    first = not Preset.objects.filter(tenant=tenant).exists()
    return _form(request, Preset(tenant=tenant, is_default=first))


@requires("manage_presets")
@require_http_methods(["GET", "HEAD", "POST"])
@shows_auth0_trouble
def preset_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, get_object_or_404(Preset.objects.select_related("tenant"), pk=pk))


@requires("manage_presets")
@require_POST
def preset_copy(request: HttpRequest, pk: int) -> HttpResponse:
    copy = presets.copy_preset(get_object_or_404(Preset, pk=pk), by=Actor.staff(request))
    messages.success(request, f"Copied as “{copy.name}”. You can edit it now.")
    return redirect("tickets:preset_edit", pk=copy.pk)


@requires("manage_presets")
@require_http_methods(["GET", "HEAD", "POST"])
def preset_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Preset.objects.select_related("tenant"), pk=pk)
    if request.method == "POST":
        presets.delete_preset(found, by=Actor.staff(request))
        messages.success(request, f"Preset “{found.name}” deleted.")
        return redirect("tickets:presets")
    return render(request, "tickets/presets/preset_delete.html", {"preset": found})


def _form(request: HttpRequest, preset: Preset) -> HttpResponse:
    tenant = preset.tenant
    data = request.POST if request.method == "POST" else None
    refusal: Auth0Error | None = None
    try:
        known, offered = choices.profiles(tenant), Choices.of(tenant, with_organizations=True)
    except Auth0Error as error:
        if data is None:
            raise
        # So that nothing typed is lost: what was chosen is all that can be offered now.
        profile = data.get("profile_id", "")
        refusal, known, offered = error, [(profile, profile)], Choices.made(data)
    form = PresetForm(data, profiles=known, instance=preset)
    settings = SettingsForm(
        data,
        settings=preset.settings,
        offered=offered,
        custom_domain=preset.custom_domain or tenant.custom_domain,
    )
    valid = data is not None and all([form.is_valid(), settings.is_valid()])
    if refusal:
        show_refusal(form, refusal)
    elif valid:
        changed: Preset = form.save(commit=False)
        changed.settings = settings.body
        changed.custom_domain = settings.cleaned_data["custom_domain"]
        presets.save_preset(changed, by=Actor.staff(request))
        messages.success(request, f"Preset “{changed.name}” saved.")
        return redirect(changed)
    context: dict[str, Any] = {"form": form, "settings": settings, "preset": preset}
    return render(request, "tickets/presets/preset_form.html", context)


def _names(tenant: Tenant) -> dict[str, str]:
    """What ids stand for, if Auth0 tells: a preset is shown without it, too."""
    try:
        return dict(applications(tenant, with_organizations=False))
    except Auth0Error:
        return {}
