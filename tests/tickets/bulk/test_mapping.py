import pytest

from organizations import auth0_clients
from organizations.models import Customer, Event, Organization
from organizations.services import mapping
from tests import factories
from tests.tickets.bulk.conftest import row_of, started, states, work
from tickets.models import Job
from tickets.services import bulk


def create(tenant, name, display_name="", **metadata):
    api = auth0_clients.auth0(tenant).organizations
    return api.create(name=name, display_name=display_name, metadata=metadata).id


@pytest.fixture
def job_of(tenant, staff):
    def make(*customers) -> Job:
        return bulk.job_of_customers(
            Customer.objects.filter(pk__in=[one.pk for one in customers]),
            kind=Job.Kind.MAP,
            tenant=tenant,
            preset=None,
            by=staff,
        )

    return make


def test_proposes_the_organization_that_has_the_name_and_maps_to_it(tenant, job_of, staff):
    globex = factories.make_customer("Globex")
    auth0_id = create(tenant, "globex")
    create(tenant, "globex-old", "Globex (old)")
    job = work(job_of(globex))

    row = row_of(job)
    assert (job.state, row.state, row.choice) == ("ready", "ready", auth0_id)
    assert [(one["label"], one.get("why")) for one in row.choices] == [
        ("globex", "Same name, name contains “globex”, as in globex.com"),
        ("Globex (old) (globex-old)", "Name contains “globex”, as in globex.com"),
        ("Create “globex” in Auth0", None),
    ]
    assert not Organization.objects.exists()

    started(job, staff)
    assert states(work(job)) == ["done"]
    assert globex.organizations.get().auth0_id == auth0_id
    event = Event.objects.get(verb="organization:map")
    assert (event.customer, event.user) == (globex, staff.user)


def test_has_a_person_choose_between_two_that_fit(tenant, job_of, staff):
    globex = factories.make_customer("Globex", domain="globex-mail.de")
    create(tenant, "globex")
    other = create(tenant, "g-1", "Globex Mail", domain="globex-mail.de")
    job = work(job_of(globex))
    row = row_of(job)
    assert (row.state, row.choice) == ("asks", "")

    bulk.save_choices(job, choices={row.pk: other}, cells={})
    started(job, staff)
    work(job)

    assert globex.organizations.get().auth0_id == other


def test_does_not_propose_on_a_likeness_alone(tenant, job_of):
    create(tenant, "acme-tools", "Acme Tools")
    job = work(job_of(factories.make_customer("Acme Foods")))

    assert row_of(job).state == "asks"


def test_creates_organizations_where_none_fits(tenant, job_of, staff):
    globex, hooli = factories.make_customer("Globex"), factories.make_customer("Hooli")
    create(tenant, "hooli-tools", "Hooli Tools")
    job = work(job_of(globex, hooli))
    assert states(job) == ["asks", "asks"]

    assert bulk.create_for_unmatched(job) == 1
    started(job, staff)

    assert states(work(job)) == ["done", "left_out"]
    assert globex.organizations.get().name == "globex"
    assert auth0_clients.auth0(tenant).organizations.by_name("globex").display_name == "Globex"


def test_leaves_out_who_is_mapped_already(tenant, job_of):
    job = work(job_of(factories.make_customer("Globex", tenant=tenant)))

    row = row_of(job)
    assert row.state == "left_out"
    assert row.problem.startswith("Globex is already mapped to “globex” in")


def test_names_whom_a_fitting_organization_serves(tenant, job_of):
    factories.make_customer("Globex", tenant=tenant)
    twin = factories.make_customer("Globex", domain="globex.example")
    job = work(job_of(twin))

    row = row_of(job)
    assert (row.state, [one["text"] for one in row.warnings]) == (
        "asks",
        ["globex serves Globex already."],
    )
    assert [one["value"] for one in row.choices] == ["new"]


def test_tells_what_came_between_looking_and_mapping(tenant, job_of, staff):
    globex = factories.make_customer("Globex")
    auth0_id = create(tenant, "globex")
    job = work(job_of(globex))
    thief = factories.make_customer("Thief")
    mapping.map_organization(thief, tenant, auth0_id, by=staff)
    started(job, staff)
    work(job)

    row = row_of(job)
    assert (job.state, row.state) == ("finished", "failed")
    assert "already serves Thief" in row.problem


def test_maps_as_a_file_says(tenant, uploaded, staff):
    globex = factories.make_customer("Globex")
    by_id, by_name = create(tenant, "g-1"), create(tenant, "umbrella-1")
    job = uploaded(
        "Customer,Domains,Organization\n"
        f"Globex,,{by_id}\n"
        "Umbrella,umbrella.example,umbrella-1\n"
        "Vandelay,,nobody\n"
        "Initech,,org_0000000000000000\n"
    )
    work(job)
    assert states(job) == ["ready", "ready", "wrong", "wrong"]
    assert "has no organization “nobody”" in row_of(job, 4).problem

    started(job, staff)
    assert states(work(job)) == ["done", "done", "left_out", "left_out"]
    assert globex.organizations.get().auth0_id == by_id
    umbrella = Customer.objects.get(name="Umbrella")
    assert umbrella.organizations.get().auth0_id == by_name
    assert not Customer.objects.filter(name__in=("Vandelay", "Initech")).exists()


def test_makes_new_customers_with_their_contact_and_changes_no_known_one(tenant, uploaded, staff):
    globex = factories.make_customer("Globex")
    job = uploaded(
        "Customer,Contact,Email,Organization\n"
        f"Globex,Bob,bob@globex.com,{create(tenant, 'globex')}\n"
        f"Umbrella,Carol,carol@umbrella.example,{create(tenant, 'umbrella')}\n"
    )
    started(job, staff)
    work(job)

    assert [contact.name for contact in globex.contacts.all()] == ["Alice Admin"]
    made = Customer.objects.get(name="Umbrella").contacts.get()
    assert (made.name, made.email) == ("Carol", "carol@umbrella.example")


def test_waits_its_turn_when_auth0_takes_no_more(tenant, job_of, sandbox, staff):
    globex = factories.make_customer("Globex")
    create(tenant, "globex")
    sandbox.fault(method="GET", path="*/organizations/search*", times=3, status=503)
    sandbox.fault(method="GET", path="*/organizations/search*", times=3, status=503)
    job = work(job_of(globex))
    assert (job.state, row_of(job).state) == ("checking", "new")
    assert row_of(job).problem == "Auth0 can't be reached."

    sandbox.clear_faults()
    sandbox.advance(60)

    assert work(job).state == "ready"
