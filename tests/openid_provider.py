"""A company's OpenID provider as tests use it: allauth's own, a process spoken to over HTTP only.

    python -m tests.openid_provider PORT REDIRECT_URI FILE

FILE is its database, an SQLite file that it makes. PEOPLE can sign in there.
"""

import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from portal.local.demo.options import free_ports
from portal.local.demo.processes import listening
from tests.environment import PROCESSES, VAR_DIR

CLIENT_ID = "portal-at-the-company"
CLIENT_SECRET = "a-secret-of-the-provider-in-tests"
PASSWORD = "known to the company"
# Who the company knows, and whether it vouches for their address.
PEOPLE = {
    "known@umbrella.example": True,
    "stranger@umbrella.example": True,
    "claimed@umbrella.example": False,
}


def start_provider(redirect_uri: str) -> str:
    """Start a provider that lives as long as this test process; return its issuer."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "tests.openid_provider", str(port), redirect_uri]
    database = VAR_DIR / f"openid-provider-{port}.sqlite3"
    PROCESSES.start(f"openid-provider-{port}", [*command, str(database)], os.environ)
    PROCESSES.wait_until(lambda: listening(port), "The OpenID provider")
    return f"http://127.0.0.1:{port}"


def serve(port: int, redirect_uri: str, database: Path) -> None:
    import django
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    settings.configure(
        SECRET_KEY="a-key-of-the-provider-" + "p" * 40,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.openid_provider_urls",
        INSTALLED_APPS=[
            *("django.contrib.auth", "django.contrib.contenttypes"),
            *("django.contrib.sessions", "django.contrib.messages"),
            *("allauth", "allauth.account", "allauth.idp.oidc"),
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SESSION_COOKIE_NAME="provider_session",
        CSRF_COOKIE_NAME="provider_csrf",
        LOGIN_URL="account_login",
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_EMAIL_VERIFICATION="none",
        IDP_OIDC_PRIVATE_KEY=key.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ).decode(),
    )
    django.setup()
    _fill(redirect_uri)

    from django.core.handlers.wsgi import WSGIHandler
    from django.core.servers.basehttp import run

    run("127.0.0.1", port, WSGIHandler(), threading=True)


def _fill(redirect_uri: str) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for email, verified in PEOPLE.items():
        person = User.objects.create_user(email, email, PASSWORD)
        EmailAddress.objects.create(user=person, email=email, primary=True, verified=verified)
    client = Client(
        id=CLIENT_ID, name="SSO onboarding", scopes="openid\nprofile\nemail", skip_consent=True
    )
    client.set_secret(CLIENT_SECRET)
    client.set_redirect_uris([redirect_uri])
    client.save()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
