"""From a file's columns and cells to rows that can be done."""

import pytest

from tests import factories
from tests.tickets.bulk.conftest import row_of, states, work
from tickets.models import Job
from tickets.services import bulk
from tickets.services.bulk.upload.columns import check

_ORDER = ("name", "external_id", "domains", "contact", "email", "language")


@pytest.mark.parametrize(
    ("header", "guessed"),
    [
        (["Company", "E-Mail"], {"name": 0, "email": 1}),
        (["Email address", "Account Name", "Lang"], {"email": 0, "name": 1, "language": 2}),
        (["Kunde", "Ansprechpartner", "Sprache"], {"name": 0, "contact": 1, "language": 2}),
        (["customer_id", "domain", "name"], {"external_id": 0, "domains": 1, "name": 2}),
        (["Org ID", "Name"], {"organization": 0, "name": 1}),
        (["foo", "", "bar"], {}),
        (
            ["Kunde", "Kundennr.", "Domäne", "Ansprechpartner", "E-Mail-Adresse", "Sprache"],
            dict(zip(_ORDER, range(6), strict=True)),
        ),
        (["SSO domains", "Company legal name"], {"domains": 0, "name": 1}),
        (["Name des Kunden", "Salesforce ID"], {"name": 0, "external_id": 1}),
        (["Firma", "E-Mail-Domäne"], {"name": 0, "domains": 1}),
        (["Name der Firma", "Hauptdomäne"], {"name": 0, "domains": 1}),
        (
            ["Kunde", "Primäre Domain", "E-Mail Ansprechpartner"],
            {"name": 0, "domains": 1, "email": 2},
        ),
        (["Unternehmen", "Name der Unternehmensdomäne"], {"name": 0, "domains": 1}),
        (["Cliente", "Dominios de correo"], {"name": 0, "domains": 1}),
        (
            ["会社名", "会社ドメイン名", "ご担当者様", "担当者メールアドレス"],
            {"name": 0, "domains": 1, "contact": 2, "email": 3},
        ),
        (
            ["Record ID", "Company name", "Company Domain Name"],
            {"external_id": 0, "name": 1, "domains": 2},
        ),
        (
            ["Account Name", "Account ID", "Website", "Full Name", "Email"],
            {"name": 0, "external_id": 1, "domains": 2, "contact": 3, "email": 4},
        ),
        (["Website URL", "Name", "Domain"], {"name": 1, "domains": 2}),
        (["Société", "Nom de domaine", "Adresse e-mail"], {"name": 0, "domains": 1, "email": 2}),
        (
            ["Razón social", "Página web", "Correo electrónico"],
            {"name": 0, "domains": 1, "email": 2},
        ),
        (
            ["会社名", "メールアドレス", "ドメイン", "担当者"],
            {"name": 0, "email": 1, "domains": 2, "contact": 3},
        ),
        (["Ragione sociale", "Sito web", "E-mail"], {"name": 0, "domains": 1, "email": 2}),
        (["Bedrijf", "Klantnummer", "E-mailadres"], {"name": 0, "external_id": 1, "email": 2}),
        (["客户名称", "域名", "邮箱"], {"name": 0, "domains": 1, "email": 2}),
        (["회사명", "도메인", "이메일"], {"name": 0, "domains": 1, "email": 2}),
        (["N° client", "Courriel"], {"external_id": 0, "email": 1}),
        (
            ["Account: Account Name", "Account: Website", "Contact: Name", "Contact: Email"],
            {"name": 0, "domains": 1, "contact": 2, "email": 3},
        ),
        (
            ["(Do Not Modify) Account", "Account Name", "Email (Owner)", "Email (Primary Contact)"],
            {"name": 1, "email": 3},
        ),
        (["Company Name *", "Owner: Email", "Name (Contact)"], {"name": 0}),
        (["Firma", "Firmendomäne", "Email 1", "Email 2"], {"name": 0, "domains": 1, "email": 2}),
        (
            ["Customer", "Customer #", "Customer Domain", "Primary Email Address"],
            {"name": 0, "external_id": 1, "domains": 2, "email": 3},
        ),
        (
            ["Record ID - Company", "Company name", "Company Website", "Main Contact"],
            {"external_id": 0, "name": 1, "domains": 2, "contact": 3},
        ),
        (["Account ID (18)", "Account Domain"], {"external_id": 0, "domains": 1}),
        (["Dominio del cliente", "E-mail 1 - Value"], {"domains": 0, "email": 1}),
        (["Domaine de l'entreprise", "Kundenwebseite"], {"domains": 0}),
        (["#", "Customer count", "Email domain owner"], {}),
    ],
)
def test_guesses_by_header(header, guessed):
    assert bulk.guess(header, Job.Kind.MAP) == guessed


@pytest.mark.parametrize("kind", Job.Kind)
def test_a_template_is_guessed_completely(kind):
    header = [field.label for field in bulk.FIELDS.values()]
    wanted = bulk.fields_of(kind)

    assert bulk.guess(header, kind) == {
        name: number for number, name in enumerate(bulk.FIELDS) if name in wanted
    }


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"name": "Acme", "email": "alice@"}, {"email": "Nothing is after the @."}),
        ({"name": "Acme", "domains": "acme"}, {"domains": "“acme” isn't a domain."}),
        ({"name": "Acme", "domains": "alice@acme.com"}, {"domains": "a domain"}),
        ({"name": "Acme", "language": "klingon"}, {"language": "Enter one of en, de, fr, es, ja"}),
        ({"name": "x" * 201}, {"name": "Shorten this to 200 characters; it has 201 now."}),
        ({"name": "", "external_id": ""}, {"name": "Enter the customer's name or external ID."}),
        ({"external_id": ""}, {"external_id": "Enter the customer's name or external ID."}),
        (
            {"name": "Acme", "contact": "Alice", "email": ""},
            {"email": "Enter an email address for Alice."},
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


@pytest.mark.parametrize(
    ("cell", "domains"),
    [
        ("https://www.fuchs-ag.example/", "fuchs-ag.example"),
        ("www.igel.example", "igel.example"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.igel.example&data=1",
            "igel.example",
        ),
        ("https://urldefense.com/v3/__https://www.igel.example/__;!!Abc!x$", "igel.example"),
        ("HTTP://WWW.Acme.com:8080/about?x=1#y", "acme.com"),
        ("acme.com/de", "acme.com"),
        ("acme.com/index.html", "acme.com"),
        ("https://acme.com/acme.de", "acme.com"),
        *((f"acme.com{sign}acme.de", "acme.com acme.de") for sign in ("; ", " / ", " | ", " & ")),
        ("//shop.acme.com", "shop.acme.com"),
        ("www.com", "www.com"),
        ("https://www.a.de; http://b.de", "a.de b.de"),
        ("https://www.bücher.example/", "xn--bcher-kva.example"),
    ],
)
def test_takes_the_host_of_a_website(cell, domains):
    assert check({"name": "Acme", "domains": cell}) == ({"name": "Acme", "domains": domains}, {})


@pytest.mark.parametrize(
    "cell",
    [
        *("alice@acme.com", "mailto:alice@acme.com", "MAILTO:alice@acme.com?subject=Hi"),
        *("Alice Admin <alice@acme.com>", "<alice@acme.com>;", "Alice <mailto:alice@acme.com>"),
        *("mailto:alice%40acme.com", "Alice Admin [alice@acme.com]", "Alice (alice@acme.com)"),
    ],
)
def test_takes_an_address_as_mail_programs_write_it(cell):
    assert check({"name": "Acme", "email": cell})[0]["email"] == "alice@acme.com"


@pytest.mark.parametrize(
    "cell",
    ["a@acme.com; b@acme.com", "a@acme.com/b@acme.com", "A <a@acme.com>, B <b@acme.com>"],
)
def test_takes_one_address_only_and_names_them(cell):
    assert check({"name": "Acme", "email": cell})[1] == {
        "email": "There are several email addresses here. Keep the one that gets the link: "
        "a@acme.com or b@acme.com."
    }


@pytest.mark.parametrize("cell", ["mailto:", "ask a@acme.com", "a@@acme.com"])
def test_takes_no_address_out_of_other_text(cell):
    assert "Enter a valid email address. " in check({"name": "Acme", "email": cell})[1]["email"]


def test_takes_an_address_that_stands_there_twice():
    assert check({"name": "Acme", "email": "a@acme.com; A@acme.com"})[0]["email"] == "a@acme.com"


def test_external_ids_that_differ_in_case_are_two_customers(uploaded):
    job = uploaded(
        "Account Name,Account ID\nElch,0015g00000AbCdE\nRen,0015g00000abcde\nElch,0015g00000AbCdE\n"
    )

    assert [list(row.errors) for row in job.rows.all()] == [[], [], ["external_id"]]
    assert [row.cells["external_id"] for row in job.rows.all()][:2] == [
        "0015g00000AbCdE",
        "0015g00000abcde",
    ]


def test_a_salesforce_id_of_18_characters_is_that_of_15(uploaded, tenant):
    known = factories.make_customer("Elch", external_id="0015g00000AbCdEAAV")
    job = work(
        uploaded(
            "Account Name,Account ID\n"
            "Elch AB,0015g00000AbCdE\nRen,0015g00000abcdeAAA\nRen AB,0015g00000abcde\n"
        )
    )

    assert row_of(job, 2).customer == known
    assert row_of(job, 3).customer is None
    twice = {"external_id": "Row 3 is the same. Keep one of the two."}
    assert row_of(job, 4).errors == twice

    again = {row_of(job, 4).pk: {"external_id": " 0015g00000abcde"}}
    bulk.save_choices(job, choices={}, cells=again)

    assert row_of(job, 4).errors == twice


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
        [("name", "Row 2 is the same. Keep one of the two.")],
        [],
        [("external_id", "Row 3 is the same. Keep one of the two.")],
    ]


def test_two_lines_about_one_customer_by_different_names_are_noticed(uploaded, tenant):
    factories.make_customer("Globex", external_id="G-1")
    job = work(uploaded("Customer,ID\nGlobex,\nGlobex Inc,G-1\n"))

    row = row_of(job, 3)
    assert (row.state, row.problem) == ("wrong", "Row 2 is also about Globex.")


def test_corrected_cells_are_checked_again(uploaded, preset):
    text = "Customer,Email\nUmbrella,bob\nHooli,gavin@hooli.example\n"
    job = work(uploaded(text, preset=preset))
    assert states(job) == ["wrong", "ready"]
    wrong = row_of(job, 2)

    bulk.save_choices(job, choices={}, cells={wrong.pk: {"email": "still wrong"}})
    assert row_of(job, 2).errors == {"email": "Enter a valid email address. The @ is missing."}

    bulk.save_choices(job, choices={}, cells={wrong.pk: {"email": "bob@umbrella.example"}})
    assert states(work(job)) == ["ready", "ready"]


def test_a_repeated_line_cannot_be_saved_as_it_is(uploaded):
    job = work(uploaded("Customer\nUmbrella\numbrella\n"))
    twin = row_of(job, 3)

    bulk.save_choices(job, choices={}, cells={twin.pk: {"name": "UMBRELLA"}})
    assert row_of(job, 3).errors == {"name": "Row 2 is the same. Keep one of the two."}

    bulk.save_choices(job, choices={}, cells={twin.pk: {"name": "Vandelay"}})
    assert row_of(job, 3).errors == {}


@pytest.mark.parametrize(
    ("line", "problem", "remedy"),
    [
        ("Globex,,", "Several customers are named “Globex”.", "Add the external ID"),
        (",X-9,", "There is no customer with the external ID “X-9”.", "Add the customer's name"),
        (
            "Umbra,,globex.com",
            "There is no customer named “Umbra”, but globex.com is a domain of Globex.",
            "Enter “Globex” if they're the same",
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


@pytest.mark.parametrize("typed", ["anna@straße.example", "anna@xn--strae-oqa.example\u200b"])
def test_a_line_of_a_file_is_mailed_to_that_domain(uploaded, preset, typed):
    job = uploaded(f"Customer,Domain,Email\nStraße GmbH,straße.example,{typed}\n", preset=preset)
    work(job)

    row = job.rows.get()
    assert row.cells["email"] == "anna@xn--strae-oqa.example"
    assert "none of" not in str(row.warnings)


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        ({"name": "Acme\u200b Ltd\r\n"}, {"name": "Acme Ltd"}),
        ({"name": "Acme", "email": "mailto:a@acme.com"}, {"name": "Acme", "email": "a@acme.com"}),
        ({"name": "Acme", "email": "A <a@acme.com>"}, {"name": "Acme", "email": "a@acme.com"}),
        (
            {"name": "A", "domains": "straße.example，ａ.de"},
            {"name": "A", "domains": "xn--strae-oqa.example a.de"},
        ),
    ],
)
def test_cells_are_cleaned(cells, kept):
    assert check(cells) == (kept, {})


@pytest.mark.parametrize(
    ("cells", "field", "told"),
    [
        ({"name": "Acme \u202e"}, "name", "a right-to-left override (U+202E)"),
        ({"name": "A", "email": "ü@müller.de"}, "email", "“ü” before the @"),
        (
            {"name": "A", "email": "a@x.de; b@x.de"},
            "email",
            "There are several email addresses here.",
        ),
        ({"name": "A", "domains": "acme.com/acme.de"}, "domains", "may be several domains"),
        *(
            ({"name": "A", "domains": site}, "domains", "Many companies have a page at")
            for site in ("linkedin.com", "https://www.facebook.com/", "wordpress.com")
        ),
        ({"name": "A", "domains": "acme.com gmail.com"}, "domains", "an address at gmail.com"),
        *(
            ({"name": "A", "domains": page}, "domains", f"is a page at {site}")
            for page, site in (
                ("https://www.linkedin.com/company/acme/", "linkedin.com"),
                ("de.linkedin.com/company/acme", "linkedin.com"),
                ("https://m.facebook.com/acme?ref=x", "facebook.com"),
                ("https://x.com/acme", "x.com"),
                ("instagram.com/acme", "instagram.com"),
                ("https://www.youtube.com/@acme", "youtube.com"),
                ("linktr.ee/acme", "linktr.ee"),
                ("https://sites.google.com/view/acme", "sites.google.com"),
                ("https://acme.wixsite.com/home", "acme.wixsite.com"),
                ("acme.wordpress.com", "acme.wordpress.com"),
            )
        ),
        ({"name": "A", "domains": "a\u202e.de"}, "domains", "a right-to-left override (U+202E)"),
    ],
)
def test_cells_that_cannot_be_taken_say_why(cells, field, told):
    _, errors = check(cells)

    assert errors.keys() == {field}
    assert told in errors[field]


@pytest.mark.parametrize(
    "nothing", ["n/a", "N/A", "#N/A", "#NV", "-", "–", "none", "NULL", "unknown", "k. A.", "なし"]
)
def test_takes_what_stands_for_nothing_as_nothing(nothing):
    kept, errors = check({"name": "Acme", "domains": nothing, "email": nothing})

    assert (kept, errors) == ({"name": "Acme", "domains": "", "email": ""}, {})


def test_finds_nobody_by_an_id_or_a_name_that_stands_for_nothing():
    cells = {"name": "Acme", "external_id": "n/a", "contact": "-", "language": "None"}

    assert check(cells) == ({"name": "Acme", "external_id": "", "contact": "", "language": ""}, {})
    assert check({"name": "n/a"})[1]["name"].startswith("“n/a” is no name or ID.")
    assert check({"external_id": "#N/A"})[1]["external_id"].startswith("“#N/A” is no name or ID.")
    assert check({"name": "Unknown"}) == ({"name": "Unknown"}, {})


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("Englisch", "en"),
        ("Allemand", "de"),
        ("German (Switzerland)", "de"),
        ("Französisch", "fr"),
        ("Español", "es"),
        ("日本語", "ja"),
        ("英語", "en"),
    ],
)
def test_takes_a_language_by_its_name_in_each_language(language, code):
    assert check({"name": "Acme", "language": language})[0]["language"] == code


@pytest.mark.parametrize("cell", ["#REF!", "#NAME?", "#WERT!", "#VALEUR!", "#DIV/0!"])
@pytest.mark.parametrize("field", ["name", "external_id", "domains", "contact", "email"])
def test_refuses_what_a_spreadsheet_could_not_compute(field, cell):
    cells = {"name": "Acme", "email": "a@acme.com", field: cell}

    assert check(cells)[1][field].startswith(f"“{cell}” is a spreadsheet's error message.")


@pytest.mark.parametrize("cell", ["1.23E+15", "1,23457E+17", "5E+21", "1.23e+15"])
def test_refuses_an_id_that_a_spreadsheet_shortened(cell):
    told = check({"external_id": cell})[1]["external_id"]

    assert told.startswith(f"A spreadsheet shortened this ID to “{cell}”")


@pytest.mark.parametrize("cell", ["7E+", "E+15", "C-1E+5", "12E15"])
def test_takes_an_id_that_only_looks_shortened(cell):
    assert check({"external_id": cell}) == ({"external_id": cell}, {})


def test_a_customer_is_not_called_by_what_a_look_up_did_not_find():
    assert check({"name": "#N/A"})[1]["name"] == "“#N/A” is no name or ID. Enter the right value."
