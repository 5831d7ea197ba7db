"""The self-service assistant's steps: the pages and the control plane walk them alike.

Each step checks that it is allowed now, does it, and writes the log lines that Auth0 writes.
https://auth0.com/docs/authenticate/enterprise-connections/self-service-enterprise-configuration
"""

from collections.abc import Callable
from dataclasses import dataclass

from portal.local.auth0_sandbox.messages import Row
from portal.local.auth0_sandbox.tenant import (
    connections,
    organization_domains,
    organization_links,
    ticket_rules,
    tickets,
)

from . import domain_steps, providers, provisioning_step, setups
from .steps import NotAllowed, Session


def choose(session: Session, strategy: str) -> None:
    """Choose the identity provider."""
    session.need_feature("sso")
    if session.connection:
        raise NotAllowed("The connection exists already; its provider cannot be changed.")
    if strategy not in session.strategies:
        raise NotAllowed(f"{strategy or 'Nothing'} is not among the providers of this ticket.")
    session.ticket["strategy"] = strategy
    session.done("choose")


def configure(session: Session, options: Row, *, third_party: bool = False) -> None:
    """Create the connection, for no client yet, or change the settings of the one there is."""
    session.need_feature("sso")
    if session.ticket["kind"] == "create" and not session.ticket["strategy"]:
        raise NotAllowed("Choose an identity provider first.")
    event = "ss_sso_connection_update" if session.connection else "ss_sso_connection_creation"
    try:
        found = providers.options(session.provider, options, session.tenant.now())
        if session.connection:
            connections.change(
                session.connection, {"options": session.connection["options"] | found}
            )
        else:
            _create(session, found, third_party=third_party)
    except (providers.BadOption, NotAllowed) as problem:
        session.log(event, type="ss_sso_failure")
        raise NotAllowed(str(problem)) from None
    session.done("configure")
    session.log(event)


def test(session: Session) -> None:
    """Try a sign-in through the connection."""
    session.need_feature("sso")
    session.need_connection()
    session.log("ss_sso_try_connection_start", type="ss_sso_info")
    session.log("ss_sso_try_connection_end", type="ss_sso_info")
    session.done("test")


def enable(session: Session) -> None:
    """Turn the connection on for the clients and organizations that the ticket names."""
    connection, tenant, setup = session.need_connection(), session.tenant, session.setup
    if why := why_not_enable(session):
        session.log("ss_sso_enable_connection", type="ss_sso_failure")
        raise NotAllowed(why)
    connections.add_clients(tenant, connection["id"], setup["clients"])
    for item in setup["organizations"]:
        if item["organization_id"] in tenant.state.organizations:
            link = {k: v for k, v in item.items() if k != "organization_id"}
            link["connection_id"] = connection["id"]
            organization_links.attach(tenant, item["organization_id"], link)
    trusted = ticket_rules.preverified(session.body)
    connections.add_aliases(connection, [*trusted, *setups.verified(tenant, setup)])
    _discover(session, trusted)
    session.done("enable")
    session.log("ss_sso_enable_connection")


def finish(session: Session) -> None:
    """Leave the assistant."""
    session.done("finish")
    session.log("ss_sso_flow_end", type="ss_sso_info")


def enabled(session: Session) -> bool:
    if not session.connection:
        return False
    have = session.tenant.state.connection_clients[session.connection["id"]]
    return set(session.setup["clients"]) <= set(have) if session.setup["clients"] else bool(have)


def why_not_enable(session: Session) -> str:
    """Return why the connection cannot be enabled now; empty when it can."""
    if not session.connection:
        return "Configure the connection first."
    if not session.setup["clients"]:
        return "This ticket names no application; your contact will enable the connection."
    if enabled(session):
        return "The connection is enabled already."
    mode = ticket_rules.verification(session.body)
    if mode == "required" and not setups.verified(session.tenant, session.setup):
        return "Verify a domain first; without one the connection cannot be enabled."
    return ""


@dataclass(frozen=True)
class Step:
    act: Callable[..., object]
    arguments: tuple[str, ...] = ()


STEPS = {
    "choose": Step(choose, ("strategy",)),
    "configure": Step(configure, ("options", "third_party")),
    "test": Step(test),
    "provision": Step(provisioning_step.provision),
    "add_domain": Step(domain_steps.add, ("domain",)),
    "verify": Step(domain_steps.verify, ("domain",)),
    "remove_domain": Step(domain_steps.remove, ("domain",)),
    "enable": Step(enable),
    "finish": Step(finish),
}


def state(session: Session) -> Row:
    """Return where the assistant stands, as the pages show it and the control plane tells it."""
    tenant, setup, connection = session.tenant, session.setup, session.connection
    return {
        "ticket": tickets.status(tenant, session.ticket),
        "openings": session.ticket["openings"],
        "kind": session.ticket["kind"],
        "step": _next(session),
        "strategies": session.strategies,
        "strategy": session.ticket["strategy"],
        "connection_name": setup["connection_name"],
        "connection_id": connection["id"] if connection else None,
        "features": tickets.features(session.ticket),
        "domain_verification": ticket_rules.verification(session.body),
        "domains": [organization_domains.shown(row) for row in setups.domains(tenant, setup)],
        "done": list(session.ticket["done"]),
        "can_enable": not why_not_enable(session),
        "enabled": enabled(session),
        "finished": "finish" in session.ticket["done"],
    }


def _next(session: Session) -> str:
    """Name the step that is to be done next; the optional ones count as done when passed by."""
    done = session.ticket["done"]
    if not session.connection:
        return "configure" if session.ticket["strategy"] else "choose"
    if "finish" in done:
        return "finished"
    if provisioning_step.offered(session) and "provision" not in done:
        return "provision"
    unverified = not setups.verified(session.tenant, session.setup)
    if session.has_feature("domain_verification") and unverified:
        return "domains"
    return "enable" if not why_not_enable(session) else "finish"


def _create(session: Session, options: Row, *, third_party: bool) -> None:
    tenant, config = session.tenant, session.body["connection_config"]
    if connections.is_taken(tenant, config["name"]):
        raise NotAllowed(connections.NAME_TAKEN)
    chosen = config.get("options") or {}
    body = {k: v for k, v in config.items() if k != "options"}
    body["strategy"] = providers.PROVIDERS[session.provider].strategy
    body["options"] = {**options, **{k: v for k, v in chosen.items() if v is not None}}
    if third_party and _may_allow_third_parties(session):
        body["is_domain_connection"] = True
    session.setup["connection_id"] = connections.add(tenant, body)["id"]


def _may_allow_third_parties(session: Session) -> bool:
    config = session.body.get("third_party_client_access_config", {})
    return bool(config.get("allow_configuration"))


def _discover(session: Session, trusted: list[str]) -> None:
    """Trusted domains become verified ones of a single organization, when that is wanted."""
    organization = setups.single_organization(session.tenant, session.setup)
    if not organization or not session.setup["discovery"]:
        return
    for domain in trusted:
        row = organization_domains.by_name(session.tenant, organization, domain)
        row = row or organization_domains.add(session.tenant, organization, domain)
        organization_domains.change(session.tenant, row, {"status": "verified"})
