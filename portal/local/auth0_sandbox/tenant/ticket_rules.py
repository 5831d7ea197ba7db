"""What a ticket request must obey beyond its schema.

https://auth0.com/docs/authenticate/enterprise-connections/self-service-enterprise-configuration/manage-self-service-enterprise-config
"""

from portal.local.auth0_sandbox.assistant import setups
from portal.local.auth0_sandbox.http import formats
from portal.local.auth0_sandbox.http.errors import Refused, invalid_body
from portal.local.auth0_sandbox.messages import Row

from . import connections
from .tenant import Tenant

MOST_ORGANIZATION_DOMAINS = 100
MOST_ALIASES = 1000


def check(tenant: Tenant, profile: Row, body: Row) -> None:
    """Raise Refused for the first rule that the request breaks."""
    _check_kind(tenant, body)
    _check_references(tenant, body)
    _check_features(body)
    _check_provisioning(profile, body)
    _check_domains(tenant, body)
    _check_discovery(tenant, body)
    _check_third_party(body)


def preverified(body: Row) -> list[str]:
    options = body.get("connection_config", {}).get("options") or {}
    return options.get("domain_aliases") or []


def verification(body: Row) -> str:
    return str(body.get("domain_aliases_config", {}).get("domain_verification", "none"))


def pending(body: Row) -> list[str]:
    return list(body.get("domain_aliases_config", {}).get("pending_domains", []))


def _check_kind(tenant: Tenant, body: Row) -> None:
    config, connection_id = body.get("connection_config"), body.get("connection_id")
    if config is not None and connection_id is not None:
        raise invalid_body(
            "connection_config cannot be given with connection_id", "connection_config"
        )
    if connection_id is not None:
        connections.find(tenant, connection_id)
    elif config is not None and connections.is_taken(tenant, config["name"]):
        raise Refused(409, connections.NAME_TAKEN)


def _check_references(tenant: Tenant, body: Row) -> None:
    for place, item in enumerate(body.get("enabled_organizations", [])):
        if item["organization_id"] not in tenant.state.organizations:
            field = f"enabled_organizations[{place}].organization_id"
            raise invalid_body("The organization does not exist", field)
    for place, client_id in enumerate(body.get("enabled_clients", [])):
        if client_id not in tenant.state.clients:
            raise invalid_body("The client does not exist", f"enabled_clients[{place}]")


def _check_features(body: Row) -> None:
    if "enabled_features" not in body:
        return
    if "connection_id" not in body:
        raise invalid_body("enabled_features requires connection_id", "enabled_features")
    features = body["enabled_features"]
    if not any(features.values()):
        raise invalid_body("At least one feature must be enabled", "enabled_features")
    if features.get("provisioning") and "provisioning_config" not in body:
        raise invalid_body(
            "enabled_features.provisioning requires provisioning_config", "provisioning_config"
        )


def _check_provisioning(profile: Row, body: Row) -> None:
    config = body.get("provisioning_config")
    if config is None:
        return
    if "scopes" not in config and "google_workspace" not in config:
        raise invalid_body(
            "Missing required property: scopes or google_workspace", "provisioning_config"
        )
    google = config.get("google_workspace")
    if google is None:
        return
    allowed = profile.get("allowed_strategies")
    if allowed and "google-apps" not in allowed:
        raise invalid_body(
            "google_workspace requires a profile that allows google-apps",
            "provisioning_config.google_workspace",
        )
    if google.get("sync_groups") and not google["sync_users"]:
        raise invalid_body(
            "sync_groups requires sync_users", "provisioning_config.google_workspace.sync_groups"
        )


def _check_domains(tenant: Tenant, body: Row) -> None:
    wanted, field = pending(body), "domain_aliases_config.pending_domains"
    if wanted and verification(body) == "none":
        raise invalid_body(
            "pending_domains requires domain_verification optional or required", field
        )
    trusted = "connection_config.options.domain_aliases"
    for name, domains in ((field, wanted), (trusted, preverified(body))):
        for place, domain in enumerate(domains):
            if not formats.is_domain(domain):
                raise invalid_body(f"Not a domain name: {domain}", f"{name}[{place}]")
    _check_quota(tenant, body, wanted, field)


def _check_quota(tenant: Tenant, body: Row, wanted: list[str], field: str) -> None:
    organizations = _organizations(tenant, body)
    if len(organizations) == 1:
        rows = tenant.state.domains.get(organizations[0], {}).values()
        have, most = {row["domain"] for row in rows}, MOST_ORGANIZATION_DOMAINS
    else:
        have, most = set(_aliases(tenant, body)), MOST_ALIASES
    if wanted and len(have.union(wanted)) > most:
        raise invalid_body(f"Existing and pending domains exceed the limit of {most}", field)


def _check_discovery(tenant: Tenant, body: Row) -> None:
    if not body.get("use_for_organization_discovery"):
        return
    field = "use_for_organization_discovery"
    if len(_organizations(tenant, body)) != 1:
        raise invalid_body(
            "Organization discovery requires exactly one enabled organization", field
        )
    if not preverified(body) and verification(body) == "none":
        raise invalid_body("Organization discovery requires domains or domain verification", field)


def _check_third_party(body: Row) -> None:
    """The two exclude each other, whatever the one allows: the connection is that already."""
    config = body.get("connection_config", {})
    if "third_party_client_access_config" in body and config.get("is_domain_connection"):
        raise invalid_body(
            "third_party_client_access_config excludes connection_config.is_domain_connection",
            "third_party_client_access_config",
        )


def _organizations(tenant: Tenant, body: Row) -> list[str]:
    if "enabled_organizations" in body or "connection_id" not in body:
        return [item["organization_id"] for item in body.get("enabled_organizations", [])]
    return setups.organizations_of(tenant, body["connection_id"])


def _aliases(tenant: Tenant, body: Row) -> list[str]:
    if "connection_id" not in body:
        return preverified(body)
    options = tenant.state.connections[body["connection_id"]]["options"]
    return options.get("domain_aliases") or []
