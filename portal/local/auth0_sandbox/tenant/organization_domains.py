"""An organization's discovery domains: made and changed by the API and by the assistant alike."""

from portal.local.auth0_sandbox.messages import Row

from .tenant import Tenant

HIDDEN = ("changed_at", "before")


def add(tenant: Tenant, organization: str, domain: str, *, discovery: bool = True) -> Row:
    """Add a pending domain with the TXT record that proves it."""
    row: Row = {
        "id": tenant.ids.make("ord_"),
        "domain": domain,
        "status": "pending",
        "verification_host": f"_ss-verification.{organization}.{domain}",
        "verification_txt": tenant.ids.hex(32),
        "use_for_organization_discovery": discovery,
        "changed_at": tenant.timestamp(),
        "before": None,
    }
    tenant.state.domains.setdefault(organization, {})[row["id"]] = row
    return row


def change(tenant: Tenant, row: Row, changes: Row) -> None:
    """Change a domain and keep what late readers still see."""
    row["before"] = shown(row)
    row["changed_at"] = tenant.timestamp()
    row.update(changes)


def by_name(tenant: Tenant, organization: str, domain: str) -> Row | None:
    rows = tenant.state.domains.get(organization, {}).values()
    return next((row for row in rows if row["domain"] == domain), None)


def shown(row: Row) -> Row:
    """Return the row as the API shows it."""
    return {name: value for name, value in row.items() if name not in HIDDEN}
