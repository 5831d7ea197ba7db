"""Self-service profiles, shown and changed where they live: in Auth0."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.clients import auth0
from organizations.errors import InUse
from organizations.models import Tenant
from organizations.problems import explain
from portal.access import requires
from portal.actor import Actor
from portal.auth0 import Conflict
from portal.auth0.profiles import Profile
from tickets.forms import ProfileForm
from tickets.models import Preset
from tickets.services import profiles
from tickets.strategies import names_of

from .trouble import tells_trouble

_FULL = (
    f"This tenant has {profiles.MOST_PROFILES} profiles, as many as Auth0 allows. "
    "Delete one that no preset uses, then try again."
)


@requires("view_desk")
@require_safe
@tells_trouble
def profile_list(request: HttpRequest) -> HttpResponse:
    tenants = list(Tenant.objects.filter(active=True))
    wanted = request.GET.get("tenant", "")
    tenant = next(
        (one for one in tenants if str(one.pk) == wanted), tenants[0] if tenants else None
    )
    found = auth0(tenant).urgently().profiles.list().items if tenant else ()
    by_name = sorted(found, key=lambda profile: profile.name.lower())
    context = {
        "tenants": tenants,
        "tenant": tenant,
        "profiles": [(profile, names_of(profile.allowed_strategies)) for profile in by_name],
        "most": profiles.MOST_PROFILES,
    }
    return render(request, "tickets/profiles.html", context)


@requires("view_desk")
@require_safe
@tells_trouble
def profile(request: HttpRequest, tenant_pk: int, profile_id: str) -> HttpResponse:
    tenant = get_object_or_404(Tenant, pk=tenant_pk)
    found, introduction = _read(tenant, profile_id)
    context = {
        "tenant": tenant,
        "profile": found,
        "introduction": introduction,
        "strategies": names_of(found.allowed_strategies),
        "presets": Preset.objects.filter(tenant=tenant, profile_id=profile_id),
    }
    return render(request, "tickets/profile.html", context)


@requires("manage_presets")
@require_http_methods(["GET", "HEAD", "POST"])
@tells_trouble
def profile_new(request: HttpRequest, tenant_pk: int) -> HttpResponse:
    tenant = get_object_or_404(Tenant, pk=tenant_pk, active=True)
    form = ProfileForm(request.POST or None)
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        try:
            made = profiles.create_profile(
                tenant,
                form.fields_for_auth0,
                introduction=form.cleaned_data["introduction"],
                by=Actor.staff(request),
            )
        except Conflict:
            form.add_error(None, _FULL)
        except profiles.IntroductionNotSaved as error:
            return _without_introduction(request, tenant, error)
        else:
            messages.success(request, f"The profile “{made.name}” is made.")
            return redirect("tickets:profile", tenant.pk, made.id)
    return _form_page(request, tenant, form)


@requires("manage_presets")
@require_http_methods(["GET", "HEAD", "POST"])
@tells_trouble
def profile_edit(request: HttpRequest, tenant_pk: int, profile_id: str) -> HttpResponse:
    tenant = get_object_or_404(Tenant, pk=tenant_pk)
    found, introduction = _read(tenant, profile_id)
    form = ProfileForm(request.POST or None, profile=found, introduction=introduction)
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        try:
            profiles.update_profile(
                tenant,
                profile_id,
                form.fields_for_auth0,
                introduction=form.cleaned_data["introduction"],
                by=Actor.staff(request),
            )
        except profiles.IntroductionNotSaved as error:
            return _without_introduction(request, tenant, error)
        messages.success(request, f"The profile “{form.cleaned_data['name']}” is saved.")
        return redirect("tickets:profile", tenant.pk, profile_id)
    return _form_page(request, tenant, form, found)


@requires("manage_presets")
@require_POST
@tells_trouble
def profile_copy(request: HttpRequest, tenant_pk: int, profile_id: str) -> HttpResponse:
    tenant = get_object_or_404(Tenant, pk=tenant_pk)
    try:
        copy = profiles.copy_profile(tenant, profile_id, by=Actor.staff(request))
    except Conflict:
        messages.error(request, _FULL)
        return redirect("tickets:profile", tenant.pk, profile_id)
    except profiles.IntroductionNotSaved as error:
        return _without_introduction(request, tenant, error)
    messages.success(request, f"“{copy.name}” is a copy to change as you like.")
    return redirect("tickets:profile_edit", tenant.pk, copy.id)


@requires("manage_presets")
@require_http_methods(["GET", "HEAD", "POST"])
@tells_trouble
def profile_delete(request: HttpRequest, tenant_pk: int, profile_id: str) -> HttpResponse:
    tenant = get_object_or_404(Tenant, pk=tenant_pk)
    if request.method == "POST":
        try:
            profiles.delete_profile(tenant, profile_id, by=Actor.staff(request))
        except InUse as error:
            messages.error(request, str(error))
            return redirect("tickets:profile", tenant.pk, profile_id)
        messages.success(request, "The profile is deleted.")
        return redirect("tickets:profiles")
    found = auth0(tenant).urgently().profiles.get(profile_id)
    return render(request, "tickets/profile_delete.html", {"tenant": tenant, "profile": found})


def _read(tenant: Tenant, profile_id: str) -> tuple[Profile, str]:
    api = auth0(tenant).urgently().profiles
    return api.get(profile_id), api.custom_text(profile_id).get("introduction", "")


def _form_page(
    request: HttpRequest, tenant: Tenant, form: ProfileForm, profile: Profile | None = None
) -> HttpResponse:
    context = {
        "tenant": tenant,
        "form": form,
        "profile": profile,
        "introduction": form["introduction"].value(),
        "color": form["primary_color"].value() if not form["primary_color"].errors else "",
    }
    return render(request, "tickets/profile_form.html", context)


def _without_introduction(
    request: HttpRequest, tenant: Tenant, error: profiles.IntroductionNotSaved
) -> HttpResponse:
    messages.warning(
        request,
        f"The profile “{error.profile.name}” is saved, but not its introduction. "
        f"{explain(error.error)} Then save it here once more.",
    )
    return redirect("tickets:profile_edit", tenant.pk, error.profile.id)
