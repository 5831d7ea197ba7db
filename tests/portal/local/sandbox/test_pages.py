"""The assistant's pages as a browser without JavaScript gets them."""

import httpx
import pytest

ASSISTANT = "/self-service/assistant"


@pytest.fixture
def visitor(auth0):
    with httpx.Client(base_url=auth0.sandbox.url) as found:
        yield found


def open_(visitor, ticket):
    return visitor.get(ticket, follow_redirects=True)


def test_shows_the_profiles_text_and_colour(auth0, visitor):
    profile = auth0.profile(branding={"colors": {"primary": "#ffee00"}})
    path = f"self-service-profiles/{profile}/custom-text/en/get-started"
    text = 'Hello <b>you</b> <script>x</script> <a href="https://a.example">a</a>'
    auth0.api.put(path, json={"introduction": text + '<a href="javascript:x">b</a>'})

    page = open_(visitor, auth0.ticket(profile))
    colour = visitor.get("/self-service/brand.css").text

    assert "Auth0 sandbox" in page.text
    assert "Hello <b>you</b> x " in page.text
    assert '<a href="https://a.example" rel="noreferrer">a</a><a>b</a>' in page.text
    assert "--accent: #ffee00; --on-accent: #000" in colour


def test_shows_the_usual_text_otherwise(auth0, visitor):
    assert "a few simple steps away" in open_(visitor, auth0.ticket()).text


def test_keeps_the_page_to_itself(auth0, visitor):
    headers = open_(visitor, auth0.ticket()).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_a_get_of_the_url_counts_as_an_opening_and_later_pages_do_not(auth0, visitor):
    ticket = auth0.ticket()

    open_(visitor, ticket)
    visitor.get(ASSISTANT)
    visitor.get(ASSISTANT, params={"step": "choose"})

    assert auth0.http.get("/_sandbox/state").json()["tickets"][0]["openings"] == 1


def test_the_session_goes_on_where_the_control_plane_stands(auth0, visitor):
    ticket = auth0.ticket()
    open_(visitor, ticket)
    auth0.walk(ticket, {"do": "choose", "strategy": "waad"})

    page = visitor.get(ASSISTANT, params={"step": "configure"})

    assert "Microsoft Entra ID" in page.text


def test_without_a_session_there_is_no_assistant(visitor):
    page = visitor.get(ASSISTANT)

    assert page.status_code == 404
    assert "This link is not valid" in page.text


def test_each_dead_ticket_has_its_page(auth0, visitor):
    old, revoked, used, ended = (auth0.ticket(connection_config={"name": n}) for n in "abcd")
    auth0.walk(used, *["open"] * 10)
    auth0.walk(ended, "open")
    auth0.api.post(f"self-service-profiles/x/sso-ticket/{revoked[-32:]}/revoke")
    titles = [open_(visitor, ticket).text for ticket in (revoked, used)]
    auth0.advance(5 * 86_400)
    titles += [open_(visitor, ticket).text for ticket in (old, ended)]

    expected = ["was revoked", "opened too many times", "has expired", "session has ended"]
    assert [want in page for want, page in zip(expected, titles, strict=True)] == [True] * 4
    assert "This link is not valid" in open_(visitor, old[:-4]).text


def test_revoking_ends_an_open_page(auth0, visitor):
    ticket = auth0.ticket()
    open_(visitor, ticket)

    auth0.api.post(f"self-service-profiles/x/sso-ticket/{ticket[-32:]}/revoke")

    assert "was revoked" in visitor.get(ASSISTANT).text


def test_six_openings_a_minute_and_address(auth0, visitor):
    tickets = [auth0.ticket(connection_config={"name": f"t{n}"}) for n in range(7)]

    statuses = [visitor.get(ticket).status_code for ticket in tickets]
    auth0.advance(10)

    assert statuses == [303] * 6 + [429]
    assert visitor.get(tickets[-1]).status_code == 303


def test_fifty_pages_a_minute_and_address(auth0, visitor):
    open_(visitor, auth0.ticket())

    statuses = [visitor.get(ASSISTANT).status_code for _ in range(55)]

    assert 40 < statuses.count(200) < 55
    assert statuses[-1] == 429


def test_shows_what_is_wrong_beside_what_was_typed(auth0, visitor):
    open_(visitor, auth0.ticket())
    visitor.post(f"{ASSISTANT}/choose", data={"strategy": "oidc"})

    page = visitor.post(f"{ASSISTANT}/configure", data={"discovery_url": "https://typed.example"})

    assert page.status_code == 409
    assert "must end in /.well-known/openid-configuration" in page.text
    assert 'value="https://typed.example"' in page.text


def test_an_unknown_step_is_no_page(auth0, visitor):
    open_(visitor, auth0.ticket())

    assert visitor.post(f"{ASSISTANT}/dance").status_code == 404


def test_the_home_page_moves_time_and_publishes_records(auth0, visitor):
    organization = auth0.organization()
    ticket = auth0.ticket(
        enabled_organizations=[{"organization_id": organization}],
        domain_aliases_config={
            "domain_verification": "required",
            "pending_domains": ["acme.example"],
        },
    )
    (row,) = auth0.get(f"organizations/{organization}/discovery-domains")["domains"]
    record = {"name": row["verification_host"], "txt": row["verification_txt"]}

    before = visitor.get("/").text
    visitor.post("/advance-clock", data={"jump": "2 days"})
    visitor.post("/publish-record", data=record)
    after = visitor.get("/").text

    assert "acme-sso: create ticket issued" in before
    assert ("Sandbox: publish" in before, "Published." in after) == (True, True)
    assert ticket[-32:] not in before
    assert auth0.http.get("/_sandbox/clock").json()["offset_seconds"] == 2 * 86_400


def test_another_site_cannot_press_the_buttons(auth0, visitor):
    headers = {"Sec-Fetch-Site": "cross-site"}

    answer = visitor.post("/advance-clock", data={"jump": "1 day"}, headers=headers)

    assert answer.status_code == 403
    assert auth0.http.get("/_sandbox/clock").json()["offset_seconds"] == 0
