from typing import Any

from portal.outages import AUTH0, BROKER, CACHE, away, back


def test_says_once_that_a_service_is_away_and_once_that_it_is_back(said: list[Any]) -> None:
    for _ in range(3):
        away(BROKER, "connection\nrefused")
    for _ in range(3):
        back(BROKER)

    gone, returned = said
    assert (gone["event"], gone["service"]) == ("service_away", "broker")
    assert gone["error"] == "connection refused"
    assert gone["next"].endswith("when it's back.")
    assert (returned["event"], returned["service"]) == ("service_back", "broker")
    assert returned["since"] == gone["since"]


def test_says_nothing_of_a_service_that_was_never_away(said: list[Any]) -> None:
    back(BROKER)

    assert said == []


def test_says_it_again_the_next_time(said: list[Any]) -> None:
    for _ in range(2):
        away(CACHE, "refused")
        back(CACHE)

    assert [line["event"] for line in said] == ["service_away", "service_back"] * 2


def test_tells_tenants_apart(said: list[Any]) -> None:
    away(AUTH0, "no answer", of="one.auth0.test")
    away(AUTH0, "no answer", of="two.auth0.test")
    back(AUTH0, of="two.auth0.test")

    assert [line["service"] for line in said] == [
        "Auth0 one.auth0.test",
        "Auth0 two.auth0.test",
        "Auth0 two.auth0.test",
    ]
