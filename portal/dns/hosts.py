"""Which company runs a domain's DNS, and what its form asks for.

Told by the name servers of the zone: each provider's form calls the name of a record something
else, and nearly all append the zone to it.
"""

from dataclasses import dataclass

from django.conf import settings

from .query import recursive, zone_servers

# Looked up beside the record itself, for a hint only.
_PATIENCE = 3.0  # seconds


@dataclass(frozen=True, slots=True)
class DnsHost:
    """A provider: its own name, and what it calls the boxes for a record's name and value.

    servers: how the names of its name servers end, or a part that only they have.
    quotes: whether the value goes into quotation marks there.
    """

    code: str
    name: str
    servers: tuple[str, ...]
    name_box: str
    value_box: str
    guide: str
    quotes: bool = False


DNS_HOSTS = (
    DnsHost(
        "cloudflare",
        "Cloudflare",
        (".ns.cloudflare.com",),
        "Name",
        "Content",
        "https://developers.cloudflare.com/dns/manage-dns-records/how-to/create-dns-records/",
    ),
    DnsHost(
        "route53",
        "Amazon Route 53",
        (".awsdns-",),
        "Record name",
        "Value",
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-creating.html",
        quotes=True,
    ),
    DnsHost(
        "azure",
        "Azure DNS",
        (".azure-dns.com", ".azure-dns.net", ".azure-dns.org", ".azure-dns.info"),
        "Name",
        "Value",
        "https://learn.microsoft.com/azure/dns/dns-operations-recordsets-portal",
    ),
    DnsHost(
        "google",
        "Google Cloud DNS",
        (".googledomains.com",),
        "DNS name",
        "TXT data",
        "https://cloud.google.com/dns/docs/records",
    ),
    DnsHost(
        "godaddy",
        "GoDaddy",
        (".domaincontrol.com",),
        "Name",
        "Value",
        "https://www.godaddy.com/help/add-a-txt-record-19232",
    ),
    DnsHost(
        "ionos",
        "IONOS",
        (".ui-dns.com", ".ui-dns.de", ".ui-dns.org", ".ui-dns.biz"),
        "Host name",
        "Value",
        "https://www.ionos.com/help/domains/",
    ),
    DnsHost(
        "namecheap",
        "Namecheap",
        (".registrar-servers.com",),
        "Host",
        "Value",
        "https://www.namecheap.com/support/knowledgebase/article.aspx/317/2237/",
    ),
    DnsHost(
        "digitalocean",
        "DigitalOcean",
        (".digitalocean.com",),
        "Hostname",
        "Value",
        "https://docs.digitalocean.com/products/networking/dns/how-to/manage-records/",
    ),
    DnsHost(
        "hetzner",
        "Hetzner",
        (".ns.hetzner.com", ".ns.hetzner.de"),
        "Name",
        "Value",
        "https://docs.hetzner.com/dns-console/dns/record-types/txt-record/",
    ),
    DnsHost(
        "gandi",
        "Gandi",
        (".gandi.net",),
        "Name",
        "Text value",
        "https://docs.gandi.net/en/domain_names/faq/record_types/txt_record.html",
    ),
)
BY_CODE = {host.code: host for host in DNS_HOSTS}


@dataclass(frozen=True, slots=True)
class Zone:
    """The zone that holds a domain, and the code of its DNS host ("" if it isn't listed)."""

    name: str
    host: str


def find_zone(domain: str) -> Zone | None:
    """Return the zone that holds `domain`, asked of the configured resolvers; None if unknown.

    Waits three seconds at most for each question, and doesn't raise for what DNS answers.
    """
    name, servers = zone_servers(domain, recursive(settings.DNS_SERVERS, _PATIENCE))
    return Zone(name, host_of(servers)) if name else None


def host_of(servers: list[str]) -> str:
    """Return the code of the one that runs all these name servers, else ""."""
    names = [f".{server.rstrip('.').lower()}" for server in servers]
    for host in DNS_HOSTS:
        if names and all(_is_of(host, name) for name in names):
            return host.code
    return ""


def _is_of(host: DnsHost, name: str) -> bool:
    return any(part in name if part.endswith("-") else name.endswith(part) for part in host.servers)
