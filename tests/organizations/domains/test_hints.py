"""How to enter a TXT record where the domain's DNS is hosted."""

from typing import Any

from organizations.models import Domain
from organizations.services import domains
from organizations.services.domains.hints import connect_offer, host_hint
from portal import clock
from tests.factories import make_connection, make_customer, make_tenant
from tests.sandbox_process import Sandbox


def make_domain(name: str) -> Domain:
    connection = make_connection(make_customer(), make_tenant())
    return Domain.objects.create(
        customer=connection.customer,
        connection=connection,
        name=name,
        state=Domain.State.PENDING,
        txt_host=f"_ss-verification.org_1.{name}",
        txt_value="b07aadc0d3f9179f120011273c6c12ad",
        created_at=clock.now(),
    )


def test_names_the_boxes_of_the_host(db: None, sandbox: Sandbox):
    sandbox.post("/dns", {"name": "acme.com", "ns": ["ada.ns.cloudflare.com."]})
    domain = make_domain("eu.acme.com")

    domains.check_domain(domain)

    hint = host_hint(domain)
    assert (hint.host, hint.name) == ("Cloudflare", "_ss-verification.org_1.eu")
    assert hint.text == (
        "The DNS of acme.com is hosted by Cloudflare, which adds the domain to the name. "
        "Enter “_ss-verification.org_1.eu” in the field “Name”, and the value in “Content”."
    )


def test_says_that_route_53_wants_quotation_marks(db: None, sandbox: Sandbox):
    sandbox.post("/dns", {"name": "acme.com", "ns": ["ns-1.awsdns-00.com.", "ns-2.awsdns-01.org."]})
    domain = make_domain("acme.com")

    domains.check_domain(domain)

    assert host_hint(domain).text.endswith("Put the value in quotation marks.")


def test_names_the_part_to_enter_at_any_other_host(db: None, sandbox: Sandbox):
    sandbox.post("/dns", {"name": "acme.com", "ns": ["ns1.acme.com."]})
    domain = make_domain("acme.com")

    domains.check_domain(domain)

    hint = host_hint(domain)
    assert (hint.host, hint.name) == ("", "")
    assert hint.text == (
        "Most DNS providers add “.acme.com” to the name automatically. In that case, enter only "
        "“_ss-verification.org_1”."
    )


def test_says_what_is_true_everywhere_before_dns_was_asked(db: None):
    domain = make_domain("acme.com")

    assert host_hint(domain).text.startswith("Many DNS providers add the domain automatically.")


def test_keeps_the_host_while_dns_is_silent(db: None, settings: Any):
    settings.DNS_SERVERS = ["127.0.0.1:9"]
    domain = make_domain("acme.com")
    Domain.objects.filter(pk=domain.pk).update(zone="acme.com", dns_host="cloudflare")

    domains.check_domain(domain)

    domain.refresh_from_db()
    assert domain.lookup == Domain.Lookup.TIMEOUT
    assert (domain.zone, domain.dns_host) == ("acme.com", "cloudflare")


def test_offers_what_the_dns_host_does_itself(db: None, settings: Any):
    domain = make_domain("acme.com")
    domain.zone, domain.connect_name = "acme.com", "Cloudflare"
    domain.connect_url = "https://dash.example/domainconnect"
    assert connect_offer(domain) is None

    settings.DOMAIN_CONNECT_PROVIDER = "umbrella.example"

    offer = connect_offer(domain)
    assert offer and offer.name == "Cloudflare"
    assert offer.url.startswith("https://dash.example/domainconnect/v2/domainTemplates/")


def test_asks_who_adds_records_once_a_day(db: None, sandbox: Sandbox, settings: Any):
    settings.DOMAIN_CONNECT_PROVIDER = "umbrella.example"
    sandbox.post("/dns", {"name": "acme.com", "ns": ["ada.ns.cloudflare.com."]})
    domain = make_domain("acme.com")
    Domain.objects.filter(pk=domain.pk).update(
        connect_name="Gone", connect_url="https://gone.example"
    )
    domain.refresh_from_db()

    domains.check_domain(domain)
    first = domain.connect_checked_at
    domains.check_domain(domain)

    assert first and domain.connect_checked_at == first
    assert (domain.connect_name, domain.connect_url) == ("", "")
    sandbox.advance(86_401)
    domains.check_domain(domain)
    assert domain.connect_checked_at > first
