"""A person clicks through the assistant in a real browser, on a phone's width."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

USERS = [f"{verb}:users" for verb in ("get", "post", "put", "patch", "delete")]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page that fails the test on any error in its console."""
    with chromium.new_context(viewport={"width": 390, "height": 844}) as context:
        errors: list[str] = []
        found = context.new_page()
        found.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        found.on("pageerror", lambda error: errors.append(str(error)))
        yield found
    assert errors == []


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_person_gets_from_the_link_to_a_live_connection(auth0, page):
    organization, client = auth0.organization(), auth0.client()
    ticket = auth0.ticket(
        enabled_clients=[client],
        enabled_organizations=[{"organization_id": organization}],
        domain_aliases_config={
            "domain_verification": "required",
            "pending_domains": ["acme.example"],
        },
        provisioning_config={"scopes": USERS},
    )
    (domain,) = auth0.get(f"organizations/{organization}/discovery-domains")["domains"]

    page.goto(ticket)
    page.get_by_role("link", name="Start").click()
    page.get_by_label("Okta", exact=True).check()
    press(page, "Continue")
    page.get_by_label("Okta domain").fill("umbra.okta.com")
    press(page, "Create connection")
    press(page, "Test connection")
    page.get_by_role("link", name="Continue").click()
    press(page, "Set up provisioning")
    assert page.get_by_text("tok_").is_visible()
    page.get_by_role("link", name="Continue").click()
    assert page.get_by_text(domain["verification_txt"]).is_visible()
    press(page, "Verify")
    assert "not found yet" in page.get_by_role("alert").inner_text()
    auth0.control("dns", name=domain["verification_host"], txt=[domain["verification_txt"]])
    press(page, "Verify")
    assert page.get_by_text("Verified", exact=True).is_visible()
    page.get_by_role("link", name="Continue").click()
    press(page, "Enable connection")
    press(page, "Finish")

    (connection,) = auth0.get("connections")
    clients = auth0.get(f"connections/{connection['id']}/clients")["clients"]
    assert heading(page) == "You are done"
    assert connection["options"]["domain"] == "umbra.okta.com"
    assert clients == [{"client_id": client}]
    assert auth0.events()[-1] == "ss_sso_flow_end"


def test_every_page_fits_a_phone_and_is_accessible(auth0, page):
    ticket = auth0.ticket(
        domain_aliases_config={"domain_verification": "optional"},
        provisioning_config={"scopes": USERS},
        enabled_clients=[auth0.client()],
    )
    page.goto(ticket)
    choose = {"do": "choose", "strategy": "samlp"}
    long = {"do": "add_domain", "domain": f"{'very-long-label-' * 3}x.acme.example"}
    auth0.walk(ticket, choose, "configure", long)
    steps = ("introduction", "choose", "configure", "test", "provision", "domains", "enable")
    paths = ["/", *(f"/self-service/assistant?step={step}" for step in steps)]

    wide, barred = {}, {}
    for path in paths:
        page.goto(f"{auth0.sandbox.url}{path}")
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
        barred[path] = [found["id"] for found in Axe().run(page).response["violations"]]

    assert {path: width for path, width in wide.items() if width > 390} == {}
    assert {path: ids for path, ids in barred.items() if ids} == {}
