"""What the documentation asks of fields together, beyond the limits of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from .shapes import Problem

MOST_ORGANIZATION_DOMAINS = 100
MOST_DOMAIN_ALIASES = 1000


def broken(
    body: dict[str, Any],
    allowed_strategies: Collection[str] | None,
    organization_domains: int | None,
    domain_aliases: int | None,
) -> Iterator[Problem]:
    """The rules that a body with well-formed fields breaks; arguments as in `problems`."""
    yield from _kind(body)
    yield from _features(body)
    yield from _verification(body)
    yield from _discovery(body)
    yield from _quotas(body, organization_domains or 0, domain_aliases or 0)
    yield from _provisioning(body, allowed_strategies)
    yield from _third_party(body)


def _kind(body: dict[str, Any]) -> Iterator[Problem]:
    if "connection_id" in body and "connection_config" in body:
        yield Problem(
            "connection_config",
            "A ticket either edits a connection or creates one. Remove this to edit, "
            "or remove connection_id to create.",
        )
    elif "connection_id" not in body and "connection_config" not in body:
        yield Problem(
            "connection_config",
            "Enter the connection to create here, or the ID of the one to edit.",
        )


def _features(body: dict[str, Any]) -> Iterator[Problem]:
    if "enabled_features" not in body:
        return
    features = body["enabled_features"]
    if "connection_id" not in body:
        yield Problem(
            "enabled_features", "Features can be chosen only to edit a connection; remove this."
        )
    elif not any(features.values()):
        yield Problem("enabled_features", "Choose at least one feature, or remove this.")
    if features.get("provisioning") and "provisioning_config" not in body:
        yield Problem(
            "provisioning_config",
            "Provisioning is among the features: choose its token permissions here.",
        )


def _verification(body: dict[str, Any]) -> Iterator[Problem]:
    if _pending(body) and not _verifies(body):
        yield Problem(
            "domain_aliases_config.pending_domains",
            "Domains can be verified only if domain verification is optional or "
            "required. Choose one of these, or remove the domains.",
        )


def _discovery(body: dict[str, Any]) -> Iterator[Problem]:
    if not body.get("use_for_organization_discovery"):
        return
    count = len(body.get("enabled_organizations", []))
    # An edit ticket that names none is about those of the connection, which Auth0 knows.
    its_own = "connection_id" in body and count == 0
    if count != 1 and not its_own:
        yield Problem(
            "use_for_organization_discovery",
            f"Discovery needs exactly one organization; there are {count}. Choose one, or "
            "turn discovery off.",
        )
    if not _preverified(body) and not _verifies(body):
        yield Problem(
            "use_for_organization_discovery",
            "Discovery needs domains. Add pre-verified domains, make verification "
            "optional or required, or turn discovery off.",
        )


def _quotas(
    body: dict[str, Any], organization_domains: int, domain_aliases: int
) -> Iterator[Problem]:
    pending, preverified = len(_pending(body)), len(_preverified(body))
    if len(body.get("enabled_organizations", [])) == 1:
        # Auth0 uses domains for discovery unless it is told not to.
        if body.get("use_for_organization_discovery") is not False:
            pending += preverified
        total, most, of = organization_domains + pending, MOST_ORGANIZATION_DOMAINS, "organization"
    else:
        total, most, of = domain_aliases + preverified + pending, MOST_DOMAIN_ALIASES, "connection"
    # Without new domains the request adds nothing to what Auth0 has accepted before.
    if total > most and pending + preverified:
        yield Problem(
            "domain_aliases_config.pending_domains"
            if _pending(body)
            else "connection_config.options.domain_aliases",
            f"With these, the {of} would have {total} domains; Auth0 allows {most}. "
            f"Remove {total - most}.",
        )


def _provisioning(
    body: dict[str, Any], allowed_strategies: Collection[str] | None
) -> Iterator[Problem]:
    if "provisioning_config" not in body:
        return
    config = body["provisioning_config"]
    google = config.get("google_workspace")
    if google is None and "scopes" not in config:
        yield Problem(
            "provisioning_config",
            "Choose token permissions (scopes) or Google Workspace, or turn provisioning off.",
        )
    if google is None:
        return
    if allowed_strategies and "google-apps" not in allowed_strategies:
        yield Problem(
            "provisioning_config.google_workspace",
            "The profile doesn't offer Google Workspace. Choose another profile, or remove this.",
        )
    if google.get("sync_groups") and not google["sync_users"]:
        yield Problem(
            "provisioning_config.google_workspace.sync_groups",
            "Groups can be synchronized only together with users. Synchronize users too.",
        )


def _third_party(body: dict[str, Any]) -> Iterator[Problem]:
    domain_level = body.get("connection_config", {}).get("is_domain_connection")
    if domain_level and "third_party_client_access_config" in body:
        yield Problem(
            "third_party_client_access_config",
            "A domain-level connection is already open to third-party applications. "
            "Remove this, or don't make it a domain-level connection.",
        )


def _preverified(body: dict[str, Any]) -> list[str]:
    options = body.get("connection_config", {}).get("options") or {}
    return options.get("domain_aliases") or []


def _pending(body: dict[str, Any]) -> list[str]:
    pending: list[str] = body.get("domain_aliases_config", {}).get("pending_domains", [])
    return pending


def _verifies(body: dict[str, Any]) -> bool:
    mode = body.get("domain_aliases_config", {}).get("domain_verification")
    return mode in ("optional", "required")
