"""Self-service profiles, shown and changed where they live: in Auth0."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.auth0_clients import auth0
from organizations.auth0_problems import explain
from organizations.errors import Rejected
from organizations.models import Tenant
from organizations.views.answers import refusals_as_messages
from portal.actor import Actor
from portal.auth0 import Auth0Error, Conflict
from portal.auth0.resources.profiles import Profile
from portal.web.access import requires
from tickets.forms import ProfileForm
from tickets.models import Preset
from tickets.services.presets import choices, profiles
from tickets.strategies import names_of

from .trouble import shows_auth0_trouble

_FULL = (
    f"This tenant already has {profiles.MOST_PROFILES} profiles, the most Auth0 allows. "
    "Delete one that no preset uses, then try again."
)


@requires("view_pages")
@require_safe
@shows_auth0_trouble
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
    return render(request, "tickets/presets/profiles.html", context)


@requires("view_pages")
@require_safe
@shows_auth0_trouble
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
    return render(request, "tickets/presets/profile.html", context)


@requires("manage_presets")
@require_http_methods(["GET", "HEAD", "POST"])
@shows_auth0_trouble
def profile_new(request: HttpRequest, tenant_pk: int) -> HttpResponse:
    tenant = get_object_or_404(Tenant, pk=tenant_pk, active=True)
    offered = choices.attribute_profiles(tenant)
    form = ProfileForm(request.POST or None, attribute_profiles=offered)
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
            # It is made: from here on the form changes it.
            form.add_error("introduction", _not_saved(error))
            return _form_page(request, tenant, form, error.profile)
        except Auth0Error as error:
            form.show_refusal(error)
        else:
            messages.success(request, f"Profile “{made.name}” created.")
            return redirect("tickets:profile", tenant.pk, made.id)
    return _form_page(request, tenant, form)


@requires("manage_presets")
@require_http_methods(["GET", "HEAD", "POST"])
@shows_auth0_trouble
def profile_edit(request: HttpRequest, tenant_pk: int, profile_id: str) -> HttpResponse:
    tenant = get_object_or_404(Tenant, pk=tenant_pk)
    try:
        found, introduction = _read(tenant, profile_id)
    except Auth0Error as error:
        if request.method != "POST":
            raise
        return _kept(request, tenant, error)
    form = ProfileForm(
        request.POST or None,
        profile=found,
        introduction=introduction,
        attribute_profiles=choices.attribute_profiles(tenant),
    )
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
            form.add_error("introduction", _not_saved(error))
        except Auth0Error as error:
            form.show_refusal(error)
        else:
            messages.success(request, f"Profile “{form.cleaned_data['name']}” saved.")
            return redirect("tickets:profile", tenant.pk, profile_id)
    return _form_page(request, tenant, form, found)


@requires("manage_presets")
@require_POST
@shows_auth0_trouble
def profile_copy(request: HttpRequest, tenant_pk: int, profile_id: str) -> HttpResponse:
    tenant = get_object_or_404(Tenant, pk=tenant_pk)
    try:
        copy = profiles.copy_profile(tenant, profile_id, by=Actor.staff(request))
    except Conflict:
        messages.error(request, _FULL)
        return redirect("tickets:profile", tenant.pk, profile_id)
    except profiles.IntroductionNotSaved as error:
        return _without_introduction(request, tenant, error)
    messages.success(request, f"Copied as “{copy.name}”. You can edit it now.")
    return redirect("tickets:profile_edit", tenant.pk, copy.id)


@requires("manage_presets")
@require_http_methods(["GET", "HEAD", "POST"])
@shows_auth0_trouble
def profile_delete(request: HttpRequest, tenant_pk: int, profile_id: str) -> HttpResponse:
    tenant = get_object_or_404(Tenant, pk=tenant_pk)
    if request.method == "POST":
        with refusals_as_messages(request, of=(Rejected,)):
            profiles.delete_profile(tenant, profile_id, by=Actor.staff(request))
            messages.success(request, "Profile deleted.")
            return redirect("tickets:profiles")
        return redirect("tickets:profile", tenant.pk, profile_id)
    found = auth0(tenant).urgently().profiles.get(profile_id)
    return render(
        request, "tickets/presets/profile_delete.html", {"tenant": tenant, "profile": found}
    )


def _read(tenant: Tenant, profile_id: str) -> tuple[Profile, str]:
    api = auth0(tenant).urgently().profiles
    return api.get(profile_id), api.custom_text(profile_id).get("introduction", "")


def _kept(request: HttpRequest, tenant: Tenant, error: Auth0Error) -> HttpResponse:
    """The form with what was typed, and why Auth0 doesn't say what the profile is now."""
    form = ProfileForm(request.POST, strategies=request.POST.getlist("allowed_strategies"))
    form.show_refusal(error)
    return _form_page(request, tenant, form)


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
    return render(request, "tickets/presets/profile_form.html", context)


def _without_introduction(
    request: HttpRequest, tenant: Tenant, error: profiles.IntroductionNotSaved
) -> HttpResponse:
    messages.warning(request, _not_saved(error))
    return redirect("tickets:profile_edit", tenant.pk, error.profile.id)


def _not_saved(error: profiles.IntroductionNotSaved) -> str:
    return (
        f"Profile “{error.profile.name}” was saved, but its introduction wasn't. "
        f"{explain(error.error)} Then save it again here."
    )
