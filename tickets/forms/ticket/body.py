"""The one place that maps form fields to the body of POST …/sso-ticket and back.

https://auth0.com/docs/api/management/v2/self-service-profiles/post-sso-ticket
"""

from collections.abc import Mapping
from typing import Any

# form field → place in the body
PATHS: dict[str, str] = {
    "name": "connection_config.name",
    "display_name": "connection_config.display_name",
    "show_as_button": "connection_config.show_as_button",
    "is_domain_connection": "connection_config.is_domain_connection",
    "metadata": "connection_config.metadata",
    "icon_url": "connection_config.options.icon_url",
    "preverified_domains": "connection_config.options.domain_aliases",
    "idp_client": "connection_config.options.idpinitiated.client_id",
    "idp_protocol": "connection_config.options.idpinitiated.client_protocol",
    "idp_query": "connection_config.options.idpinitiated.client_authorizequery",
    "idp_enabled": "connection_config.options.idpinitiated.enabled",
    "verification": "domain_aliases_config.domain_verification",
    "pending_domains": "domain_aliases_config.pending_domains",
    "discovery": "use_for_organization_discovery",
    "clients": "enabled_clients",
    "organizations": "enabled_organizations",
    "provisioning_scopes": "provisioning_config.scopes",
    "provisioning_token": "provisioning_config.token_lifetime",
    "google_workspace": "provisioning_config.google_workspace",
    "provisioning": "provisioning_config",
    "third_party": "third_party_client_access_config.allow_configuration",
    "ttl": "ttl_sec",
    "features": "enabled_features",
}

FEATURES = ("sso", "domain_verification", "provisioning")

# Kept while sign-ins that start at the identity provider are not (yet) accepted.
_IDP_DETAILS = ("idp_client", "idp_protocol", "idp_query")

# What of Google Workspace is synchronized → its place in the body.
GOOGLE_WORKSPACE: dict[str, dict[str, bool]] = {
    "nothing": {"sync_users": False},
    "users": {"sync_users": True},
    "groups": {"sync_users": True, "sync_groups": True},
}


def to_body(values: Mapping[str, Any]) -> dict[str, Any]:
    """The request that these cleaned form values ask for; empty values are left to Auth0."""
    body: dict[str, Any] = {}
    if values.get("provisioning"):
        body["provisioning_config"] = {}
    for field, path in PATHS.items():
        value = _value_for_auth0(field, values)
        if value is not None and value not in ("", [], {}):
            _put(body, path, value)
    return body


def to_fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """The form values that lead to this request."""
    values = {field: _get(body, path) for field, path in PATHS.items()}
    values["verification"] = values["verification"] or "none"
    values["provisioning"] = "provisioning_config" in body
    values["features"] = [name for name in FEATURES if (values["features"] or {}).get(name)]
    values["google_workspace"] = _google_workspace(values["google_workspace"])
    return {field: value for field, value in values.items() if value is not None}


def field_for(path: str) -> str:
    """The form field that a problem's dotted path belongs to; empty if to none."""
    fitting = [
        (len(place), field)
        for field, place in PATHS.items()
        if path == place or path.startswith(f"{place}.")
    ]
    if fitting:
        return max(fitting)[1]
    # A whole group is named: its first field speaks for it.
    return next((field for field, place in PATHS.items() if place.startswith(f"{path}.")), "")


def _value_for_auth0(field: str, values: Mapping[str, Any]) -> Any:
    value = values.get(field)
    match field:
        case "provisioning":
            return None
        case "provisioning_scopes" | "provisioning_token" if not values.get("provisioning"):
            return None
        case "verification" if value == "none" and not values.get("pending_domains"):
            return None  # the same to Auth0, and no sign that domains are a feature of the ticket
        case "google_workspace":
            return GOOGLE_WORKSPACE.get(value or "") if values.get("provisioning") else None
        case "features":
            return {name: name in value for name in FEATURES} if value else None
        case "idp_enabled" if not value and any(values.get(one) for one in _IDP_DETAILS):
            return False  # said, because the details alone could be read either way
        case "show_as_button" | "is_domain_connection" | "idp_enabled":
            return value or None  # false is what Auth0 assumes
        case _:
            return value


def _google_workspace(config: Mapping[str, bool] | None) -> str:
    if config is None:
        return ""
    if config.get("sync_groups"):
        return "groups"
    return "users" if config.get("sync_users") else "nothing"


def _get(body: Mapping[str, Any], path: str) -> Any:
    value: Any = body
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _put(body: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for part in parents:
        body = body.setdefault(part, {})
    body[last] = value
