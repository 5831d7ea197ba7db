"""The pages of jobs, read as a browser without JavaScript would."""

import csv
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from organizations.models import Customer, Event
from tests import factories
from tests.organizations.pages.counting import queries
from tests.tickets.bulk.conftest import started, states, work
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
    assert "2 customers selected" in page and "Globex, Hooli" in page
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
    assert "No customers selected" in text(desk.get("/bulk/new/"))
    assert "No customers selected" in text(desk.get("/bulk/new/?customer=x"))


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
    for action in ("choose", "pause", "resume", "retry", "recheck", "create", "cancel"):
        assert desk.post(f"/bulk/{job.pk}/{action}/", {"start": "2"}).status_code == 403
    job.refresh_from_db()
    assert job.state == "ready"


def upload(desk, preset, data: bytes, name="customers.csv") -> Any:
    file = SimpleUploadedFile(name, data, content_type="text/csv")
    return desk.post("/bulk/upload/", {"file": file, "what": f"issue-{preset.pk}"})


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "isn&#x27;t text."),
        (b"PK\x03\x04workbook", "This is an Excel workbook"),
        (b"Name\n" + b"Acme\n" * 100_000, "more than 10,000 rows"),
        (b"Name\n" + b"x" * (6 * 1024 * 1024), "the limit is 5 MB"),
        (b"Name,E-mail\nAcme,a@b.example,more\n", "row 2 has 3"),
    ],
)
def test_an_unreadable_file_is_refused_in_words(desk, preset, data, told):
    page = upload(desk, preset, data)

    assert page.status_code == 200
    assert told in text(page)
    assert not Job.objects.exists()


NORDWIND = "Customer,E-mail\rNordwind Café GmbH,zoe@nordwind.example\r"


def test_asks_how_letters_read_that_nobody_can_tell(desk, preset):
    response = upload(desk, preset, NORDWIND.encode("mac_roman"))
    page = desk.get(response.url)
    assert "Read as" not in text(page)
    assert "Nordwind Café GmbH" in text(page) and "Nordwind CafŽ GmbH" in text(page)
    columns = {"name": "0", "email": "1", "makes_customers": "on"}

    page = desk.post(response.url, columns)
    assert "Choose the version whose text is correct." in text(page)
    assert Job.objects.get().state == "uploaded"
    page = desk.post(response.url, {**columns, "encoding": "none"})
    assert "encoding can&#x27;t be read here. Save it as “CSV UTF-8”" in text(page)
    assert Job.objects.get().state == "uploaded"
    desk.post(response.url, {**columns, "encoding": "mac_roman"})

    job = Job.objects.get()
    assert not job.encoding_unclear
    assert job.rows.get().cells == {"name": "Nordwind Café GmbH", "email": "zoe@nordwind.example"}


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_guesses_columns_before_the_encoding_is_told(desk, preset, encoding):
    data = "Kunde;Domäne\nMüller;müller.example\n".encode(encoding)

    page = desk.get(upload(desk, preset, data).url)

    assert page.context["form"].initial["domains"] == 1


def test_reads_an_uploaded_file_once(desk, preset):
    upload(desk, preset, NORDWIND.encode("mac_roman"))
    job = Job.objects.get()

    bulk.choose_encoding(job, "mac_roman")
    bulk.choose_encoding(job, "cp1252")

    job.refresh_from_db()
    assert job.lines == [[2, ["Nordwind Café GmbH", "zoe@nordwind.example"]]]


def test_says_what_of_a_report_is_left_out(desk, preset):
    data = b"Report\n\nName,E-mail\nAcme,a@b.example\n\nConfidential Information\n"

    page = text(desk.get(upload(desk, preset, data).url))

    assert "Row 3 was read as the header; everything above it was skipped." in page
    assert "Row 6 (“Confidential Information”) and everything below were skipped" in page


@pytest.mark.parametrize("name", ["Created by Humans", "Confidential"])
def test_says_which_row_was_taken_for_a_footer(desk, preset, name):
    data = f"Name,E-mail\nAcme,a@b.example\n{name},\n".encode()

    page = text(desk.get(upload(desk, preset, data).url))

    assert f"Row 3 (“{name}”) and everything below were skipped" in page
    assert "If it&#x27;s a customer, fill in their email address" in page

    data = f"Name,E-mail\nAcme,a@b.example\n{name},h@humans.example\n".encode()

    page = text(desk.get(upload(desk, preset, data).url))

    assert "were skipped" not in page and "h@humans.example" in page


def test_asks_whether_letters_were_misread_before(desk, preset):
    data = "Customer,E-mail\nMüller GmbH,zoe@nordwind.example\n".encode()
    twice = data.decode("cp1252").encode()

    response = upload(desk, preset, twice)
    page = desk.get(response.url)
    assert "Read as" not in text(page)
    assert "Müller GmbH" in text(page) and "MÃ¼ller GmbH" in text(page)
    columns = {"name": "0", "email": "1", "makes_customers": "on"}

    page = desk.post(response.url, columns)
    assert "Choose the version whose text is correct." in text(page)
    desk.post(response.url, {**columns, "encoding": "utf-8 as cp1252"})

    assert Job.objects.get().rows.get().cells["name"] == "Müller GmbH"


def test_letters_that_look_misread_can_stay(desk, preset):
    response = upload(desk, preset, "Customer,E-mail\nMÃ¼ller,a@b.example\n".encode())

    desk.post(response.url, {"name": "0", "email": "1", "encoding": "utf-8"})

    assert Job.objects.get().rows.get().cells["name"] == "MÃ¼ller"


def test_a_file_needs_a_column_that_says_who(desk, preset):
    response = upload(desk, preset, b"Colour,E-mail\nred,a@b.example\n")
    page = desk.get(response.url)
    assert "Read as UTF-8, separated by commas." in text(page)
    sent = {"email": "1"}

    page = desk.post(response.url, sent)

    assert "Choose the column that holds the customer" in text(page)
    assert Job.objects.get().state == "uploaded"
    # Until the columns are matched, there is nothing else to look at.
    assert desk.get(Job.objects.get().get_absolute_url()).url == response.url


def test_errors_stand_at_their_cells(desk, preset):
    response = upload(desk, preset, b"Name,E-mail\nAcme,alice\n" + b"x" * 300 + b",b@c.example\n")
    desk.post(response.url, {"name": "0", "email": "1", "makes_customers": "on"})
    job = Job.objects.get()
    first, second = job.rows.order_by("number")

    page = text(desk.get(job.get_absolute_url()))

    assert f'name="cell-{first.pk}-email" value="alice" aria-invalid="true"' in page
    assert "Enter a valid email address. The @ is missing." in page
    assert f'name="cell-{second.pk}-name"' in page
    assert "Shorten this to 200 characters; it has 300 now." in page


def test_formulas_stay_text_in_the_result(desk, preset, staff, mails, run_tasks):
    evil = '=HYPERLINK("http://evil.example")'
    file = f'Name,E-mail\n"{evil.replace(chr(34), chr(34) * 2)}",bob@evil.example\n'
    response = upload(desk, preset, file.encode())
    desk.post(response.url, {"name": "0", "email": "1", "makes_customers": "on"})
    job = Job.objects.get()
    started(job, staff)
    with run_tasks():
        work(job)

    answer = desk.post(f"/bulk/{job.pk}/result/")

    lines = list(csv.DictReader(io.StringIO(text(answer).removeprefix("\ufeff"))))
    assert [line["Customer"] for line in lines] == [f"'{evil}"]
    assert (lines[0]["Result"], lines[0]["Ticket state"]) == ("Done", "Issued")
    assert lines[0]["Email address"] == "bob@evil.example"


def test_the_result_names_problem_and_remedy(desk, customers, preset, staff, sandbox):
    job = bulk.job_of_customers(
        Customer.objects.all(), kind="issue", tenant=preset.tenant, preset=preset, by=staff
    )
    started(job, staff)
    body = {"statusCode": 403, "error": "Forbidden", "message": "Insufficient scope"}
    sandbox.fault(method="POST", path="*/sso-ticket", status=403, body=body)
    work(job)

    page = text(desk.get(job.get_absolute_url()))
    assert "Insufficient scope" in page and "Retry failed" in page
    lines = list(csv.DictReader(io.StringIO(text(desk.post(f"/bulk/{job.pk}/result/"))[1:])))
    failed = next(line for line in lines if line["Result"] == "Failed")
    assert "Insufficient scope" in failed["Problem"] and failed["What to do"]


def test_the_template_is_a_file_that_can_be_uploaded(desk, preset):
    template = text(desk.get("/bulk/template.csv")).encode()

    response = upload(desk, preset, template)

    columns = [str(number) for number in range(len(bulk.fields_of("issue")))]
    assert fields_of_columns(text(desk.get(response.url))) == columns


def fields_of_columns(page: str) -> list[str]:
    return re.findall(r'<option value="(\d+)" selected>', page)


def test_a_choice_that_is_none_is_refused(desk, customers, preset, staff):
    job = bulk.job_of_customers(
        Customer.objects.all(), kind="issue", tenant=preset.tenant, preset=preset, by=staff
    )
    work(job)
    row = job.rows.get(number=1)

    page = desk.post(f"/bulk/{job.pk}/choose/", {f"choice-{row.pk}": "999"}, follow=True)

    assert f"“999” is no longer available for {row.name}." in text(page)


def test_rows_of_another_job_are_not_touched(desk, customers, preset, staff):
    wanted = {"kind": "issue", "tenant": preset.tenant, "preset": preset, "by": staff}
    mine, other = (bulk.job_of_customers(Customer.objects.all(), **wanted) for _ in range(2))
    work(mine), work(other)

    desk.post(f"/bulk/{mine.pk}/choose/", {f"choice-{other.rows.get(number=1).pk}": bulk.LEAVE_OUT})

    assert states(other) == ["ready", "ready"]


def test_a_job_is_told_on_the_audit_trail(desk, customers, preset):
    chosen(desk, customers, f"issue-{preset.pk}")
    job = Job.objects.get()
    desk.post(f"/bulk/{job.pk}/result/")
    desk.post(f"/bulk/{job.pk}/cancel/")

    told = Event.objects.filter(target=f"job:{job.pk}").order_by("pk")
    assert [event.verb for event in told] == ["job:create", "job:export", "job:cancel"]
    assert all(event.user and event.ip for event in told)
