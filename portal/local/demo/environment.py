"""The environment of the demo's processes: production settings with local addresses."""

import os
from pathlib import Path

from .options import Ports
from .secrets_file import Secrets
from .stack import InnerPorts

LOCAL = "localhost,127.0.0.1"


def sandbox_url(port: int) -> str:
    # Not localhost: cookies know no ports, and these two sites must not see each other's.
    return f"http://127.0.0.1:{port}"


def portal_environment(
    folder: Path, ports: Ports, inner: InnerPorts, secrets: Secrets
) -> dict[str, str]:
    """Return the environment for every process of the portal; its data goes to `folder`."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return {
        **others,
        # Every server is on this machine; a proxy would look for them on its own.
        "NO_PROXY": LOCAL,
        "no_proxy": LOCAL,
        "DATABASE_URL": "",
        "REDIS_URL": f"redis://127.0.0.1:{inner.broker}/0",
        "CACHE_URL": "",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_DEBUG": "false",
        "PORTAL_SECRET_KEY": secrets.secret_key,
        "PORTAL_ENCRYPTION_KEYS": secrets.encryption_key,
        "PORTAL_LINK_KEYS": secrets.link_key,
        "PORTAL_BASE_URL": f"http://localhost:{ports.portal}",
        "PORTAL_ALLOWED_HOSTS": "localhost,127.0.0.1",
        "PORTAL_VAR_DIR": str(folder),
        "PORTAL_CLOCK_FILE": str(folder / "clock"),
        "PORTAL_REQUIRE_MFA": "false",
        "PORTAL_COMPANY_NAME": "Acme",
        "PORTAL_SUPPORT_NAME": "Acme onboarding",
        "PORTAL_SUPPORT_EMAIL": "support@acme.example",
        "PORTAL_FROM_EMAIL": "onboarding@acme.example",
        "PORTAL_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "PORTAL_EMAIL_HOST": "127.0.0.1",
        "PORTAL_EMAIL_PORT": str(ports.smtp),
        "PORTAL_EMAIL_USER": "",
        "PORTAL_EMAIL_PASSWORD": "",
        "PORTAL_EMAIL_USE_TLS": "false",
        "PORTAL_DNS_SERVERS": f"127.0.0.1:{inner.dns}",
        "PORTAL_DNS_AUTHORITATIVE": "false",
        "PORTAL_KEYCARD_URL": f"http://127.0.0.1:{inner.keycard}",
        "PORTAL_KEYCARD_API_KEY": secrets.sandbox_secret,
        "KEYCARD_API_KEY": secrets.sandbox_secret,
        # Celery then hands a running task back when it is told to stop, instead of waiting.
        "REMAP_SIGTERM": "SIGQUIT",
        "PORTAL_DEMO_PASSWORD": os.environ.get("PORTAL_DEMO_PASSWORD") or secrets.password,
        "PORTAL_DEMO_API_KEY": os.environ.get("PORTAL_DEMO_API_KEY") or secrets.api_key,
        "SANDBOX_URL": sandbox_url(ports.sandbox),
        "SANDBOX_CLIENT_ID": "portal-demo",
        "SANDBOX_CLIENT_SECRET": secrets.sandbox_secret,
    }
