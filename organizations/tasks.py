"""What workers do for this app; each task may run twice."""

from portal.celery import app


@app.task(name="organizations.send_account_mail")
def send_account_mail(user_id: int) -> None:
    from organizations import services
    from organizations.models import User

    services.send_account_mail(User.objects.get(pk=user_id))


@app.task(name="organizations.account_mails_due")
def account_mails_due() -> None:
    """Wake a worker for each mail to staff that nobody sends."""
    from organizations import services

    for user_id in services.account_mails_due():
        send_account_mail.delay(user_id)


@app.task(name="organizations.refresh_organizations")
def refresh_organizations() -> None:
    """Look at the mapped organizations whose turn it is, tenant by tenant."""
    from organizations import services
    from organizations.models import Tenant

    for tenant in Tenant.objects.filter(active=True):
        services.refresh_due(tenant)
