"""What tickets are about: one connection in the making, remembered across tickets.

A follow-up ticket names only the connection. For which clients and organizations it is meant,
and which domains are being proven, comes from the ticket that began it.
"""

from portal.local.auth0_sandbox.messages import Row
from portal.local.auth0_sandbox.tenant import organization_domains, organization_links
from portal.local.auth0_sandbox.tenant.tenant import Tenant


def begin(tenant: Tenant, connection_name: str, connection_id: str | None = None) -> Row:
    row: Row = {
        "id": tenant.ids.text(16),
        "connection_name": connection_name,
        "connection_id": connection_id,
        "organizations": [],
        "clients": [],
        "domains": {},  # name → its proof, None where an organization's domain row has it
        "discovery": True,
    }
    tenant.state.setups[row["id"]] = row
    return row


def of_connection(tenant: Tenant, connection_id: str) -> Row:
    """Return the setup of a connection; one made elsewhere gets its links as they are."""
    for row in tenant.state.setups.values():
        if row["connection_id"] == connection_id:
            return row
    row = begin(tenant, tenant.state.connections[connection_id]["name"], connection_id)
    links = tenant.state.links
    for organization in organization_links.linking(tenant, connection_id):
        link = links[organization][connection_id]
        row["organizations"].append({**link, "organization_id": organization})
    return row


def organizations_of(tenant: Tenant, connection_id: str) -> list[str]:
    return [
        item["organization_id"] for item in of_connection(tenant, connection_id)["organizations"]
    ]


def single_organization(tenant: Tenant, setup: Row) -> str | None:
    """Return the one organization whose domains are proven, None with none or several."""
    ids = [item["organization_id"] for item in setup["organizations"]]
    return ids[0] if len(ids) == 1 and ids[0] in tenant.state.organizations else None


def add_domain(tenant: Tenant, setup: Row, domain: str) -> None:
    """Put a domain up for verification; with one organization it becomes a pending one of it."""
    organization = single_organization(tenant, setup)
    if organization:
        known = organization_domains.by_name(tenant, organization, domain)
        if not known:
            organization_domains.add(tenant, organization, domain, discovery=setup["discovery"])
        setup["domains"][domain] = None
    else:
        setup["domains"].setdefault(
            domain,
            {
                "domain": domain,
                "status": "pending",
                "verification_host": f"_ss-verification.{domain}",
                "verification_txt": tenant.ids.hex(32),
            },
        )


def domains(tenant: Tenant, setup: Row) -> list[Row]:
    """Return the domains with status, host and TXT value; one deleted in the API is gone."""
    organization = single_organization(tenant, setup)
    found = []
    for domain, proof in setup["domains"].items():
        row = proof or (
            organization_domains.by_name(tenant, organization, domain) if organization else None
        )
        if row:
            found.append(row)
    return found


def remove_domain(tenant: Tenant, setup: Row, domain: str) -> None:
    setup["domains"].pop(domain, None)
    organization = single_organization(tenant, setup)
    row = organization_domains.by_name(tenant, organization, domain) if organization else None
    if organization and row:
        del tenant.state.domains[organization][row["id"]]
    connection = tenant.state.connections.get(setup["connection_id"])
    if connection and domain in (connection["options"].get("domain_aliases") or []):
        connection["options"]["domain_aliases"].remove(domain)


def mark_verified(tenant: Tenant, row: Row) -> None:
    if "id" in row:
        organization_domains.change(tenant, row, {"status": "verified"})
    else:
        row["status"] = "verified"


def verified(tenant: Tenant, setup: Row) -> list[str]:
    return [row["domain"] for row in domains(tenant, setup) if row["status"] == "verified"]
