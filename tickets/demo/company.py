"""The company whose portal the demo is: its people, its Auth0 tenant, its presets."""

from collections.abc import Mapping

from django.contrib.auth.models import Group

from organizations.auth0_clients import auth0
from organizations.models import Tenant, User
from organizations.roles import Role
from organizations.services import api_keys, tenants
from portal.actor import Actor
from portal.auth0.ticket_request.body import USER_SCOPES
from tickets.models import Preset
from tickets.models.preset import Confirmation
from tickets.services.presets.presets import save_preset

PEOPLE = {
    "Sam Support": ("support@acme.example", Role.SUPPORT),
    "Maria Manager": ("manager@acme.example", Role.MANAGER),
    "Olga Operator": ("operator@acme.example", Role.OPERATOR),
}
SEED = Actor.system("demo")
STANDARD, PROVEN, WITH_PROVISIONING = "Standard", "With proven domains", "With provisioning"


def hire(password: str) -> None:
    """Make the sample people; their password is set anew each time."""
    for name, (email, role) in PEOPLE.items():
        user, _ = User.objects.get_or_create(email=email, defaults={"name": name})
        user.is_staff = user.is_superuser = role is Role.OPERATOR
        user.set_password(password)
        user.save()
        user.groups.set([Group.objects.get(name=role)])


def let_in(api_key: str) -> None:
    """Make the key with which the API can be tried; it may do everything."""
    if api_keys.find_key(api_key) is None:
        api_keys.create_key(name="Demo", scopes=api_keys.SCOPES, secret=api_key, by=SEED)


def connect(environment: Mapping[str, str]) -> Tenant:
    """Make the tenant, or point it to where the sandbox is now."""
    fields = {
        "name": "Acme",
        "base_url": environment["SANDBOX_URL"],
        "environment": Tenant.Environment.STAGING,
        "plan": Tenant.Plan.UNLIMITED,
        "client_id": environment["SANDBOX_CLIENT_ID"],
        "client_secret": environment["SANDBOX_CLIENT_SECRET"],
    }
    domain = "acme-saas.us.auth0.example"
    tenant = Tenant.objects.filter(domain=domain).first()
    if tenant:
        tenants.change_tenant(tenant, by=SEED, **fields)
    else:
        tenant = tenants.create_tenant(by=SEED, domain=domain, **fields)
    tenants.check_tenant(tenant, by=SEED)
    return tenant


def write_presets(tenant: Tenant) -> None:
    """Make the presets that are not there yet."""
    client = auth0(tenant)
    profiles = {profile.name: profile for profile in client.profiles.list().items}
    everything, narrow = profiles["Enterprise customers"], profiles["Okta and Entra only"]
    app = next(one for one in client.clients.list().items if one.name == "Acme web app")
    base = {
        "enabled_clients": [app.client_id],
        "enabled_organizations": [{"assign_membership_on_login": True, "show_as_button": True}],
    }
    proven = {
        "domain_aliases_config": {"domain_verification": "required"},
        "use_for_organization_discovery": True,
    }
    provisioning = {"provisioning_config": {"scopes": list(USER_SCOPES)}}
    for name, profile, settings in (
        (STANDARD, everything, base),
        (PROVEN, everything, base | proven),
        (WITH_PROVISIONING, narrow, base | provisioning),
    ):
        if not Preset.objects.filter(name=name).exists():
            preset = Preset(
                name=name,
                tenant=tenant,
                profile_id=profile.id,
                profile_name=profile.name,
                is_default=name == STANDARD,
                # Those who try the demo need no second mail.
                confirmation=Confirmation.ADDRESS,
                settings=settings,
            )
            save_preset(preset, by=SEED)
