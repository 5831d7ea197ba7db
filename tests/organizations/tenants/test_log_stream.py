"""Auth0 (the sandbox) pushes a tenant's log to us, or stops."""

import pytest

from organizations import auth0_clients
from organizations.models import Event, Tenant
from organizations.services import tenants
from portal.auth0 import Auth0Error
from tests.factories import SYSTEM
from tests.sandbox_process import Sandbox


def streams(sandbox: Sandbox, tenant: Tenant) -> list[str]:
    return [stream.endpoint for stream in auth0_clients.auth0(tenant).log_streams.list().items]


def test_start_makes_a_stream_to_us_with_a_secret(tenant: Tenant, sandbox: Sandbox):
    tenants.start_log_stream(tenant, by=SYSTEM)

    assert streams(sandbox, tenant) == [tenants.hook_url(tenant)]
    assert tenants.hook_url(tenant).endswith(f"/hooks/auth0/logs/{tenant.hook_id}/")
    assert tenant.hook_token.startswith("Bearer ")
    assert tenant.log_stream_id
    event = Event.objects.get(verb="tenant:stream_start")
    assert tenant.hook_token not in str(event.data)


def test_start_replaces_the_stream_of_an_attempt_whose_answer_was_lost(
    tenant: Tenant, sandbox: Sandbox
):
    sandbox.fault(method="POST", path="/api/v2/log-streams", drop="after")
    with pytest.raises(Auth0Error):
        tenants.start_log_stream(tenant, by=SYSTEM)

    tenants.start_log_stream(tenant, by=SYSTEM)

    assert streams(sandbox, tenant) == [tenants.hook_url(tenant)]


def test_stop_deletes_the_stream_and_forgets_the_secret(tenant: Tenant, sandbox: Sandbox):
    tenants.start_log_stream(tenant, by=SYSTEM)

    tenants.stop_log_stream(tenant, by=SYSTEM)
    tenants.stop_log_stream(tenant, by=SYSTEM)

    assert streams(sandbox, tenant) == []
    assert (tenant.hook_token, tenant.log_stream_id) == ("", "")
