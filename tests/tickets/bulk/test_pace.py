from datetime import timedelta

import pytest

from organizations.models import Tenant
from portal import clock
from tests.tickets.bulk.conftest import started, work
from tickets.models import Job, JobRow
from tickets.services import bulk


@pytest.mark.parametrize(
    ("plan", "kind", "allowed"),
    [
        # 50 reads of connections a minute.
        (Tenant.Plan.ESSENTIALS, Job.Kind.ISSUE, 50),
        # Two calls a second of every kind, two for each row.
        (Tenant.Plan.FREE, Job.Kind.ISSUE, 60),
        (Tenant.Plan.ESSENTIALS, Job.Kind.MAP, 200),
        (Tenant.Plan.UNLIMITED, Job.Kind.ISSUE, None),
    ],
)
def test_knows_what_the_plan_bears(issuing, plan, kind, allowed):
    issuing.tenant.plan, issuing.kind, issuing.state = plan, kind, Job.State.RUNNING

    assert bulk.progress(issuing).allowed == allowed


def test_tells_the_speed_of_the_last_minute_and_the_time_left(issuing, staff):
    started(issuing, staff)
    now = clock.now()
    Job.objects.filter(pk=issuing.pk).update(started_at=now - timedelta(minutes=5))
    first, second, _ = issuing.rows.order_by("number")
    done = {"state": JobRow.State.DONE}
    JobRow.objects.filter(pk=first.pk).update(settled_at=now - timedelta(minutes=3), **done)
    JobRow.objects.filter(pk=second.pk).update(settled_at=now - timedelta(seconds=20), **done)
    issuing.refresh_from_db()

    told = bulk.progress(issuing)

    assert (told.settled, told.total, told.per_minute) == (2, 3, 1)
    assert told.left and 55 < told.left.total_seconds() < 65


def test_has_no_time_left_once_it_is_over(issuing, staff):
    started(issuing, staff)
    work(issuing)

    told = bulk.progress(issuing)

    assert (told.settled, told.remaining, told.left) == (3, 0, None)
