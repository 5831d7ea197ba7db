"""The one tenant that a sandbox plays: what it remembers, its time, its address."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from portal.local.auth0_sandbox.clock import Clock, iso
from portal.local.auth0_sandbox.http.limits import PLANS, Limits, Plan

from .ids import Ids
from .state import State


@dataclass(frozen=True)
class ApiClient:
    """The credentials of the machine-to-machine application."""

    client_id: str
    client_secret: str


@dataclass
class Tenant:
    public_url: str
    api_client: ApiClient
    plan_name: str
    clock: Clock
    state: State = field(default_factory=State)
    ids: Ids = field(default_factory=Ids)
    name: str = "acme-saas"
    lock: threading.RLock = field(default_factory=threading.RLock)
    log_written: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self.limits = Limits(self.plan)

    @property
    def plan(self) -> Plan:
        return PLANS[self.plan_name]

    @property
    def audience(self) -> str:
        return f"{self.public_url}/api/v2/"

    def now(self) -> datetime:
        return self.clock.now()

    def timestamp(self) -> str:
        return iso(self.now())

    def url_on(self, host: str) -> str:
        """Return the public URL with another host: where a custom domain is reached."""
        public = urlsplit(self.public_url)
        port = f":{public.port}" if public.port else ""
        return f"{public.scheme}://{host}{port}"
