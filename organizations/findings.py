"""What a DNS look-up found, in words for staff, customers and whoever runs their DNS."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from organizations.models import Domain


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is there, and what has to be done about it (empty: nothing)."""

    what: str
    remedy: str


def explain(domain: Domain) -> Explanation:
    """Return what the last look-up of a domain's TXT record means, in the active language."""
    host, expected = domain.txt_host, domain.txt_value
    found = domain.lookup_found[0] if domain.lookup_found else {"name": host, "value": ""}
    as_expected = _("Set the TXT record at %(host)s to exactly %(value)s.") % {
        "host": host,
        "value": expected,
    }
    match domain.lookup:
        case Domain.Lookup.RIGHT:
            return Explanation(_("The TXT record is right."), "")
        case Domain.Lookup.MISSING:
            return Explanation(
                _("There is no TXT record at %(host)s yet.") % {"host": host},
                as_expected + " " + _("If it was just added, it can take some hours to show."),
            )
        case Domain.Lookup.OTHER_VALUE:
            values = ", ".join(f"“{one['value']}”" for one in domain.lookup_found)
            return Explanation(
                _("The TXT record at %(host)s has another value: %(values)s.")
                % {"host": host, "values": values},
                as_expected,
            )
        case Domain.Lookup.WRONG_NAME:
            return Explanation(
                _("The value is right, but it stands at %(found)s instead of %(host)s.")
                % {"found": found["name"], "host": host},
                _wrong_name_remedy(domain, found["name"]),
            )
        case Domain.Lookup.QUOTED:
            return Explanation(
                _("The value at %(host)s is quoted, broken by spaces or split: %(values)s.")
                % {"host": host, "values": ", ".join(one["value"] for one in domain.lookup_found)},
                _("Enter the value in one piece, without quotation marks or spaces: %(value)s")
                % {"value": expected},
            )
        case Domain.Lookup.CNAME:
            return Explanation(
                _("%(host)s is an alias (CNAME) of %(target)s, so it has no record of its own.")
                % {"host": host, "target": found["value"]},
                _("Remove the CNAME at %(host)s, then add the TXT record.") % {"host": host},
            )
        case Domain.Lookup.NXDOMAIN:
            return Explanation(
                _("The domain %(domain)s does not exist in DNS.") % {"domain": domain.name},
                _("Check how the domain is spelled, and that its registration has not ended."),
            )
        case Domain.Lookup.TIMEOUT:
            return Explanation(
                _("The name servers of %(domain)s did not answer.") % {"domain": domain.name},
                _("We ask again soon. If this lasts, their name servers need a look."),
            )
        case _:
            return Explanation(_("We have not looked in DNS yet."), "")


def _wrong_name_remedy(domain: Domain, found: str) -> str:
    if found.startswith(f"{domain.txt_host}."):
        zone = found.removeprefix(f"{domain.txt_host}.")
        return _(
            "The DNS provider adds %(domain)s by itself. Enter only %(short)s as the name."
        ) % {"domain": zone, "short": domain.txt_host.removesuffix(f".{zone}")}
    return _("Move the TXT record to the name %(host)s.") % {"host": domain.txt_host}
