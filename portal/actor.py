"""Who does something: a person of the company, a person at a customer, or the portal itself."""

from dataclasses import dataclass
from ipaddress import IPv6Network, ip_address
from typing import Any

from django.http import HttpRequest

from portal.text.addresses import readable


@dataclass(frozen=True, slots=True)
class Actor:
    """The doer of a change, as the audit trail names them.

    `kind` is staff, api, customer, system or auth0; `user` is set for
    staff only, `key` for api only.
    """

    kind: str
    name: str
    user: Any = None
    ip: str = ""
    key: Any = None

    @classmethod
    def staff(cls, request: HttpRequest) -> "Actor":
        """The signed-in member of staff behind a request."""
        user = request.user
        return cls("staff", str(user), user=user, ip=client_ip(request))

    @classmethod
    def api(cls, key: Any, request: HttpRequest | None = None) -> "Actor":
        """A system of the company's, by the row of the API key that it shows."""
        return cls("api", str(key), ip=client_ip(request) if request else "", key=key)

    @property
    def is_company(self) -> bool:
        """Whether the company wanted it: a member of staff, or a system of its own."""
        return self.kind in ("staff", "api")

    @classmethod
    def customer(cls, email: str, request: HttpRequest | None = None) -> "Actor":
        """A person at a customer, known by their address only."""
        return cls("customer", readable(email), ip=client_ip(request) if request else "")

    @classmethod
    def system(cls, name: str) -> "Actor":
        """The portal itself; `name` says which part, for example "expiry sweep"."""
        return cls("system", name)

    @classmethod
    def auth0(cls, name: str = "Auth0") -> "Actor":
        """Auth0, as its tenant logs and answers tell."""
        return cls("auth0", name)


def client_ip(request: HttpRequest) -> str:
    """Return the address of the client, believing exactly the configured number of proxies."""
    from allauth.account.adapter import get_adapter  # needs loaded apps

    return get_adapter().get_client_ip(request) or ""


def client_origin(request: HttpRequest) -> str:
    """Return what limits count a client by: the address, or its /64 in IPv6.

    Whoever has one address of a /64 can use them all.
    """
    ip = client_ip(request)
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    if address.version == 4:
        return ip
    return str(IPv6Network((int(address), 64), strict=False).network_address)
