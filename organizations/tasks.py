"""What workers do for this app; each task may run twice."""

from smtplib import SMTPException
from typing import Any

from portal.celery import app

_PATIENT: dict[str, Any] = {
    "autoretry_for": (SMTPException, OSError),
    "retry_backoff": 10,
    "max_retries": 6,
}


@app.task(name="organizations.send_invitation", **_PATIENT)
def send_invitation(user_id: int) -> None:
    from organizations import services
    from organizations.models import User

    services.send_invitation(User.objects.get(pk=user_id))


@app.task(name="organizations.send_password_link", **_PATIENT)
def send_password_link(user_id: int) -> None:
    """Mail the link to whoever asked for a new password."""
    from organizations import services
    from organizations.models import User

    services.send_password_link(User.objects.get(pk=user_id))


@app.task(name="organizations.refresh_organizations")
def refresh_organizations() -> None:
    """Look at the mapped organizations whose turn it is, tenant by tenant."""
    from organizations import services
    from organizations.models import Tenant

    for tenant in Tenant.objects.filter(active=True):
        services.refresh_due(tenant)
