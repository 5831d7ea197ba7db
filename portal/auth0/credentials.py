"""How the portal proves to Auth0 which application it is."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ClientSecret:
    """A machine-to-machine application with a secret."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class PrivateKeyJwt:
    """A machine-to-machine application that signs with its own key; Auth0 holds the public half.

    `key_id` names the key when the application has registered several.
    """

    client_id: str
    private_key_pem: str = field(repr=False)
    algorithm: str = "RS256"
    key_id: str = ""


Credentials = ClientSecret | PrivateKeyJwt
