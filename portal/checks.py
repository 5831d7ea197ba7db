"""System checks: wrong settings stop the start, each with a hint."""

from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from portal.dns import domain_connect

SHORTEST_LINK_KEY = 32


@register()
def check_encryption_keys(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    for position, key in enumerate(settings.ENCRYPTION_KEYS, start=1):
        try:
            Fernet(key)
        except ValueError:
            errors.append(
                Error(
                    f"Key {position} of PORTAL_ENCRYPTION_KEYS isn't a Fernet key.",
                    hint="Create one with: python -c 'from cryptography.fernet import Fernet; "
                    "print(Fernet.generate_key().decode())'",
                    id="portal.E001",
                )
            )
    return errors


@register()
def check_link_keys(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"Key {position} of PORTAL_LINK_KEYS has fewer than {SHORTEST_LINK_KEY} "
            "characters. Anyone who guesses it can forge customers' links.",
            hint="Create one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
            id="portal.E003",
        )
        for position, key in enumerate(settings.LINK_KEYS, start=1)
        if len(key) < SHORTEST_LINK_KEY
    ]


@register()
def check_company_sign_in(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.OIDC_ISSUER:
        return []
    needed = ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    missing = [f"PORTAL_{name}" for name in needed if not getattr(settings, name)]
    if not missing:
        return []
    return [
        Error(
            f"PORTAL_OIDC_ISSUER is set without {' and '.join(missing)}.",
            hint="Register the portal with the provider, with the redirect URI "
            f"{settings.BASE_URL}/account/oidc/company/login/callback/, and set the "
            "values it gives you.",
            id="portal.E004",
        )
    ]


@register()
def check_domain_connect(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.DOMAIN_CONNECT_KEY:
        return []
    try:
        domain_connect.signing_key(settings.DOMAIN_CONNECT_KEY)
    except ValueError:
        return [
            Error(
                "PORTAL_DOMAIN_CONNECT_KEY isn't an RSA private key.",
                hint="Create one with: openssl genpkey -algorithm RSA -outform DER | base64 -w0",
                id="portal.E005",
            )
        ]
    return []


@register()
def check_base_url(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme in ("http", "https") and parts.netloc and parts.path in ("", "/"):
        return []
    return [
        Error(
            f"PORTAL_BASE_URL is {settings.BASE_URL!r}: links in emails need the site's URL.",
            hint="Set it to scheme and host only, for example https://onboarding.example.com",
            id="portal.E002",
        )
    ]
