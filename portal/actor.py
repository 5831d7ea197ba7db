"""Who does something: a person of the company, a person at a customer, or the portal itself."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Actor:
    """The doer of a change, as the audit trail names them.

    `kind` is staff, customer, system or auth0; `user` is set for staff only.
    """

    kind: str
    name: str
    user: Any = None
    ip: str = ""

    @classmethod
    def staff(cls, request: HttpRequest) -> "Actor":
        """The signed-in member of staff behind a request."""
        user = request.user
        return cls("staff", str(user), user=user, ip=client_ip(request))

    @classmethod
    def customer(cls, email: str, request: HttpRequest | None = None) -> "Actor":
        """A person at a customer, known by their address only."""
        return cls("customer", email, ip=client_ip(request) if request else "")

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
