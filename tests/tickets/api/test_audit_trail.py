"""Every act of a key is in the audit trail as that key's: each endpoint that is no GET, done once.

A new one has no act here, and fails until it has.
"""

import pytest

from organizations.models import Customer, Event, Tenant
from tests.api_client import Api, told
from tests.sandbox_process import Sandbox
from tickets.models import Preset

from .acts import ACTS, World


@pytest.mark.parametrize("name", ACTS)
def test_every_act_is_in_the_audit_trail_as_the_key_s(
    name: str, customer: Customer, tenant: Tenant, preset: Preset
) -> None:
    method, path, body = World(customer, tenant, preset).prepare(name)
    before = Event.objects.values_list("pk", flat=True).first() or 0
    # Another has the same name: they are told apart.
    Api(name="Billing")
    api = Api(name="Billing")

    answer = api.call(method, path, body)

    assert answer.status_code < 300, answer.content.decode()
    written = Event.objects.filter(pk__gt=before, actor_kind="api")
    assert {one.actor_name for one in written} == {str(api.key)}


def test_looking_at_a_connection_hides_no_change_made_in_auth0(
    customer: Customer, tenant: Tenant, preset: Preset, sandbox: Sandbox
) -> None:
    world = World(customer, tenant, preset)

    told(Api().post(f"/connections/{world.connection.pk}/refresh"))
    world.check_domain()
    told(Api().post(f"/domains/{world.ids['domain_id']}/check"))

    world.connection.refresh_from_db()
    assert world.connection.touched_at is None
