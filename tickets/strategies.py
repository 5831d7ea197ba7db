"""The identity providers that a self-service profile can offer, under Auth0's names."""

from collections.abc import Iterable

from django.db.models import TextChoices


class Strategy(TextChoices):
    OKTA = "okta", "Okta Workforce Identity"
    ENTRA_ID = "waad", "Microsoft Entra ID"
    GOOGLE_WORKSPACE = "google-apps", "Google Workspace"
    ADFS = "adfs", "Active Directory Federation Services"
    PINGFEDERATE = "pingfederate", "PingFederate"
    KEYCLOAK = "keycloak-samlp", "Keycloak (SAML)"
    OKTA_SAML = "okta-samlp", "Okta (SAML)"
    AUTH0_SAML = "auth0-samlp", "Auth0 (SAML)"
    OIDC = "oidc", "Any OpenID Connect provider"
    SAML = "samlp", "Any SAML provider"


def names_of(strategies: Iterable[str]) -> list[str]:
    """Return how people call these; one that is newer than this list by Auth0's name."""
    known = dict(Strategy.choices)
    return [str(known.get(one, one)) for one in strategies]
