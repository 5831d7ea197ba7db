"""Have Auth0 push a tenant's log events to us, and stop it."""

import secrets
from contextlib import suppress

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from organizations import auth0_clients
from organizations.models import Tenant
from organizations.services import audit
from organizations.verbs import Verb
from portal.actor import Actor
from portal.auth0 import NotFound

NAME = "SSO onboarding portal"


def hook_url(tenant: Tenant) -> str:
    """Return the address that Auth0 pushes this tenant's log events to."""
    return settings.BASE_URL.rstrip("/") + reverse("log_hook", args=[tenant.hook_id])


def start_log_stream(tenant: Tenant, *, by: Actor) -> None:
    """Make a log stream in the tenant that pushes to us, with a secret only it knows.

    Streams of earlier attempts are replaced. Raises Auth0Error: Invalid where Auth0 cannot
    reach us by https.
    https://auth0.com/docs/api/management/v2/log-streams/post-log-streams
    """
    token = f"Bearer {secrets.token_urlsafe(32)}"
    # Before the call: Auth0 may push at once, and a lost answer must not lose the secret.
    Tenant.objects.filter(pk=tenant.pk).update(hook_token=token)
    streams = auth0_clients.auth0(tenant).urgently().log_streams
    endpoint = hook_url(tenant)
    for stream in streams.list().items:
        if stream.endpoint == endpoint:
            streams.delete(stream.id)
    made = streams.create(name=NAME, endpoint=endpoint, authorization=token)
    with transaction.atomic():
        Tenant.objects.filter(pk=tenant.pk).update(log_stream_id=made.id)
        audit.record(
            Verb.TENANT_STREAM_START, by=by, target=f"tenant:{tenant.pk}", name=tenant.name
        )
    tenant.refresh_from_db()


def stop_log_stream(tenant: Tenant, *, by: Actor) -> None:
    """Delete the stream; from then on nothing that is pushed for the tenant is accepted.

    Raises Auth0Error; polling goes on in either case.
    https://auth0.com/docs/api/management/v2/log-streams/delete-log-streams-by-id
    """
    if tenant.log_stream_id:
        with suppress(NotFound):
            auth0_clients.auth0(tenant).urgently().log_streams.delete(tenant.log_stream_id)
    with transaction.atomic():
        Tenant.objects.filter(pk=tenant.pk).update(log_stream_id="", hook_token="")
        audit.record(Verb.TENANT_STREAM_STOP, by=by, target=f"tenant:{tenant.pk}", name=tenant.name)
    tenant.refresh_from_db()
