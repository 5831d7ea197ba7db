"""A key starts no job that does more than the key may do."""

import pytest

from organizations.models import Customer, Tenant
from tests.api_client import Api, told
from tickets.models import Job, Preset

from .acts import World


@pytest.mark.parametrize("name", ["start_job", "resume_job", "retry_job"])
@pytest.mark.parametrize(
    ("column", "scope"),
    [("makes_customers", "customers:write"), ("maps_customers", "organizations:write")],
)
def test_a_key_starts_no_job_of_another_that_may_do_more(
    name: str, column: str, scope: str, customer: Customer, tenant: Tenant, preset: Preset
) -> None:
    method, path, body = World(customer, tenant, preset).prepare(name)
    Job.objects.update(**{column: True})
    state = Job.objects.get().state

    refused = told(Api("jobs:write", "tickets:write").call(method, path, body), 403)

    assert scope in refused["detail"]
    assert Job.objects.get().state == state
    told(Api("jobs:write", "tickets:write", scope).call(method, path, body))
