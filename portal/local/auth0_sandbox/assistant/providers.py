"""The identity providers to choose from, what each asks for, and the options this makes."""

from dataclasses import dataclass
from datetime import datetime

from portal.local.auth0_sandbox.messages import Row
from portal.local.auth0_sandbox.tenant import certificates

DISCOVERY = "/.well-known/openid-configuration"


class BadOption(ValueError):
    """A field of the configuration cannot be right; the message names field and remedy."""


@dataclass(frozen=True)
class Field:
    name: str  # as Auth0 calls the option
    label: str
    sample: str  # taken when the field is left out, so that a walk-through is quick
    kind: str = "text"


@dataclass(frozen=True)
class Provider:
    label: str
    strategy: str  # of the resulting connection
    fields: tuple[Field, ...]
    signs: bool = False  # whether it signs with a certificate (SAML and WS-Federation)


CLIENT = (
    Field("client_id", "Client ID", "0oa1b2c3d4e5f6g7h8i9"),
    Field("client_secret", "Client secret", "sandbox-client-secret-Zx81Qp", "password"),
)
CERTIFICATE = Field("cert", "Signing certificate (PEM)", "", "textarea")
SAML = (
    Field("signInEndpoint", "Sign-in URL", "https://idp.example.com/saml/sso", "url"),
    CERTIFICATE,
)
PROVIDERS = {
    "okta": Provider("Okta", "okta", (Field("domain", "Okta domain", "acme.okta.com"), *CLIENT)),
    "waad": Provider(
        "Microsoft Entra ID",
        "waad",
        (Field("domain", "Entra domain", "acme.onmicrosoft.com"), *CLIENT),
    ),
    "google-apps": Provider(
        "Google Workspace",
        "google-apps",
        (Field("domain", "Workspace domain", "acme.example.com"), *CLIENT),
    ),
    "adfs": Provider(
        "Microsoft AD FS",
        "adfs",
        (Field("adfs_server", "AD FS server", "https://adfs.example.com", "url"), CERTIFICATE),
        signs=True,
    ),
    "pingfederate": Provider(
        "PingFederate",
        "pingfederate",
        (Field("pingFederateBaseUrl", "Base URL", "https://ping.example.com", "url"), CERTIFICATE),
        signs=True,
    ),
    "oidc": Provider(
        "Custom OpenID Connect",
        "oidc",
        (
            Field("discovery_url", "Discovery URL", f"https://idp.example.com{DISCOVERY}", "url"),
            *CLIENT,
        ),
    ),
    "samlp": Provider("Custom SAML", "samlp", SAML, signs=True),
    "keycloak-samlp": Provider("Keycloak", "samlp", SAML, signs=True),
    "okta-samlp": Provider("Okta (SAML)", "samlp", SAML, signs=True),
    "auth0-samlp": Provider("Auth0 (SAML)", "samlp", SAML, signs=True),
}


def options(choice: str, given: Row, now: datetime) -> Row:
    """Return the connection's options. Raises BadOption."""
    provider = PROVIDERS[choice]
    found = {field.name: given.get(field.name) or field.sample for field in provider.fields}
    found = {**given, **found}
    for field in provider.fields:
        if field.kind == "url" and not str(found[field.name]).startswith(("https://", "http://")):
            raise BadOption(f"{field.label}: enter a URL that begins with https://")
    if choice == "oidc":
        found |= _oidc(found["discovery_url"])
    if provider.signs:
        found = _signed(found, now)
    if "domain" in found:
        found["tenant_domain"] = found["domain"]
    return found


def _oidc(url: str) -> Row:
    if not url.endswith(DISCOVERY):
        raise BadOption(f"Discovery URL: it must end in {DISCOVERY}")
    issuer = url.removesuffix(DISCOVERY)
    return {
        "type": "back_channel",
        "scope": "openid profile email",
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/jwks",
    }


def _signed(found: Row, now: datetime) -> Row:
    try:
        described = certificates.describe(
            found["cert"] or certificates.make("idp.example.com", now)
        )
    except ValueError:
        raise BadOption(
            "Signing certificate: paste the whole PEM text, from BEGIN CERTIFICATE to END "
            "CERTIFICATE"
        ) from None
    kept = {"expires": found["expires"]} if "expires" in found else {}
    return {**found, **described, **kept}
