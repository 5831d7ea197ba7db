import re

import pytest

DAY = 86_400


def rows(auth0, **query):
    return auth0.get("logs", **query)


def test_ids_have_56_digits_and_only_grow(auth0):
    for name in ("a", "b", "c"):
        auth0.organization(name)

    ids = [row["log_id"] for row in rows(auth0, take=100)]

    assert all(re.fullmatch(r"900\d{53}", id) for id in ids)
    assert ids == sorted(set(ids))


def test_checkpoints_follow_one_another_to_an_empty_end(auth0):
    for number in range(5):
        auth0.organization(f"o{number}")
    start = "900" + "0" * 53

    first = auth0.api.get("logs", params={"from": start, "take": 3})
    second = auth0.api.get(first.links["next"]["url"])
    third = auth0.api.get(second.links["next"]["url"])

    assert [len(page.json()) for page in (first, second, third)] == [3, 2, 0]
    assert third.links == {}
    assert first.json()[-1]["log_id"] < second.json()[0]["log_id"]


def test_a_walk_is_logged_as_the_schema_says(auth0):
    auth0.walk(auth0.ticket(), "open")

    (row,) = [r for r in rows(auth0, take=100) if r["details"].get("ss_sso_event_name")][1:]
    assert (row["type"], row["ip"]) == ("ss_sso_success", "203.0.113.7")
    assert set(row["details"]) == {
        "ss_sso_event_name",
        "ss_sso_tracing_id",
        "connection_name",
        "flow_type",
        "enabled_features",
    }
    assert row["details"]["ss_sso_event_name"] == "ss_sso_ticket_consumption"
    assert row["details"]["connection_name"] == "acme-sso"
    assert row["details"]["flow_type"] == "create"
    assert row["details"]["enabled_features"] == {
        "sso": True,
        "domainVerification": False,
        "provisioning": False,
    }


def test_writes_of_the_api_are_logged_with_their_bodies(auth0):
    ticket = auth0.ticket()

    newest = rows(auth0, q="type:sapi")[0]

    asked, answered = newest["details"]["request"], newest["details"]["response"]
    assert (asked["method"], asked["path"][:30]) == ("post", "/api/v2/self-service-profiles/")
    assert asked["body"]["connection_config"]["name"] == "acme-sso"
    assert answered == {"statusCode": 201, "body": {"ticket": ticket}}


def test_a_write_is_logged_with_what_was_asked_for_and_no_more(auth0):
    auth0.request_ticket(ttl_sec=60).raise_for_status()

    newest = rows(auth0, q="type:sapi")[0]

    assert newest["details"]["request"]["body"] == {"ttl_sec": 60}


def test_a_write_without_bodies_is_logged_with_empty_ones(auth0):
    auth0.api.delete(f"organizations/{auth0.organization()}")

    newest = rows(auth0, q="type:sapi")[0]

    assert newest["details"]["request"]["body"] == {}
    assert newest["details"]["response"] == {"statusCode": 204, "body": {}}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("type:ss_sso_success", 2),
        ("type:ss_sso*", 3),
        ("type:(ss_sso_success OR ss_sso_failure)", 3),
        ("type:ss_sso* AND NOT type:ss_sso_failure", 2),
        ('type:"ss_sso_success" ip:203.0.113.7', 1),
        ("type:ss_sso_info", 0),
        ("date:[2000-01-01 TO 2000-01-02]", 0),
    ],
)
def test_searches_by_query(auth0, query, count):
    ticket = auth0.ticket()
    auth0.walk(ticket, "open")
    auth0.api.post(f"self-service-profiles/x/sso-ticket/{ticket[-32:]}/revoke")
    auth0.why(ticket, "open")

    assert len(rows(auth0, q=query)) == count


@pytest.mark.parametrize("query", ["type:(a", "a)", "(", "type:[x"])
def test_refuses_a_query_that_cannot_be_read(auth0, query):
    answer = auth0.api.get("logs", params={"q": query})

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "invalid_query_string")


def test_searches_newest_first_in_pages_with_totals(auth0):
    for number in range(3):
        auth0.organization(f"o{number}")

    found = auth0.get("logs", page=0, per_page=2, include_totals="true")

    assert (found["start"], found["limit"], found["total"]) == (0, 2, 3)
    assert found["logs"][0]["log_id"] > found["logs"][1]["log_id"]


def test_reads_one_row(auth0):
    auth0.organization()
    (row,) = rows(auth0, take=1)

    assert auth0.get(f"logs/{row['log_id']}") == row
    assert auth0.api.get("logs/900").status_code == 404


def test_rows_vanish_after_the_plans_retention(auth0):
    auth0.organization()

    auth0.advance(31 * DAY)

    assert rows(auth0, take=100) == []
