"""Everything the tenant remembers, as plain rows in Auth0's own shapes.

Whoever reads or writes it holds the tenant's lock.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from portal.local.auth0_sandbox.messages import Row

Table = dict[str, Row]


@dataclass
class State:
    organizations: Table = field(default_factory=dict)
    links: dict[str, Table] = field(default_factory=dict)  # organization id → connection id
    domains: dict[str, Table] = field(default_factory=dict)  # organization id → domain id
    connections: Table = field(default_factory=dict)
    connection_clients: dict[str, list[str]] = field(default_factory=dict)
    scim: Table = field(default_factory=dict)  # connection id → configuration
    scim_tokens: dict[str, list[Row]] = field(default_factory=dict)  # connection id → tokens
    directories: Table = field(default_factory=dict)  # connection id → directory provisioning
    profiles: Table = field(default_factory=dict)
    custom_texts: dict[str, dict[str, str]] = field(default_factory=dict)  # profile id → texts
    attribute_profiles: Table = field(default_factory=dict)
    tickets: Table = field(default_factory=dict)
    setups: Table = field(default_factory=dict)  # what tickets are about, across tickets
    sessions: dict[str, str] = field(default_factory=dict)  # session id → ticket id
    clients: Table = field(default_factory=dict)
    client_grants: Table = field(default_factory=dict)
    organization_grants: dict[str, list[str]] = field(default_factory=dict)  # organization id → ids
    custom_domains: Table = field(default_factory=dict)
    log_streams: Table = field(default_factory=dict)
    stream_positions: dict[str, str] = field(default_factory=dict)  # stream id → last log id
    logs: list[Row] = field(default_factory=list)
    last_log: int = 0
    dns: Table = field(default_factory=dict)  # name → records
    scopes: list[str] = field(default_factory=list)  # what the API client is granted
    public_key: str = ""  # PEM that verifies the API client's assertions
    lag_seconds: float = 0  # how late eventually consistent reads are
    clock_offset: float = 0
    signing_key: str = ""  # PEM that signs access tokens


def save(state: State, file: Path) -> None:
    """Write the state so that a reader sees the old file or the new one, never half of one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(file.name + ".new")
    draft.write_text(json.dumps(vars(state)))
    draft.chmod(0o600)
    draft.replace(file)


def load(file: Path) -> State | None:
    """Return the saved state, None when there is none yet."""
    try:
        text = file.read_text()
    except FileNotFoundError:
        return None
    return State(**json.loads(text))
