"""The assistant's domain step: add, verify by TXT record, remove."""

from portal.local.auth0_sandbox.dns import dns_table
from portal.local.auth0_sandbox.http import formats
from portal.local.auth0_sandbox.messages import Row
from portal.local.auth0_sandbox.tenant import connections, ticket_rules

from . import setups
from .steps import NotAllowed, Session


def add(session: Session, domain: str) -> None:
    """Put a domain up for verification."""
    _need(session)
    domain = domain.strip().lower()
    if not formats.is_domain(domain):
        session.log("ss_sso_add_domain", type="ss_sso_failure")
        raise NotAllowed(f"{domain or 'Nothing'} is not a domain name like example.com.")
    setups.add_domain(session.tenant, session.setup, domain)
    session.log("ss_sso_add_domain")


def verify(session: Session, domain: str = "") -> list[str]:
    """Look up the TXT record of one domain, or of all that are pending; return the verified."""
    connection = _need(session)
    if domain:
        session.need_domain(domain)
    found = []
    for row in setups.domains(session.tenant, session.setup):
        if row["status"] == "pending" and domain in ("", row["domain"]):
            found += _look_up(session, row)
    _associate(session, connection)
    return found


def remove(session: Session, domain: str) -> None:
    """Take a domain out; where verification is required, one verified domain must remain."""
    _need(session)
    row = session.need_domain(domain)
    verified = setups.verified(session.tenant, session.setup)
    if verified == [domain] and ticket_rules.verification(session.body) == "required":
        raise NotAllowed("At least one verified domain must remain.")
    kind = "verified" if row["status"] == "verified" else "pending"
    setups.remove_domain(session.tenant, session.setup, domain)
    session.log(f"ss_sso_delete_{kind}_domain")


def _need(session: Session) -> Row:
    session.need_feature("domain_verification")
    return session.need_connection()


def _look_up(session: Session, row: Row) -> list[str]:
    values = dns_table.texts(session.tenant.state.dns, row["verification_host"])
    if row["verification_txt"] not in values:
        session.log("ss_sso_domain_verification_unsuccessful")
        return []
    setups.mark_verified(session.tenant, row)
    session.log("ss_sso_domain_verification_successful")
    return [row["domain"]]


def _associate(session: Session, connection: Row) -> None:
    """Send the users of verified domains to this connection."""
    aliases = connection["options"].get("domain_aliases") or []
    fresh = [d for d in setups.verified(session.tenant, session.setup) if d not in aliases]
    connections.add_aliases(connection, fresh)
    for _ in fresh:
        session.log("ss_sso_associate_verified_domain")
