import re

HOUR = 3600
DAY = 24 * HOUR


def test_answers_a_ticket_url_with_a_32_character_id(auth0):
    answer = auth0.request_ticket(connection_config={"name": "acme-sso"})

    assert answer.status_code == 201
    pattern = rf"{auth0.sandbox.url}/self-service/connections-flow\?ticket=[A-Za-z0-9]{{32}}"
    assert re.fullmatch(pattern, answer.json()["ticket"])
    assert list(answer.json()) == ["ticket"]


def test_uses_the_custom_domain_that_the_header_names(auth0):
    auth0.create("custom-domains", domain="login.acme.localhost", type="auth0_managed_certs")
    path = f"self-service-profiles/{auth0.profile()}/sso-ticket"
    header = {"auth0-custom-domain": "login.acme.localhost"}

    answer = auth0.api.post(path, json={"connection_config": {"name": "a"}}, headers=header)

    base = f"http://login.acme.localhost:{auth0.sandbox.port}/self-service/connections-flow"
    assert answer.json()["ticket"].startswith(base)


def test_refuses_an_unknown_custom_domain(auth0):
    path = f"self-service-profiles/{auth0.profile()}/sso-ticket"
    header = {"auth0-custom-domain": "login.nowhere.example"}

    answer = auth0.api.post(path, json={"connection_config": {"name": "a"}}, headers=header)

    assert answer.status_code == 400


def test_opens_until_the_ttl_has_passed(auth0):
    ticket = auth0.ticket(ttl_sec=HOUR)

    auth0.advance(HOUR - 1)

    assert auth0.walk(ticket, "open")["ticket"] == "opened"


def test_does_not_open_after_the_ttl(auth0):
    ticket = auth0.ticket(ttl_sec=HOUR)

    auth0.advance(HOUR)

    assert auth0.why(ticket, "open") == "The ticket was not opened in time."


def test_takes_ttl_zero_for_five_days(auth0):
    ticket = auth0.ticket(ttl_sec=0)

    auth0.advance(5 * DAY - 1)

    assert auth0.walk(ticket, "open")["ticket"] == "opened"


def test_stays_usable_for_five_hours_whatever_the_ttl(auth0):
    ticket = auth0.ticket(ttl_sec=60)
    auth0.walk(ticket, "open")

    auth0.advance(5 * HOUR - 1)

    assert auth0.walk(ticket, "open", {"do": "choose", "strategy": "okta"})["openings"] == 2


def test_ends_five_hours_after_the_first_opening(auth0):
    ticket = auth0.ticket()
    auth0.walk(ticket, "open")
    auth0.advance(4 * HOUR)
    auth0.walk(ticket, "open")

    auth0.advance(HOUR)

    assert auth0.why(ticket, "finish").startswith("Five hours have passed")


def test_opens_ten_times_and_lets_the_last_one_go_on(auth0):
    ticket = auth0.ticket()
    auth0.walk(ticket, *["open"] * 10)

    assert auth0.why(ticket, "open") == "The ticket was opened ten times already."
    assert auth0.walk(ticket, {"do": "choose", "strategy": "okta"})["step"] == "configure"


def test_revocation_ends_running_sessions(auth0):
    ticket = auth0.ticket()
    auth0.walk(ticket, "open")
    id = ticket.rpartition("=")[2]

    answer = auth0.api.post(f"self-service-profiles/any/sso-ticket/{id}/revoke")

    assert (answer.status_code, answer.content) == (202, b"")
    assert auth0.why(ticket, "finish") == "The ticket was revoked."


def test_revoking_an_unknown_ticket_looks_the_same(auth0):
    answer = auth0.api.post("self-service-profiles/any/sso-ticket/nothing/revoke")

    assert (answer.status_code, answer.content) == (202, b"")


def test_needs_the_delete_scope_to_revoke(auth0):
    auth0.control("scopes", scopes=["create:sso_access_tickets"])
    auth0.sign_in()

    answer = auth0.api.post("self-service-profiles/any/sso-ticket/any/revoke")

    assert answer.json() == {
        "statusCode": 403,
        "error": "Forbidden",
        "message": "Insufficient scope, expected any of: delete:sso_access_tickets",
        "errorCode": "insufficient_scope",
    }
