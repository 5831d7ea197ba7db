"""A ticket request in plain words, for people who decide about it."""

import json
from collections.abc import Mapping
from typing import Any

from portal.text.addresses import readable
from tickets.services.requests.ticket_body import STAMPS

_FEATURES = {
    "sso": "edit the sign-in connection",
    "domain_verification": "verify domains",
    "provisioning": "set up provisioning",
}
_VERIFICATION = {
    "optional": "optional: the customer can skip it",
    "required": "required before the connection can be enabled",
}


def facts(body: Mapping[str, Any], names: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Return what a request asks for, as (what, value); `names` say what ids stand for."""
    return [(label, value) for label, value in _all(body, names or {}) if value]


def client_ids(body: Mapping[str, Any]) -> list[str]:
    """Return the ids of the applications that a request names."""
    config = body.get("connection_config") or {}
    idp = (config.get("options") or {}).get("idpinitiated") or {}
    ids = [*(body.get("enabled_clients") or []), idp.get("client_id") or ""]
    return [one for one in ids if one]


def as_json(body: Mapping[str, Any]) -> str:
    """Return a request as Auth0 gets it, laid out for reading."""
    return json.dumps(body, indent=2, ensure_ascii=False)


def _all(body: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    config = body.get("connection_config") or {}
    options = config.get("options") or {}
    domains = body.get("domain_aliases_config") or {}
    return [
        ("Connection", config.get("name") or ""),
        ("Display name", config.get("display_name") or ""),
        ("The customer can", _features(body.get("enabled_features") or {})),
        ("Domain verification", _VERIFICATION.get(domains.get("domain_verification", ""), "")),
        ("Domains to verify", ", ".join(map(readable, domains.get("pending_domains") or []))),
        ("Pre-verified domains", ", ".join(map(readable, options.get("domain_aliases") or []))),
        ("Organization discovery", _yes_no(body.get("use_for_organization_discovery"))),
        (
            "Applications",
            ", ".join(names.get(one, one) for one in body.get("enabled_clients") or []),
        ),
        (
            "Organizations",
            "; ".join(_organization(one, names) for one in body.get("enabled_organizations") or []),
        ),
        ("Button on the login page", _yes_no(config.get("show_as_button"))),
        ("Icon", options.get("icon_url") or ""),
        ("Domain-level connection", _yes_no(config.get("is_domain_connection"))),
        ("IdP-initiated sign-in", _idp(options.get("idpinitiated") or {}, names)),
        ("Provisioning", _provisioning(body.get("provisioning_config"))),
        (
            "Customer decides about third-party access",
            _yes_no(
                (body.get("third_party_client_access_config") or {}).get("allow_configuration")
            ),
        ),
        ("Open within", _hours(body.get("ttl_sec"))),
        (
            "Metadata",
            ", ".join(
                f"{key} = {text}"
                for key, text in (config.get("metadata") or {}).items()
                if key not in STAMPS
            ),
        ),
    ]


def _features(features: Mapping[str, bool]) -> str:
    return ", ".join(words for name, words in _FEATURES.items() if features.get(name))


def _organization(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    extras = []
    if row.get("assign_membership_on_login"):
        extras.append("membership at sign-in")
    if row.get("show_as_button", True):
        extras.append("shown as a button")
    key = row.get("organization_id", "")
    name = names.get(key, key) or "the customer's"
    return f"{name} ({', '.join(extras)})" if extras else name


def _idp(idp: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if not idp.get("enabled"):
        return ""
    client = idp.get("client_id", "")
    parts = [names.get(client, client), idp.get("client_protocol", "")]
    return ", ".join(one for one in ("accepted", *parts) if one)


def _provisioning(config: Mapping[str, Any] | None) -> str:
    if config is None:
        return ""
    parts = [", ".join(config.get("scopes") or [])]
    if config.get("token_lifetime"):
        parts.append(f"token for {config['token_lifetime'] / 86_400:g} days")
    if (google := config.get("google_workspace")) is not None:
        what = "users and groups" if google.get("sync_groups") else "users"
        parts.append(f"Google Workspace: {what if google.get('sync_users') else 'nothing'}")
    return "; ".join(one for one in parts if one)


def _hours(seconds: int | None) -> str:
    return f"{(seconds or 432_000) / 3600:g} hours"


def _yes_no(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]
