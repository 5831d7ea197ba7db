"""A line of a file can name up to five people who share the ticket."""

import csv
import io

from organizations.models import Contact, Customer
from portal.tables.csv_export import csv_response
from tests import factories
from tests.tickets.bulk.conftest import row_of, started, states, work
from tickets.models import Link, Ticket
from tickets.services import bulk

HEADER = (
    "Customer;Contact;Contact's email address;Second contact;Second contact's email address;"
    "DNS contact;DNS contact's email address;Contact's language\n"
)


def test_each_person_gets_a_link_of_their_own(uploaded, preset, staff, customers, run_tasks, mails):
    text = "Globex;Alice Admin;alice@globex.com;Bob;bob@globex.com;Dana;dns@globex.com;de\n"
    job = uploaded(HEADER + text, preset=preset)
    started(job, staff)
    with run_tasks():
        work(job)

    assert states(job) == ["done"]
    ticket = Ticket.objects.get()
    links = ticket.link.everyones()
    assert [(one.recipient_email, one.role, one.language) for one in links] == [
        ("alice@globex.com", Link.Role.SETUP, "en"),
        ("bob@globex.com", Link.Role.SETUP, "de"),
        ("dns@globex.com", Link.Role.DNS, "de"),
    ]
    assert {one.email for one in customers[0].contacts.all()} == {
        "alice@globex.com",
        "bob@globex.com",
        "dns@globex.com",
    }
    told = [[one["Address"] for one in mail["To"]] for mail in mails.messages()]
    assert sorted(told) == [["alice@globex.com"], ["bob@globex.com"], ["dns@globex.com"]]
    assert not any(mail["Cc"] for mail in mails.messages())


def test_five_people_each_in_their_language_and_role(uploaded, preset, staff, customers, run_tasks):
    header = "Customer;Contact's email address;Contact's language;" + "".join(
        f"{one} contact;{one} contact's email address;{one} contact's language;"
        f"{'' if one == 'DNS' else f'{one} contact' + chr(39) + 's role;'}"
        for one in ("Second", "DNS", "Third", "Fourth")
    )
    line = (
        "Globex;alice@globex.com;de;Bob;bob@globex.com;fr;;Dana;dns@globex.com;es;"
        "Carol;carol@globex.com;ja;DNS only;Dave;dave@globex.com;;setup;"
    )
    job = uploaded(f"{header}\n{line}\n", preset=preset)
    started(job, staff)
    with run_tasks():
        work(job)

    links = Ticket.objects.get().link.everyones()
    assert {(one.recipient_email, one.role, one.language) for one in links} == {
        ("alice@globex.com", Link.Role.SETUP, "en"),  # known, and not changed
        ("bob@globex.com", Link.Role.SETUP, "fr"),
        ("dns@globex.com", Link.Role.DNS, "es"),
        ("carol@globex.com", Link.Role.DNS, "ja"),
        ("dave@globex.com", Link.Role.SETUP, "de"),
    }


def test_a_role_that_there_is_not_is_refused(uploaded, preset, customers):
    header = "Customer;Contact's email address;Second contact's email address;"
    text = f"{header}Second contact's role\nGlobex;alice@globex.com;bob@globex.com;boss\n"
    job = work(uploaded(text, preset=preset))

    assert row_of(job, 2).errors == {
        "second_role": "Enter setup, dns, or leave it empty for setup."
    }


def test_makes_all_of_them_with_a_new_customer(uploaded, preset, staff, run_tasks):
    job = uploaded(HEADER + "New Co;Ann;ann@new.example;;;Dana;dns@new.example;\n", preset=preset)
    started(job, staff)
    with run_tasks():
        work(job)

    customer = Customer.objects.get(name="New Co")
    assert {one.email for one in customer.contacts.all()} == {"ann@new.example", "dns@new.example"}
    assert Ticket.objects.get().link.others.get().role == Link.Role.DNS


def test_who_is_known_is_not_made_again(uploaded, preset, staff, customers, run_tasks):
    bob = factories.make_contact(customers[0], name="Robert", email="bob@globex.com")
    text = "Globex;;alice@globex.com;Bob;BOB@globex.com;;;\n"
    job = uploaded(HEADER + text, preset=preset)
    started(job, staff)
    with run_tasks():
        work(job)

    assert Ticket.objects.get().link.others.get().contact == bob
    assert Contact.objects.filter(customer=customers[0]).count() == 2


def test_says_what_is_wrong_beside_the_cell(uploaded, preset, customers):
    lines = [
        "Globex;;alice@globex.com;Bob;;Dana;dns;\n",
        "Hooli;;gavin@hooli.com;;GAVIN@hooli.com;;;\n",
    ]
    job = work(uploaded(HEADER + "".join(lines), preset=preset))

    assert row_of(job, 2).errors == {
        "second_email": "Enter an email address for Bob.",
        "dns_email": "Enter a valid email address. The @ is missing.",
    }
    assert row_of(job, 3).errors == {
        "second_email": "This is the contact's email address, too. Enter it once."
    }


def test_warns_of_each_as_for_a_single_ticket(uploaded, preset, customers):
    text = "Globex;;alice@globex.com;Bob;bob@gmail.com;;;\n"
    job = work(uploaded(HEADER + text, preset=preset))

    assert any("bob@gmail.com is a free mailbox" in one["text"] for one in row_of(job, 2).warnings)


def test_a_mapping_job_asks_for_nobody(uploaded):
    assert "second_email" not in bulk.fields_of("map")


def test_the_result_names_the_others(uploaded, preset, staff, customers, run_tasks):
    text = "Globex;;alice@globex.com;Bob;bob@globex.com;Dana;dns@globex.com;\n"
    job = uploaded(HEADER + text, preset=preset)
    before = read(job, staff)
    started(job, staff)
    with run_tasks():
        work(job)

    for row in (before, read(job, staff)):
        assert row["Other recipients"] == "bob@globex.com dns@globex.com"


def read(job, by) -> dict[str, str]:
    rows = bulk.export_result(job, by=by)
    response = csv_response("result.csv", bulk.RESULT_COLUMNS, rows)
    text = b"".join(response).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text[:20] else ",")
    return row
