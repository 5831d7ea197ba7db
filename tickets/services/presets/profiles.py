"""Self-service profiles: they live in Auth0; here they are changed there, and audited.

https://auth0.com/docs/api/management/v2/self-service-profiles
"""

from collections.abc import Mapping
from typing import Any

from organizations.auth0_clients import auth0
from organizations.errors import InUse
from organizations.models import Tenant
from organizations.services import audit
from portal.actor import Actor
from portal.auth0 import Auth0Error
from portal.auth0.resources.profiles import Profile
from tickets.models import Preset
from tickets.verbs import Verb

MOST_PROFILES = 20


class IntroductionNotSaved(Exception):
    """The profile was saved, its introduction was not; `.profile` and `.error` say which and why.

    Auth0 keeps the introduction apart, and takes it with a call of its own.
    """

    def __init__(self, profile: Profile, error: Auth0Error) -> None:
        super().__init__(str(error))
        self.profile = profile
        self.error = error


def create_profile(
    tenant: Tenant, fields: Mapping[str, object], *, introduction: str = "", by: Actor
) -> Profile:
    """Make a profile; `fields` in Auth0's names, None is left out.

    Raises Conflict when the tenant has as many as Auth0 allows, IntroductionNotSaved, Auth0Error.
    https://auth0.com/docs/api/management/v2/self-service-profiles/post-self-service-profiles
    """
    given: dict[str, Any] = {name: value for name, value in fields.items() if value is not None}
    profile = auth0(tenant).urgently().profiles.create(**given)
    _record(Verb.PROFILE_CREATE, tenant, profile.id, profile.name, by)
    if introduction:
        _set_introduction(tenant, profile, introduction)
    return profile


def update_profile(
    tenant: Tenant, profile_id: str, fields: Mapping[str, object], *, introduction: str, by: Actor
) -> Profile:
    """Change a profile to exactly these fields; None clears.

    No `allowed_strategies` leaves them as they are: Auth0 has no way to say "all" again, and a
    list of today's would shut out those that it adds later.
    The introduction replaces the one there is; empty brings Auth0's own back.
    Raises NotFound, IntroductionNotSaved, Auth0Error.
    https://auth0.com/docs/api/management/v2/self-service-profiles/patch-self-service-profiles-by-id
    """
    changes: dict[str, Any] = dict(fields)
    if not changes["allowed_strategies"]:
        del changes["allowed_strategies"]
    profile = auth0(tenant).urgently().profiles.update(profile_id, **changes)
    Preset.objects.filter(tenant=tenant, profile_id=profile_id).update(
        profile_name=profile.name[:100]
    )
    _record(Verb.PROFILE_CHANGE, tenant, profile_id, profile.name, by)
    _set_introduction(tenant, profile, introduction)
    return profile


def copy_profile(tenant: Tenant, profile_id: str, *, by: Actor) -> Profile:
    """Make a profile with the same fields and introduction. Raises as `create_profile`."""
    profiles = auth0(tenant).urgently().profiles
    original = profiles.get(profile_id)
    branding: dict[str, Any] = {}
    if original.logo_url:
        branding["logo_url"] = original.logo_url
    if original.primary_color:
        branding["colors"] = {"primary": original.primary_color}
    fields = {
        "name": f"{original.name[:90]} (copy)",
        "description": original.description or None,
        "allowed_strategies": list(original.allowed_strategies) or None,
        "branding": branding or None,
        "user_attributes": [vars(one) for one in original.user_attributes] or None,
        "user_attribute_profile_id": original.user_attribute_profile_id or None,
    }
    introduction = profiles.custom_text(profile_id).get("introduction", "")
    return create_profile(tenant, fields, introduction=introduction, by=by)


def delete_profile(tenant: Tenant, profile_id: str, *, by: Actor) -> None:
    """Delete a profile. Raises InUse, naming the presets that need it; Auth0Error.

    https://auth0.com/docs/api/management/v2/self-service-profiles/delete-self-service-profiles-by-id
    """
    users = Preset.objects.filter(tenant=tenant, profile_id=profile_id)
    if names := list(users.values_list("name", flat=True)):
        raise InUse(
            f"This profile is used by {', '.join(f'“{name}”' for name in names)}. Choose "
            "another profile there first."
        )
    profiles = auth0(tenant).urgently().profiles
    name = profiles.get(profile_id).name
    profiles.delete(profile_id)
    _record(Verb.PROFILE_DELETE, tenant, profile_id, name, by)


def _set_introduction(tenant: Tenant, profile: Profile, introduction: str) -> None:
    texts = {"introduction": introduction} if introduction else {}
    try:
        auth0(tenant).urgently().profiles.set_custom_text(profile.id, texts)
    except Auth0Error as error:
        raise IntroductionNotSaved(profile, error) from error


def _record(verb: Verb, tenant: Tenant, profile_id: str, name: str, by: Actor) -> None:
    audit.record(verb, by=by, target=f"profile:{profile_id}", name=name, tenant=tenant.name)
