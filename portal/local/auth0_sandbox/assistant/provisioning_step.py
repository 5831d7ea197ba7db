"""The assistant's provisioning step: SCIM, or directory sync for Google Workspace."""

from portal.local.auth0_sandbox.http.errors import Refused
from portal.local.auth0_sandbox.messages import Row
from portal.local.auth0_sandbox.tenant import provisioning

from .steps import NotAllowed, Session


def offered(session: Session) -> bool:
    """SCIM needs all five user scopes; Google Workspace needs its own settings."""
    if not session.has_feature("provisioning") or not session.connection:
        return False
    return _google(session) is not None or _scim(session) is not None


def provision(session: Session) -> str:
    """Set provisioning up; return the SCIM token, which is shown this once (empty for Google)."""
    session.need_feature("provisioning")
    connection = session.need_connection()
    if not offered(session):
        raise NotAllowed("This ticket offers no provisioning for this identity provider.")
    if google := _google(session):
        return _sync(session, connection, google)
    return _issue(session, connection, _scim(session) or {})


def _google(session: Session) -> Row | None:
    config = session.body["provisioning_config"]
    connection = session.connection
    if connection and connection["strategy"] == "google-apps":
        found: Row | None = config.get("google_workspace")
        return found if found and found["sync_users"] else None
    return None


def _scim(session: Session) -> Row | None:
    config: Row = session.body["provisioning_config"]
    connection = session.connection
    able = connection and connection["strategy"] in provisioning.SCIM_STRATEGIES
    return config if able and set(config.get("scopes", [])) >= provisioning.USER_SCOPES else None


def _sync(session: Session, connection: Row, google: Row) -> str:
    groups = bool(google.get("sync_groups"))
    session.log("ss_sso_google_workspace_provisioning_consent_started", type="ss_sso_info")
    provisioning.sync_directory(session.tenant, connection, groups=groups)
    session.log("ss_sso_google_workspace_provisioning_consent_completed")
    if groups:
        session.log("ss_sso_google_workspace_provisioning_groups_enabled", type="ss_sso_info")
    session.done("provision")
    return ""


def _issue(session: Session, connection: Row, config: Row) -> str:
    provisioning.configure(session.tenant, connection)
    try:
        _, secret = provisioning.issue_token(
            session.tenant, connection["id"], config["scopes"], config.get("token_lifetime")
        )
    except Refused as refused:
        session.log("ss_sso_provisioning_token_creation", type="ss_sso_failure")
        raise NotAllowed(refused.message) from None
    session.log("ss_sso_provisioning_token_creation")
    session.done("provision")
    return secret
