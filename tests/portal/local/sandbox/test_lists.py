"""Paging, fields and search."""

import pytest


@pytest.fixture
def five(auth0):
    """Five organizations, o0 to o4."""
    for number in range(5):
        auth0.create("organizations", name=f"o{number}", display_name=f"Customer {number}")


def names(rows):
    return [row["name"] for row in rows]


@pytest.mark.usefixtures("five")
def test_offset_paging_without_totals_is_a_bare_array(auth0):
    assert names(auth0.get("organizations", page=1, per_page=2)) == ["o2", "o3"]


@pytest.mark.usefixtures("five")
def test_offset_paging_with_totals(auth0):
    found = auth0.get("organizations", page=2, per_page=2, include_totals="true")

    assert (found["start"], found["limit"], found["total"]) == (4, 2, 5)
    assert names(found["organizations"]) == ["o4"]


@pytest.mark.usefixtures("five")
def test_take_wins_over_include_totals(auth0):
    first = auth0.get("organizations", take=3, include_totals="true")
    second = auth0.get("organizations", **{"take": 3, "from": first["next"]})

    assert set(first) == {"organizations", "next"}
    assert names(first["organizations"] + second["organizations"]) == [f"o{n}" for n in range(5)]
    assert "next" not in second


def test_offset_paging_ends_after_a_thousand(auth0):
    answer = auth0.api.get("organizations", params={"page": 20, "per_page": 50})

    assert answer.status_code == 400


def test_refuses_a_cursor_it_did_not_give(auth0):
    answer = auth0.api.get("organizations", params={"from": "nonsense", "take": 1})

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "invalid_query_string")


@pytest.mark.usefixtures("five")
def test_sorts_organizations(auth0):
    assert names(auth0.get("organizations", sort="name:-1"))[0] == "o4"
    assert auth0.api.get("organizations", params={"sort": "id:1"}).status_code == 400


def test_picks_the_fields_of_clients(auth0):
    auth0.client()

    (row,) = auth0.get("clients", fields="client_id,name", include_fields="true")

    assert set(row) == {"client_id", "name", "tenant"}


def test_custom_domains_are_a_bare_array_until_take(auth0):
    auth0.create("custom-domains", domain="login.acme.example", type="auth0_managed_certs")

    assert isinstance(auth0.get("custom-domains"), list)
    assert set(auth0.get("custom-domains", take=1)) == {"custom_domains"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("o3", ["o3"]),
        ("name:o* AND display_name:*omer 2", []),
        ('display_name:"Customer 2"', ["o2"]),
        ("name:o1 OR name:o2", ["o1", "o2"]),
        ("display_name:*omer*", ["o0", "o1", "o2", "o3", "o4"]),
    ],
)
@pytest.mark.usefixtures("five")
def test_searches_organizations(auth0, query, found):
    assert names(auth0.get("organizations/search", q=query)["organizations"]) == found


def test_search_refuses_short_substrings_and_many_filters(auth0):
    many = " OR ".join(f"name:o{number}" for number in range(6))

    for query in ("name:*a*", many):
        answer = auth0.api.get("organizations/search", params={"q": query})
        assert (answer.status_code, answer.json()["errorCode"]) == (400, "invalid_query_string")


def test_search_finds_new_organizations_late_when_reads_lag(auth0):
    auth0.control("lag", seconds=30)
    auth0.organization("fresh")

    before = auth0.get("organizations/search", q="fresh")["organizations"]
    auth0.advance(31)
    after = auth0.get("organizations/search", q="fresh")["organizations"]

    assert (before, names(after)) == ([], ["fresh"])
