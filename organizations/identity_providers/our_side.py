"""What an identity provider has to know about Auth0: the addresses and names of our side."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

# By SAML or WS-Federation; the others speak OpenID Connect or OAuth.
_SAML = frozenset({"samlp", "pingfederate"})
_WS_FEDERATION = frozenset({"adfs"})


@dataclass(frozen=True)
class Value:
    """Something to copy. name: unique in a connection; label: in the active language."""

    name: str
    label: str
    value: str


def our_side(
    strategy: str, *, connection: str, domain: str, custom_domain: str = ""
) -> list[Value]:
    """Return what to enter at the identity provider; nothing before a strategy is known.

    connection: its name. domain: the tenant's canonical one, of which Auth0 makes entity IDs.
    custom_domain: where sign-ins start, if not there. An entity ID that somebody set in the
    connection's options isn't known here.
    https://auth0.com/docs/authenticate/protocols/saml/saml-sso-integrations/configure-auth0-saml-service-provider
    """
    if not strategy:
        return []
    host = f"https://{custom_domain or domain}"
    callback = f"{host}/login/callback"
    entity_id = f"urn:auth0:{domain.partition('.')[0]}:{connection}"
    if strategy in _SAML:
        return [
            Value("acs", _("ACS URL (reply URL)"), f"{callback}?connection={connection}"),
            Value("entity-id", _("Entity ID (audience, identifier)"), entity_id),
            Value("metadata", _("Metadata"), f"{host}/samlp/metadata?connection={connection}"),
            Value("certificate", _("Certificate"), f"{host}/pem?cert=connection"),
        ]
    if strategy in _WS_FEDERATION:
        return [
            Value("callback", _("WS-Federation passive endpoint"), callback),
            Value("entity-id", _("Relying party trust identifier"), entity_id),
        ]
    return [Value("callback", _("Callback URL (redirect URI)"), callback)]
