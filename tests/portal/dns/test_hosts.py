"""Who hosts a domain's DNS, told by its name servers."""

import pytest

from portal.dns.hosts import DNS_HOSTS, Zone, find_zone, host_of
from tests.sandbox_process import Sandbox


@pytest.mark.parametrize(
    ("servers", "code"),
    [
        (["ada.ns.cloudflare.com", "bob.ns.cloudflare.com."], "cloudflare"),
        (["ns-1536.awsdns-00.co.uk", "ns-0.awsdns-00.com"], "route53"),
        (["ns1-05.azure-dns.com", "ns2-05.azure-dns.net", "ns4-05.azure-dns.info"], "azure"),
        (["ns-cloud-a1.googledomains.com"], "google"),
        (["NS07.DOMAINCONTROL.COM"], "godaddy"),
        (["ns1045.ui-dns.com", "ns1045.ui-dns.de"], "ionos"),
        (["dns1.registrar-servers.com"], "namecheap"),
        (["ns1.digitalocean.com"], "digitalocean"),
        (["hydrogen.ns.hetzner.com", "oxygen.ns.hetzner.com"], "hetzner"),
        (["ns-12-a.gandi.net"], "gandi"),
    ],
)
def test_knows_a_host_by_its_servers(servers: list[str], code: str):
    assert host_of(servers) == code


@pytest.mark.parametrize(
    "servers",
    [
        [],
        ["ns1.acme.com"],
        # Another company's name that ends alike, and a domain at two hosts.
        ["ns1.not-domaincontrol.com"],
        ["ada.ns.cloudflare.com", "ns07.domaincontrol.com"],
    ],
)
def test_names_no_host_when_unsure(servers: list[str]):
    assert host_of(servers) == ""


def test_codes_are_unique_and_fit_their_column():
    codes = [host.code for host in DNS_HOSTS]

    assert len(codes) == len(set(codes))
    assert max(map(len, codes)) <= 20


def test_finds_the_zone_above_a_domain(sandbox: Sandbox):
    sandbox.post("/dns", {"name": "acme.com", "ns": ["ada.ns.cloudflare.com."]})

    assert find_zone("eu.acme.com") == Zone("acme.com", "cloudflare")


def test_finds_no_zone_where_no_name_server_is_told(sandbox: Sandbox):
    assert find_zone("nowhere.example") is None
