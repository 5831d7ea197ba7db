"""From a file's columns and cells to rows that can be done."""

import pytest

from tests import factories
from tests.tickets.bulk.conftest import row_of, states, work
from tickets.models import Job
from tickets.services import bulk
from tickets.services.bulk.columns import check


@pytest.mark.parametrize(
    ("header", "guessed"),
    [
        (["Company", "E-Mail"], {"name": 0, "email": 1}),
        (["E-mail address", "Account Name", "Lang"], {"email": 0, "name": 1, "language": 2}),
        (["Kunde", "Ansprechpartner", "Sprache"], {"name": 0, "contact": 1, "language": 2}),
        (["customer_id", "domain", "name"], {"external_id": 0, "domains": 1, "name": 2}),
        (["Org ID", "Name"], {"organization": 0, "name": 1}),
        (["foo", "", "bar"], {}),
    ],
)
def test_guesses_by_header(header, guessed):
    assert bulk.guess(header, Job.Kind.MAP) == guessed


def test_a_template_is_guessed_completely():
    header = [field.label for field in bulk.FIELDS.values()]

    assert bulk.guess(header, Job.Kind.MAP) == {
        name: number for number, name in enumerate(bulk.FIELDS)
    }


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"name": "Acme", "email": "alice@"}, {"email": "Write an e-mail address"}),
        ({"name": "Acme", "domains": "acme"}, {"domains": "“acme” is not a domain."}),
        ({"name": "Acme", "domains": "alice@acme.com"}, {"domains": "is not a domain"}),
        ({"name": "Acme", "language": "klingon"}, {"language": "Write one of en, de, fr, es, ja"}),
        ({"name": "x" * 201}, {"name": "Shorten this to 200 characters; it has 201 now."}),
        ({"name": "", "external_id": ""}, {"name": "Say which customer this is."}),
        ({"external_id": ""}, {"external_id": "Say which customer this is."}),
        (
            {"name": "Acme", "contact": "Alice", "email": ""},
            {"email": "Say where Alice gets mail."},
        ),
    ],
)
def test_says_per_cell_what_is_wrong(cells, wrong):
    _, errors = check(cells)

    assert errors.keys() == wrong.keys()
    for name, told in wrong.items():
        assert told in errors[name]


def test_takes_cells_as_people_write_them():
    kept, errors = check(
        {
            "name": "Acme",
            "domains": "ACME.com, bücher.example; acme.com",
            "language": "German",
            "email": "alice@acme.com",
        }
    )

    assert errors == {}
    assert kept["domains"] == "acme.com xn--bcher-kva.example"
    assert kept["language"] == "de"


@pytest.mark.parametrize("told", ["de", "DE", "de-AT", "de_DE", "Deutsch", "german"])
def test_knows_languages_by_code_and_name(told):
    assert check({"name": "Acme", "language": told})[0]["language"] == "de"


def test_keeps_only_the_columns_that_were_chosen(uploaded):
    job = uploaded("Customer,Salary,Email\nUmbrella,100000,bob@umbrella.example\n")

    assert row_of(job, 2).cells == {"name": "Umbrella", "email": "bob@umbrella.example"}
    job.refresh_from_db()
    assert (job.header, job.lines) == ([], [])


def test_a_customer_stands_in_a_file_once(uploaded):
    job = uploaded("Customer,ID\nUmbrella,\nHooli,7\numbrella,\nHooli,8\nOther,7\n")

    assert [sorted(row.errors.items()) for row in job.rows.all()] == [
        [],
        [],
        [("name", "Line 2 says the same. Keep one of the two.")],
        [],
        [("external_id", "Line 3 says the same. Keep one of the two.")],
    ]


def test_two_lines_about_one_customer_by_different_names_are_noticed(uploaded, tenant):
    factories.make_customer("Globex", external_id="G-1")
    job = work(uploaded("Customer,ID\nGlobex,\nGlobex Inc,G-1\n"))

    row = row_of(job, 3)
    assert (row.state, row.problem) == ("wrong", "Line 2 is about Globex as well.")


def test_corrected_cells_are_checked_and_looked_at_again(uploaded, preset):
    text = "Customer,Email\nUmbrella,bob\nHooli,gavin@hooli.example\n"
    job = work(uploaded(text, preset=preset))
    assert states(job) == ["wrong", "ready"]
    wrong = row_of(job, 2)

    bulk.save_choices(job, choices={}, cells={wrong.pk: {"email": "still wrong"}})
    assert row_of(job, 2).errors == {"email": "Write an e-mail address, like alice@acme.com."}

    bulk.save_choices(job, choices={}, cells={wrong.pk: {"email": "bob@umbrella.example"}})
    assert states(work(job)) == ["ready", "ready"]


def test_a_repeated_line_cannot_be_saved_as_it_is(uploaded):
    job = work(uploaded("Customer\nUmbrella\numbrella\n"))
    twin = row_of(job, 3)

    bulk.save_choices(job, choices={}, cells={twin.pk: {"name": "UMBRELLA"}})
    assert row_of(job, 3).errors == {"name": "Line 2 says the same. Keep one of the two."}

    bulk.save_choices(job, choices={}, cells={twin.pk: {"name": "Vandelay"}})
    assert row_of(job, 3).errors == {}


@pytest.mark.parametrize(
    ("line", "problem", "remedy"),
    [
        ("Globex,,", "Several customers are called “Globex”.", "Write the external ID as well"),
        (",X-9,", "There is no customer with the external ID “X-9”.", "Write the customer's name"),
        (
            "Umbra,,globex.com",
            "There is no customer “Umbra”, but globex.com is a domain of Globex.",
            "Write “Globex” if they are the same",
        ),
    ],
)
def test_never_guesses_who_is_meant(uploaded, tenant, line, problem, remedy):
    factories.make_customer("Globex")
    factories.make_customer("Globex", domain="globex.example")
    job = work(uploaded(f"Customer,ID,Domain\n{line}\n"))

    row = row_of(job, 2)
    assert (row.state, row.problem) == ("wrong", problem)
    assert row.remedy.startswith(remedy)


def test_tells_customers_of_one_name_apart_by_their_external_id(uploaded, tenant):
    factories.make_customer("Globex", external_id="1")
    second = factories.make_customer("Globex", external_id="2", domain="globex.example")
    job = work(uploaded("Customer,ID\nGlobex,2\nGlobex,3\n"))

    assert row_of(job, 2).customer == second
    # A third customer of that name, to be created.
    assert (row_of(job, 3).customer, row_of(job, 3).state) == (None, "asks")
