"""How to enter a TXT record where a domain's DNS is hosted: which box takes which part."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from organizations.models import Domain
from portal.dns import domain_connect
from portal.dns.hosts import BY_CODE
from portal.text.joining import quoted, sentences


@dataclass(frozen=True, slots=True)
class HostHint:
    """What to do, in the active language; `host`, `name`, and `guide` only for a known DNS host.

    name: the record's name without the zone, as the host's form takes it. guide: its own
    documentation, a URL.
    """

    text: str
    host: str = ""
    name: str = ""
    guide: str = ""


@dataclass(frozen=True, slots=True)
class ConnectOffer:
    """The page at which the DNS host `name` adds the record once the domain's owner agrees."""

    name: str
    url: str


def connect_offer(domain: Domain) -> ConnectOffer | None:
    """Return where a domain's record can be added in one step, as its last look-up found."""
    url = domain_connect.apply_url(
        domain.connect_url,
        zone=domain.zone,
        domain=domain.name,
        host=domain.txt_host,
        value=domain.txt_value,
    )
    return ConnectOffer(domain.connect_name, url) if url else None


def host_hint(domain: Domain) -> HostHint:
    """Return how to enter a domain's record, as precisely as its last look-up allows."""
    name = domain.txt_host.removesuffix(f".{domain.zone}")
    if not domain.zone or name == domain.txt_host:
        return HostHint(
            _(
                "Many DNS providers add the domain automatically. In that case, enter only the "
                "part of the name before it."
            )
        )
    if domain.dns_host not in BY_CODE:
        return HostHint(
            _(
                "Most DNS providers add %(zone)s to the name automatically. In that case, enter "
                "only %(name)s."
            )
            % {"zone": quoted(f".{domain.zone}"), "name": quoted(name)}
        )
    host = BY_CODE[domain.dns_host]
    values = {
        "host": host.name,
        "zone": domain.zone,
        "name": quoted(name),
        "name_box": quoted(host.name_box),
        "value_box": quoted(host.value_box),
    }
    text = [
        _("The DNS of %(zone)s is hosted by %(host)s, which adds the domain to the name.") % values,
        _("Enter %(name)s in the field %(name_box)s, and the value in %(value_box)s.") % values,
    ]
    if host.quotes:
        text.append(_("Put the value in quotation marks."))
    return HostHint(sentences(text), host=host.name, name=name, guide=host.guide)
