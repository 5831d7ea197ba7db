"""What workers do for this app; each task may run twice."""

import logging

from organizations.models import Tenant, User
from organizations.services import mapping, notifications, sign_ins, staff, webhooks
from organizations.services.api_keys import idempotency
from organizations.services.audit import chain, published
from portal.auth0 import Auth0Error
from portal.celery import app
from portal.wake import wake_each

log = logging.getLogger(__name__)


@app.task(name="organizations.send_account_mail")
def send_account_mail(user_id: int) -> None:
    staff.send_account_mail(User.objects.get(pk=user_id))


@app.task(name="organizations.account_mails_due")
def account_mails_due() -> None:
    """Wake a worker for each mail to staff that nobody sends."""
    wake_each("organizations.send_account_mail", staff.account_mails_due())


@app.task(name="organizations.seal_events")
def seal_events() -> None:
    """Seal the audit trail's new events, and give those that are told outside their numbers."""
    chain.seal_events()
    published.give_numbers()


@app.task(name="organizations.sessions_over")
def sessions_over() -> None:
    """Delete the sessions that are over."""
    staff.end_expired_sessions()


@app.task(name="organizations.refresh_organizations")
def refresh_organizations() -> None:
    """Refresh the mapped organizations that are due, tenant by tenant."""
    for tenant in Tenant.objects.filter(active=True):
        mapping.refresh_due(tenant)


@app.task(name="organizations.forget_answers")
def forget_answers() -> None:
    """Delete the API's answers that nobody can ask for any more."""
    idempotency.forget_answers()
    webhooks.forget_deliveries()


@app.task(name="organizations.look_for_sign_ins")
def look_for_sign_ins(tenant_id: int) -> None:
    tenant = Tenant.objects.get(pk=tenant_id)
    try:
        sign_ins.look_for_sign_ins(tenant)
    except Auth0Error as error:
        # The next turn reads on from the same place.
        log.warning("The log of %s cannot be searched: %s", tenant.domain, error)


@app.task(name="organizations.sign_ins_due")
def sign_ins_due() -> None:
    """Wake a worker for each tenant whose log may tell of sign-ins."""
    wake_each("organizations.look_for_sign_ins", sign_ins.tenants_to_look_at(), forget_after=60)


@app.task(name="organizations.classify_sign_ins")
def classify_sign_ins() -> None:
    """Count what nothing explained as what explains it by now."""
    sign_ins.classify_again()


@app.task(name="organizations.forget_sign_ins")
def forget_sign_ins() -> None:
    """Forget who was counted, and counts of long ago."""
    sign_ins.forget_old()


@app.task(name="organizations.deliver_webhooks")
def deliver_webhooks() -> None:
    """Tell the endpoints of webhooks what happened; wake a worker for each word about one."""
    webhooks.deliver_due()
    wake_each("organizations.send_webhook_word", webhooks.words_due())


@app.task(name="organizations.send_webhook_word")
def send_webhook_word(endpoint_id: int) -> None:
    webhooks.send_word(endpoint_id)


@app.task(name="organizations.tell")
def tell(subscription_id: int) -> None:
    notifications.tell(subscription_id)


@app.task(name="organizations.notifications_due")
def notifications_due() -> None:
    """Wake a worker for each of the staff who may have to be told something."""
    wake_each("organizations.tell", notifications.subscriptions_due(), forget_after=60)
