from organizations import auth0_clients
from organizations.models import Customer, Organization, Stage
from organizations.roles import Role
from portal.actor import Actor
from tests import factories
from tests.tickets.bulk.conftest import row_of, started, states, work
from tickets.models import Job, Preset, Ticket
from tickets.services import bulk, requests
from tickets.states import State
from tickets.templatetags.jobs import steps_before


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
    assert steps_before(row_of(job, 2)) == "Creates the customer."
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


def needs_organization(preset: Preset) -> Preset:
    preset.settings |= {"enabled_organizations": [{"assign_membership_on_login": True}]}
    preset.save()
    return preset


def test_makes_or_maps_the_organization_first(uploaded, preset, staff, tenant, customers, sandbox):
    factories.make_customer("Stark")
    fits = auth0_clients.auth0(tenant).organizations.create(name="stark", display_name="Stark")
    job = uploaded(
        "Company,Domain,Email\nUmbrella,umbrella.example,bob@umbrella.example\nStark,,\nGlobex,,\n",
        preset=needs_organization(preset),
    )
    work(job)
    assert states(job) == ["ready", "ready", "ready"]
    assert [steps_before(row_of(job, number)) for number in (2, 3, 4)] == [
        "Creates the customer. Creates the organization “umbrella”.",
        "Maps to the organization “stark”.",
        "",
    ]
    # What is done anyway is no warning.
    codes = {one["code"] for row in job.rows.all() for one in row.warnings}
    assert codes <= {"no_mail_there", "no_application"}
    assert not Organization.objects.filter(customer__name="Stark").exists()

    started(job, staff)
    work(job)

    assert states(job) == ["done", "done", "done"]
    mapped = Organization.objects.get(customer__name="Stark")
    assert mapped.auth0_id == fits.id
    made = Organization.objects.get(customer__name="Umbrella")
    assert made.name == "umbrella"
    for one in (mapped, made):
        [ticket] = Ticket.objects.filter(connection__customer=one.customer)
        [enabled] = ticket.parsed.enabled_organizations or ()
        assert enabled.organization_id == one.auth0_id


def test_makes_organizations_by_the_names_that_were_shown(uploaded, preset, staff, sandbox):
    job = uploaded(
        "Company,Domain,Email\n"
        "日本商事,nihon.example,a@nihon.example\n東京電機,tokyo.example,b@tokyo.example\n",
        preset=needs_organization(preset),
    )
    work(job)
    shown = {row_of(job, number).organization_name for number in (2, 3)}

    started(job, staff)
    work(job)

    assert states(job) == ["done", "done"]
    assert {one.name for one in Organization.objects.filter(tenant=preset.tenant)} == shown


def test_is_not_ready_where_nobody_can_tell_the_organization(uploaded, preset, tenant):
    auth0_clients.auth0(tenant).organizations.create(name="umbrella-labs", display_name="")
    job = uploaded(
        "Company,Email\nUmbrella,bob@umbrella.example\n", preset=needs_organization(preset)
    )
    work(job)

    row = row_of(job, 2)
    assert row.state == "wrong"
    assert "Similar names: “umbrella-labs”" in row.problem


def test_is_not_ready_without_one_where_nobody_may_map(preset):
    customer = factories.make_customer("Umbrella")
    job = bulk.job_of_customers(
        Customer.objects.filter(pk=customer.pk),
        kind=Job.Kind.ISSUE,
        tenant=preset.tenant,
        preset=needs_organization(preset),
        by=Actor("staff", "Vera", user=factories.make_user(Role.VIEWER)),
    )
    work(job)

    row = row_of(job)
    assert (row.state, row.remedy) == ("wrong", "Map the customer, then check again.")


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
