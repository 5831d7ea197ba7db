"""The identity providers that a self-service profile can offer, under Auth0's names."""

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
