"""Whole jobs in a real browser: from a selection, and from a file that has to be corrected."""

import pytest
from playwright.sync_api import expect

from organizations.models import Customer
from tests import factories
from tests.browser import assert_accessible_and_fits
from tickets.models import Job, Ticket
from tickets.services import bulk
from tickets.services.bulk import working

pytestmark = pytest.mark.django_db(transaction=True)

FILE = """Kunde;Domain;Ansprechpartner;E-Mail;Sprache
Umbrella;umbrella.example;Bob;bob@;de
Vandelay;vandelay;Art;art@vandelay.example;
Müller & Söhne;mueller.example;Jörg;joerg@mueller.example;German
""".encode()


@pytest.fixture
def customers(tenant) -> list[Customer]:
    return [factories.make_customer(name, tenant=tenant) for name in ("Globex", "Hooli", "Initech")]


@pytest.fixture
def worker(monkeypatch) -> None:
    """Nothing happens while a page is asked for; `work` is what a worker does afterwards."""
    monkeypatch.setattr("tickets.tasks.tickets.work_on_job.apply_async", lambda *_: None)


def work() -> None:
    while bulk.work_on(Job.objects.get()):
        pass


def work_one_row(monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(working, "MOST_SECONDS", 0)
        bulk.work_on(Job.objects.get())


def test_a_selection_is_checked_sent_and_followed(
    page_for, support, customers, preset, worker, mails, monkeypatch
):
    page = page_for(support)
    page.goto("/customers/")
    page.get_by_label("Select all on this page").check()
    page.get_by_label("Select Initech").uncheck()
    page.get_by_role("button", name="Bulk action for selected").click()
    page.get_by_label("Action").select_option(label=preset.name)
    page.get_by_role("button", name="Review").click()
    expect(page.locator(".progress__label")).to_contain_text("0 of 2")
    assert_accessible_and_fits(page)

    # The page follows by itself what workers do.
    work()
    send = page.get_by_role("button", name="Send 2")
    expect(send).to_be_visible()
    assert_accessible_and_fits(page)
    page.get_by_label("Recipient for Hooli").select_option(label="Skip")
    page.get_by_role("button", name="Save choices").click()
    page.get_by_label("Recipient for Hooli").select_option(index=0)
    page.get_by_role("button", name="Save choices").click()
    work()
    expect(send).to_be_visible()
    assert not Ticket.objects.exists()
    send.click()

    expect(page.locator(".progress__label")).to_contain_text("0 of 2")
    work_one_row(monkeypatch)
    expect(page.locator(".progress__label")).to_contain_text("1 of 2")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused: 1 row waits.")).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    work()
    expect(page.locator(".progress__label")).to_contain_text("2 of 2")
    expect(page.get_by_text("Finished")).to_be_visible()
    expect(page.locator("#live[hx-trigger]")).to_have_count(0)
    assert_accessible_and_fits(page)
    page.get_by_role("link", name="Ticket", exact=False).last.click()
    expect(page.get_by_role("heading", name="Ticket", level=1)).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without"])
def test_a_file_is_matched_corrected_and_sent(page_for, support, preset, worker, mails, javascript):
    page = page_for(support, javascript=javascript)
    page.goto("/bulk/upload/")
    file = {"name": "kunden.csv", "mimeType": "text/csv", "buffer": FILE}
    page.get_by_label("CSV file").set_input_files([file])
    page.get_by_label("Action").select_option(label=preset.name)
    page.get_by_role("button", name="Upload file").click()

    expect(page.get_by_text("separated by semicolons")).to_be_visible()
    expect(page.get_by_role("cell", name="Müller & Söhne")).to_be_visible()
    assert page.locator("#id_email").input_value() == "3"
    page.get_by_role("button", name="Review rows").click()
    work()
    page.reload()

    expect(page.get_by_text("1 row ready.")).to_be_visible()
    expect(page.get_by_text("“vandelay” isn't a domain.")).to_be_visible()
    page.get_by_label("Email domains").fill("vandelay.example")
    page.get_by_label("Contact's email address").fill("bob@umbrella.example")
    page.get_by_role("button", name="Save choices").click()
    work()
    page.reload()
    page.get_by_role("button", name="Send 3").click()
    work()
    page.reload()

    expect(page.locator(".progress__label")).to_contain_text("3 of 3")
    assert Ticket.objects.count() == 3
    made = Customer.objects.get(name="Müller & Söhne")
    assert made.contacts.get().language == "de"


def test_cancelling_asks_first_and_names_what_is_left(
    page_for, support, customers, preset, staff, worker
):
    job = bulk.job_of_customers(
        Customer.objects.all(), kind="issue", tenant=preset.tenant, preset=preset, by=staff
    )
    work()
    bulk.start(job, seen=3, by=staff)
    page = page_for(support)
    page.goto(f"/bulk/{job.pk}/")

    page.get_by_role("link", name="Cancel job").click()
    expect(page.get_by_text("3 rows won't be processed: Globex, Hooli, Initech.")).to_be_visible()
    page.get_by_role("button", name="Cancel job").click()

    expect(page.get_by_text("Job canceled. Completed rows aren't affected.")).to_be_visible()
    assert not Ticket.objects.exists()
