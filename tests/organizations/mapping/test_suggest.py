from organizations import auth0_clients
from organizations.models import Customer, Tenant
from organizations.services import mapping
from tests.factories import make_customer


def create(tenant: Tenant, name: str, display_name: str = "", **metadata: str) -> str:
    made = auth0_clients.auth0(tenant).organizations.create(
        name=name, display_name=display_name, metadata=metadata
    )
    return made.id


def found(candidates: list[mapping.Candidate]) -> list[str]:
    return [candidate.organization.name for candidate in candidates]


def test_searches_by_part_of_a_name(tenant: Tenant) -> None:
    create(tenant, "globex-1", "Globex Corporation")
    create(tenant, "initech")

    assert found(mapping.search_organizations(tenant, "corpor")) == ["globex-1"]


def test_searches_by_id(tenant: Tenant) -> None:
    auth0_id = create(tenant, "globex")

    assert found(mapping.search_organizations(tenant, f" {auth0_id} ")) == ["globex"]
    assert found(mapping.search_organizations(tenant, "org_aaaaaaaaaaaaaaaa")) == []


def test_lists_some_for_an_empty_search(tenant: Tenant) -> None:
    create(tenant, "globex")

    assert found(mapping.search_organizations(tenant, "")) == ["globex"]


def test_takes_search_text_literally(tenant: Tenant) -> None:
    create(tenant, "globex")

    assert found(mapping.search_organizations(tenant, 'x" or name:*')) == []


def told(candidate: mapping.Candidate) -> tuple[str, ...]:
    return tuple(map(str, candidate.reasons))


def test_tells_whom_an_organization_serves(customer: Customer, tenant: Tenant) -> None:
    [candidate] = mapping.search_organizations(tenant, "acme")

    assert candidate.holder == customer


def test_suggests_by_name_and_domain_the_most_alike_first(tenant: Tenant) -> None:
    customer = make_customer("Globex GmbH", domain="globex-mail.de")
    create(tenant, "globex-old", "Globex (old)")
    create(tenant, "g-1", "Globex GmbH", domain="globex-mail.de")
    create(tenant, "initech", "Initech")

    candidates = mapping.suggest_organizations(customer, tenant)

    assert found(candidates) == ["g-1", "globex-old"]
    assert told(candidates[0]) == ("same name", "names globex-mail.de")
    assert told(candidates[1]) == ("name contains “globex”",)


def test_suggests_by_the_name_in_a_domain(tenant: Tenant) -> None:
    customer = make_customer("Umbrella Holding", domain="mail.hooli.co.uk")
    create(tenant, "hooli-uk")

    [candidate] = mapping.suggest_organizations(customer, tenant)

    assert told(candidate) == ("name contains “hooli”, as in mail.hooli.co.uk",)


def test_suggests_nothing_where_nothing_is_alike(tenant: Tenant) -> None:
    create(tenant, "initech", "Initech")

    assert mapping.suggest_organizations(make_customer("Globex"), tenant) == []
