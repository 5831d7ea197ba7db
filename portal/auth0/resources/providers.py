"""How a connection signs people in at the customer's identity provider, without any secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.auth0.reading import Fields

# OpenID Connect's own names; Auth0 keeps them among the options, or as the provider told them.
_ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "registration_endpoint",
    "userinfo_endpoint",
)


@dataclass(frozen=True)
class Provider:
    """The identity provider behind a connection, as Auth0 shows it.

    `identifier` is its issuer, of SAML its entity ID or sign-in address. `endpoints` have OpenID
    Connect's names; of SAML only where people sign in. Empty is what Auth0 does not say.
    """

    connection_id: str
    identifier: str
    client_id: str
    client_secret_set: bool
    endpoints: dict[str, str]
    scopes: tuple[str, ...]
    code_challenge_methods: tuple[str, ...]

    @classmethod
    def read(cls, raw: Any) -> Provider:
        """From Auth0's JSON; raises UnexpectedAnswer."""
        fields = Fields(raw, "connection")
        options = fields.part("options") or Fields({}, "connection.options")
        metadata = options.part("oidc_metadata") or Fields({}, "connection.options.oidc_metadata")
        endpoints = {
            name: address
            for name in _ENDPOINTS
            if (address := options.text(name) or metadata.text(name))
        }
        sign_in = options.text("signInEndpoint")
        if sign_in and not endpoints:
            endpoints = {"authorization_endpoint": sign_in}
        return cls(
            connection_id=fields.required("id"),
            identifier=options.text("issuer")
            or metadata.text("issuer")
            or options.text("entityId")
            or sign_in
            or options.text("tenant_domain")
            or options.text("domain")
            or fields.required("name"),
            client_id=options.text("client_id") or options.text("app_id"),
            client_secret_set=bool(options.text("client_secret") or options.text("app_secret")),
            endpoints=endpoints,
            scopes=tuple(options.text("scope").split()) or metadata.texts("scopes_supported"),
            code_challenge_methods=_pkce(options, metadata),
        )


def _pkce(options: Fields, metadata: Fields) -> tuple[str, ...]:
    chosen = options.part("connection_settings")
    match chosen.text("pkce") if chosen else "":
        case "S256":
            return ("S256",)
        case "plain":
            return ("plain",)
        case "disabled":
            return ()
        case _:
            return metadata.texts("code_challenge_methods_supported")
