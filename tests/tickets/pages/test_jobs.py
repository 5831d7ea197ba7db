"""The pages of jobs, read as a browser without JavaScript would."""

from typing import Any

import pytest

from organizations.models import Customer
from tests import factories
from tests.organizations.pages.counting import queries
from tests.tickets.bulk.conftest import work
from tests.tickets.pages.html import fields_of
from tickets.models import Job, Ticket
from tickets.services import bulk


def text(response: Any) -> str:
    return b"".join(response).decode()


@pytest.fixture
def customers(tenant):
    return [factories.make_customer(name, tenant=tenant) for name in ("Globex", "Hooli")]


def chosen(desk, customers, what, **more) -> Any:
    keys = "&".join(f"customer={one.pk}" for one in customers)
    return desk.post(f"/bulk/new/?{keys}", {"what": what}, **more)


def test_a_selection_becomes_tickets(desk, customers, preset, mails, run_tasks):
    page = text(desk.get("/customers/"))
    assert f'name="customer" value="{customers[0].pk}"' in page

    page = text(desk.get(f"/bulk/new/?customer={customers[0].pk}&customer={customers[1].pk}"))
    assert "2 customers chosen" in page and "Globex, Hooli" in page
    with run_tasks():
        response = chosen(desk, customers, f"issue-{preset.pk}")
    job = Job.objects.get()
    assert response.url == f"/bulk/{job.pk}/"

    page = desk.get(response.url)
    assert "Send 2" in text(page)
    assert not Ticket.objects.exists()
    with run_tasks():
        sent = {**fields_of(page, "rows"), "start": "2"}
        desk.post(f"/bulk/{job.pk}/choose/", sent)

    page = text(desk.get(response.url))
    assert "Finished" in page and "2 of 2" in page
    assert Ticket.objects.count() == 2
    for ticket in Ticket.objects.all():
        assert f'href="/tickets/{ticket.pk}/"' in page


def test_all_that_the_filters_let_through(desk, customers, preset):
    desk.post("/bulk/new/?all=1&q=Hooli", {"what": f"issue-{preset.pk}"})

    assert [row.name for row in Job.objects.get().rows.all()] == ["Hooli"]


def test_nothing_chosen_says_where_to_choose(desk, preset):
    assert "No customer is chosen" in text(desk.get("/bulk/new/"))
    assert "No customer is chosen" in text(desk.get("/bulk/new/?customer=x"))


def test_pages_that_list_jobs_ask_the_database_as_often_for_many(desk, customers, preset, staff):
    def make() -> Job:
        return bulk.job_of_customers(
            Customer.objects.all(),
            kind=Job.Kind.ISSUE,
            tenant=preset.tenant,
            preset=preset,
            by=staff,
        )

    job = make()
    work(job)
    few = queries(desk, "/bulk/")
    few_rows = queries(desk, f"/bulk/{job.pk}/")
    for name in ("Initech", "Umbrella", "Vandelay"):
        factories.make_customer(name, tenant=preset.tenant)
    more = work(make())

    assert queries(desk, "/bulk/") == few
    assert queries(desk, f"/bulk/{more.pk}/") == few_rows


def test_a_viewer_sees_but_does_not_touch(desk_as, viewer, customers, preset, staff):
    job = bulk.job_of_customers(
        Customer.objects.all(), kind="issue", tenant=preset.tenant, preset=preset, by=staff
    )
    work(job)
    desk = desk_as(viewer)

    assert "Send 2" not in text(desk.get(f"/bulk/{job.pk}/"))
    assert 'name="customer"' not in text(desk.get("/customers/"))
    assert desk.get("/bulk/new/").status_code == 403
    assert desk.get("/bulk/upload/").status_code == 403
    for action in ("choose", "pause", "resume", "retry", "look-again", "create", "cancel"):
        assert desk.post(f"/bulk/{job.pk}/{action}/", {"start": "2"}).status_code == 403
    job.refresh_from_db()
    assert job.state == "ready"
