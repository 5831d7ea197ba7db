"""People who sign in with a connection, as the tenant's log tells it."""

import pytest

WHITELIST = "log_id,date,type,description,connection_id,client_id"


@pytest.fixture
def acme(auth0):
    """A SAML connection with one application."""
    auth0.client("Web")
    steps = [{"do": "choose", "strategy": "samlp"}, {"do": "configure"}, {"do": "enable"}]
    clients = [row["client_id"] for row in auth0.get("clients")]
    ticket = auth0.ticket(enabled_clients=clients)
    auth0.walk(ticket, "open", *steps)
    (row,) = auth0.get("connections")
    return row["id"]


def sign_ins(auth0, q="type:(s OR f)", **query):
    return auth0.get("logs", q=q, **query)


def test_a_good_one_names_person_connection_and_application(auth0, acme):
    auth0.control("sign-ins", connection=acme, person="jo@acme.example")

    (row,) = sign_ins(auth0)

    assert (row["type"], row["description"], row["connection_id"]) == ("s", "", acme)
    assert row["client_id"] == auth0.get("clients")[0]["client_id"]
    assert row["user_id"] == "samlp|acme-sso|jo@acme.example"
    assert (row["strategy"], row["strategy_type"]) == ("samlp", "enterprise")


def test_a_failure_says_why_twice_and_carries_the_assertion(auth0, acme):
    auth0.control("sign-ins", connection="acme-sso", outcome="certificate")

    (row,) = sign_ins(auth0)

    assert row["description"].startswith("Invalid thumbprint (configured: 634A")
    assert row["details"]["error"]["message"] == row["description"]
    assert row["user_id"] == ""
    assert "SAMLResponse" in row["details"]["body"]


def test_any_text_can_be_the_reason(auth0, acme):
    auth0.control("sign-ins", connection=acme, outcome={"text": "<b>No seat is free.</b>"})

    assert sign_ins(auth0)[0]["description"] == "<b>No seat is free.</b>"


def test_an_unknown_application_is_the_dashboards_try(auth0, acme):
    auth0.control("sign-ins", connection=acme, client="DashboardClient")

    assert sign_ins(auth0)[0]["client_name"] == "All Applications"


@pytest.mark.parametrize(
    "body",
    [
        {"connection": "elsewhere"},
        {"connection": "acme-sso", "outcome": "bad luck"},
        {"connection": "acme-sso", "count": 0},
        {"connection": "acme-sso", "often": 3},
    ],
)
def test_refuses_what_it_does_not_understand(auth0, acme, body):
    answer = auth0.http.post("/_sandbox/sign-ins", json=body)

    assert answer.status_code == 400
    assert sign_ins(auth0) == []


def test_is_found_by_its_connection_among_others(auth0, acme):
    auth0.control("sign-ins", connection=acme, count=3, people=2)

    query = f'type:s AND connection_id:("con_0000000000000000" OR "{acme}")'
    rows = sign_ins(auth0, query, fields=WHITELIST, include_fields="true", sort="date:1")

    assert len(rows) == 3
    assert set(rows[0]) == set(WHITELIST.split(","))
    assert len({row["user_id"] for row in sign_ins(auth0)}) == 2


def test_a_time_may_leave_its_bounds_out(auth0, acme):
    auth0.control("sign-ins", connection=acme)
    at = sign_ins(auth0)[0]["date"]

    assert len(sign_ins(auth0, f"type:s AND date:[{at} TO *]")) == 1
    assert sign_ins(auth0, f"type:s AND date:[2000-01-01 TO {at}}}") == []
    assert sign_ins(auth0, f"type:s AND date:{{{at} TO *]") == []


def test_details_cannot_be_searched(auth0, acme):
    auth0.control("sign-ins", connection=acme, outcome="certificate")

    assert sign_ins(auth0, "type:f AND details.qs:*acme*") == []


def test_a_search_reaches_a_thousand_lines(auth0, acme):
    auth0.control("sign-ins", connection=acme, count=1_001)

    pages = [sign_ins(auth0, "type:s", page=page, per_page=100) for page in range(10)]

    assert [len(page) for page in pages] == [100] * 10
    beyond = auth0.api.get("logs", params={"q": "type:s", "page": 10, "per_page": 100})
    assert beyond.status_code == 400


def test_is_indexed_a_little_later(auth0, acme):
    auth0.control("lag", seconds=60)
    auth0.control("sign-ins", connection=acme)

    assert sign_ins(auth0) == []
    auth0.advance(61)
    assert len(sign_ins(auth0)) == 1


def test_the_page_lets_people_sign_in(auth0, acme):
    assert "Let everybody fail" in auth0.http.get("/").text

    for who in ("jo", "everybody", "one", "nobody"):
        answer = auth0.http.post("/sign-in", data={"connection": acme, "who": who})
        assert answer.status_code == 303

    assert len(sign_ins(auth0, "type:s")) == 1
    assert len(sign_ins(auth0, "type:f")) == 13
