"""What a ticket request means: two bodies that mean the same may differ in defaults."""

from tests.reference.ticket_cases import Body


def meaning(body: Body) -> Body:
    """Return the body with every default that Auth0 documents written out."""
    config, verification = body.get("connection_config"), body.get("domain_aliases_config")
    found: Body = {"ttl_sec": 432_000, **_filled(body)}
    found["ttl_sec"] = found["ttl_sec"] or 432_000
    found["domain_aliases_config"] = {"domain_verification": "none", **(verification or {})}
    if config:
        chosen = _filled(config.get("options") or {})
        idp = _filled(chosen.get("idpinitiated") or {})
        chosen["idpinitiated"] = idp if idp.get("enabled") else {}
        found["connection_config"] = {
            "is_domain_connection": False,
            "show_as_button": False,
            **config,
            "options": chosen,
        }
    if "enabled_organizations" in found:
        defaults = {"assign_membership_on_login": False, "show_as_button": True}
        found["enabled_organizations"] = [defaults | one for one in body["enabled_organizations"]]
    if "provisioning_config" in found:
        found["provisioning_config"] = _filled(body["provisioning_config"])
    if "enabled_features" in found:
        off = dict.fromkeys(("sso", "domain_verification", "provisioning"), False)
        found["enabled_features"] = off | body["enabled_features"]
    return found


def _filled(fields: Body) -> Body:
    """Return the fields without those that are left to Auth0: empty or null."""
    return {name: value for name, value in fields.items() if value not in (None, [], {}, "")}
