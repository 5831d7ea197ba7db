"""The tenant log: rows in the order of their ids."""

from datetime import timedelta

from portal.local.auth0_sandbox.clock import iso
from portal.local.auth0_sandbox.messages import Row
from portal.local.auth0_sandbox.tenant.tenant import Tenant

DESCRIPTIONS = {
    "ss_sso_success": "Successful SS-SSO Operation",
    "ss_sso_info": "SS-SSO Operation Information",
    "ss_sso_failure": "Failed SS-SSO Operation",
}


def write(
    tenant: Tenant, type: str, details: Row, *, ip: str, user_agent: str, description: str = ""
) -> Row:
    """Append the row of a call or of a step in the assistant, and wake the log streams."""
    return append(
        tenant,
        {
            "type": type,
            "description": description or DESCRIPTIONS.get(type, ""),
            "details": details,
            "ip": ip,
            "user_agent": user_agent,
        },
    )


def append(tenant: Tenant, fields: Row) -> Row:
    """Append one row of any type, with what every row has, and wake the log streams."""
    row: Row = {
        "date": iso(tenant.now()),
        **fields,
        "environment_name": "sandbox-1",
        "log_id": _next_id(tenant),
        "tenant_name": tenant.name,
        "is_mobile": "Mobile" in fields["user_agent"],
    }
    tenant.state.logs.append(row)
    with tenant.log_written:
        tenant.log_written.notify_all()
    return row


def kept(tenant: Tenant) -> list[Row]:
    """Return the rows that the plan's retention has left, oldest first."""
    oldest = iso(tenant.now() - timedelta(days=tenant.plan.log_days))
    return [row for row in tenant.state.logs if row["date"] >= oldest]


def _next_id(tenant: Tenant) -> str:
    """900, the time, and 39 digits; never smaller than one given before."""
    stamped = int("900" + tenant.now().strftime("%Y%m%d%H%M%S") + "0" * 39)
    tenant.state.last_log = max(stamped, tenant.state.last_log) + 1
    return str(tenant.state.last_log)
