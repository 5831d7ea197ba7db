"""What the tenant holds after a reset: nothing, or the demo company's customers."""

from portal.local.auth0_sandbox.assistant import providers

from . import connections, organization_domains, organization_links
from .ids import Ids
from .tenant import Tenant

ORGANIZATIONS = [
    ("umbra-biotech", "Umbra Biotech"),
    ("northwind-traders", "Northwind Traders"),
    ("globex", "Globex Corporation"),
    ("initech", "Initech"),
    ("hooli", "Hooli"),
    ("stark-industries", "Stark Industries"),
    ("wayne-enterprises", "Wayne Enterprises"),
    ("contoso", "Contoso Pharmaceuticals"),
    ("fabrikam", "Fabrikam Residences"),
    ("tyrell", "Tyrell Corporation"),
    ("soylent-foods", "Soylent Foods"),
    ("massive-dynamic", "Massive Dynamic"),
    ("blue-sun", "Blue Sun Logistics"),
    ("muller-sohne", "Müller & Söhne GmbH"),
]
CLIENTS = [
    ("Acme web app", "regular_web", "allow"),
    ("Acme mobile", "native", "allow"),
    ("Acme admin console", "spa", "require"),
    ("Acme billing job", "non_interactive", "deny"),
]


def empty(tenant: Tenant) -> None:
    """Leave the tenant without data; the API client and its scopes are there always."""


def demo(tenant: Tenant) -> None:
    """Plant a company with customers; the same ids every time."""
    usual, tenant.ids = tenant.ids, Ids("acme-saas")
    try:
        _clients(tenant)
        _organizations(tenant)
        _profiles(tenant)
        _custom_domains(tenant)
        _elsewhere(tenant)
    finally:
        tenant.ids = usual


SEEDS = {"empty": empty, "demo": demo}


def _clients(tenant: Tenant) -> None:
    for name, app_type, organizations in CLIENTS:
        id = tenant.ids.text(32)
        tenant.state.clients[id] = {
            "client_id": id,
            "name": name,
            "tenant": tenant.name,
            "app_type": app_type,
            "is_first_party": True,
            "global": False,
            "organization_usage": organizations,
        }


def _organizations(tenant: Tenant) -> None:
    for number, (name, display_name) in enumerate(ORGANIZATIONS, start=1001):
        id = tenant.ids.make("org_")
        tenant.state.organizations[id] = {
            "id": id,
            "name": name,
            "display_name": display_name,
            "metadata": {"external_id": f"crm-{number}"},
            "created_at": tenant.timestamp(),
        }


def _profiles(tenant: Tenant) -> None:
    email = {"name": "email", "description": "E-mail address", "is_optional": False}
    family = {"name": "family_name", "description": "Family name", "is_optional": True}
    rows = [
        {
            "name": "Enterprise customers",
            "description": "Every identity provider that we support",
            "user_attributes": [email, family],
            "branding": {"colors": {"primary": "#0b5cad"}},
        },
        {
            "name": "Okta and Entra only",
            "description": "For customers on the standard plan",
            "allowed_strategies": ["okta", "waad"],
            "user_attributes": [email],
            "branding": {"colors": {"primary": "#1f6f43"}},
        },
    ]
    now = tenant.timestamp()
    for row in rows:
        id = tenant.ids.make("ssp_")
        tenant.state.profiles[id] = {"id": id, **row, "created_at": now, "updated_at": now}
    first = next(iter(tenant.state.profiles))
    tenant.state.custom_texts[first] = {
        "introduction": "Welcome! In <b>about ten minutes</b> your colleagues can sign in to Acme "
        "with their company account. Keep the admin console of your identity provider open in "
        'another tab. Questions? <a href="mailto:sso@acme.example">sso@acme.example</a>'
    }


def _custom_domains(tenant: Tenant) -> None:
    # Browsers resolve names under localhost to this machine, so the pages can be reached there.
    for domain, default in (("login.acme.localhost", True), ("eu.login.acme.localhost", False)):
        id = tenant.ids.make("cd_")
        tenant.state.custom_domains[id] = {
            "custom_domain_id": id,
            "domain": domain,
            "primary": default,
            "is_default": default,
            "status": "ready",
            "type": "auth0_managed_certs",
        }


def _elsewhere(tenant: Tenant) -> None:
    """One customer went live before there was a portal."""
    organization = next(
        id for id, row in tenant.state.organizations.items() if row["name"] == "wayne-enterprises"
    )
    options = providers.options("okta", {"domain": "wayne.okta.com"}, tenant.now())
    row = connections.add(
        tenant,
        {
            "name": "wayne-okta",
            "strategy": "okta",
            "display_name": "Wayne Enterprises",
            "options": {**options, "domain_aliases": ["wayne.example"]},
        },
    )
    web = next(iter(tenant.state.clients))
    connections.add_clients(tenant, row["id"], [web])
    organization_links.attach(tenant, organization, {"connection_id": row["id"]})
    domain = organization_domains.add(tenant, organization, "wayne.example")
    organization_domains.change(tenant, domain, {"status": "verified"})
