from organizations.models import Customer, Stage
from tests import factories
from tests.tickets.bulk.conftest import row_of, started, states, work
from tickets.models import Ticket
from tickets.services import bulk, requests
from tickets.states import State


def test_checks_every_customer_before_anything_is_sent(issuing):
    work(issuing)

    assert issuing.state == "ready"
    assert states(issuing) == ["ready"] * 3
    assert row_of(issuing).choices[0]["label"] == "Alice Admin, alice@globex.com"
    assert not Ticket.objects.exists()


def test_issues_a_ticket_to_each(issuing, staff, run_tasks, mails):
    started(issuing, staff)
    with run_tasks():
        work(issuing)

    assert issuing.state == "finished"
    assert states(issuing) == ["done"] * 3
    tickets = Ticket.objects.order_by("pk")
    assert [one.state for one in tickets] == [State.ISSUED] * 3
    assert [row.ticket for row in issuing.rows.all()] == list(tickets)
    assert {one.connection.name for one in tickets} == {"globex-sso", "hooli-sso", "initech-sso"}
    assert {one.created_by for one in tickets} == {staff.user}


def test_warns_as_for_a_single_ticket(issuing, customers, tenant, preset, staff):
    globex, hooli, initech = customers
    hooli.contacts.update(email="gavin@gmail.com")
    initech.organizations.all().delete()
    connection = factories.make_connection(globex, tenant, name="globex-sso")
    live = factories.make_ticket(connection, state=State.ISSUED)
    work(issuing)

    told = [
        " ".join(one["text"] for one in row.warnings) for row in issuing.rows.order_by("number")
    ]
    assert f"Ticket {live.pk} for alice@globex.com is issued. It will be replaced" in told[0]
    assert "gavin@gmail.com is a free mailbox" in told[1]
    assert "Initech isn't mapped to an organization" in told[2]
    wanted = requests.draft(globex, tenant, preset, globex.contacts.get(), connection)
    assert row_of(issuing).warnings == [one.kept() for one in requests.warnings(wanted)]


def test_says_that_a_customer_has_a_connection_already(issuing, customers, tenant):
    factories.make_connection(customers[0], tenant, name="globex-sso", stage=Stage.LIVE)
    work(issuing)

    assert "Globex already has globex-sso (live)." in row_of(issuing).warnings[0]["text"]


def test_asks_who_of_several_contacts_gets_the_link(issuing, customers, staff):
    bob = factories.make_contact(customers[0], name="Bob", email="bob@gmail.com")
    work(issuing)
    row = row_of(issuing)
    assert (row.state, row.choice, len(row.choices)) == ("asks", "", 2)

    bulk.save_choices(issuing, choices={row.pk: str(bob.pk)}, cells={})
    assert issuing.state == "checking"
    work(issuing)

    row = row_of(issuing)
    assert (row.state, row.choice) == ("ready", str(bob.pk))
    assert any("free mailbox" in one["text"] for one in row.warnings)


def test_says_who_has_no_contact_and_what_to_do(issuing, customers):
    customers[0].contacts.all().delete()
    work(issuing)

    row = row_of(issuing)
    assert row.state == "wrong"
    assert row.problem == "Globex has no contact who can get the link."
    assert row.remedy == "Add a contact on the customer's page, then check again."

    factories.make_contact(customers[0])
    bulk.recheck(issuing)
    assert states(work(issuing)) == ["ready"] * 3


def test_leaves_archived_customers_alone(issuing, customers, staff):
    services_by = staff
    Customer.objects.filter(pk=customers[0].pk).update(archived_at=issuing.created_at)
    work(issuing)

    assert row_of(issuing).problem == "Globex is archived."
    started(issuing, services_by)
    assert states(work(issuing)) == ["left_out", "done", "done"]


def test_makes_customers_and_contacts_that_a_file_names(uploaded, preset, staff, customers):
    job = uploaded(
        "Company,Domain,Contact,E-mail,Language,ID\n"
        "Umbrella,umbrella.example,Bob,bob@umbrella.example,German,C-9\n"
        "globex,,Carol,carol@globex.com,,\n",
        preset=preset,
    )
    work(job)
    assert states(job) == ["ready", "ready"]
    assert "will be created first" in row_of(job, 2).warnings[0]["text"]
    assert not Customer.objects.filter(name="Umbrella").exists()

    started(job, staff)
    work(job)

    assert states(job) == ["done", "done"]
    made = Customer.objects.get(name="Umbrella")
    assert (made.external_id, made.owner) == ("C-9", staff.user)
    assert [one.name for one in made.domains.all()] == ["umbrella.example"]
    contact = made.contacts.get()
    assert (contact.name, contact.email, contact.language) == ("Bob", "bob@umbrella.example", "de")
    assert Customer.objects.filter(name__iexact="globex").count() == 1
    assert customers[0].contacts.filter(name="Carol").exists()
    assert [row.cells for row in job.rows.all()] == [{}, {}]


def test_makes_nobody_where_that_is_not_wanted(uploaded, preset):
    job = uploaded("Company,Email\nUmbrella,bob@umbrella.example\n", preset=preset, makes=False)
    work(job)

    row = row_of(job, 2)
    assert (row.state, row.problem) == ("wrong", "There is no customer named “Umbrella”.")


def test_tells_why_a_ticket_failed_and_tries_again_on_request(issuing, staff, sandbox):
    started(issuing, staff)
    body = {"statusCode": 403, "error": "Forbidden", "message": "Insufficient scope"}
    sandbox.fault(method="POST", path="*/sso-ticket", status=403, body=body)
    work(issuing)

    assert (issuing.state, sorted(states(issuing))) == ("finished", ["done", "done", "failed"])
    failed = issuing.rows.get(state="failed")
    assert "allow this" in failed.problem and failed.remedy
    assert failed.ticket.state == State.FAILED

    assert bulk.retry(issuing, by=staff) == 1
    work(issuing)

    assert (issuing.state, states(issuing)) == ("finished", ["done"] * 3)
    # On the connection that was planned for the first try.
    assert failed.ticket.connection.tickets.count() == 2


def test_counts_a_ticket_that_waits_for_a_second_person_as_done(
    issuing, preset, tenant, staff, customers
):
    tenant.approve_preverified = True
    tenant.save()
    preset.settings = {
        "use_for_organization_discovery": True,
        "enabled_organizations": [{"show_as_button": True}],
    }
    preset.save()
    started(issuing, staff)
    work(issuing)

    assert states(issuing) == ["done"] * 3
    assert all(ticket.held for ticket in Ticket.objects.all())
