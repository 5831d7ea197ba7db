"""What a DNS look-up found, in words for staff, customers and whoever runs their DNS."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.models import Domain
from portal.dns.txt_record import zones
from portal.dns.txt_values import (
    Flaw,
    Hint,
    Mistake,
    around,
    flaws,
    hint,
    is_meant,
    missing,
    mistakes,
    strange,
    unseen,
)
from portal.text.invisible import name_of
from portal.text.joining import listed, quoted, sentences

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is there, and what has to be done about it (empty: nothing)."""

    what: str
    remedy: str


def explain(domain: Domain, *, lookup: str | None = None) -> Explanation:
    """Return what the last look-up of a domain's TXT record means, in the active language.

    `lookup` is a result that has not replaced what was found before: nobody answered.
    """
    host, expected = domain.txt_host, domain.txt_value
    found = domain.lookup_found[0] if domain.lookup_found else {"name": host, "value": ""}
    as_expected = _("Use exactly %(value)s as the value of the TXT record for %(host)s.") % {
        "host": host,
        "value": expected,
    }
    match domain.lookup if lookup is None else lookup:
        case Domain.Lookup.RIGHT:
            return Explanation(_("The TXT record is correct."), "")
        case Domain.Lookup.MISSING:
            return Explanation(
                _("There's no TXT record for %(host)s yet.") % {"host": host},
                sentences([as_expected, _("A new record can take a few hours to show up.")]),
            )
        case Domain.Lookup.OTHER_VALUE:
            values = [one["value"] for one in domain.lookup_found]
            what = ngettext(
                "The TXT record for %(host)s has a different value: %(values)s.",
                "The TXT record for %(host)s has different values: %(values)s.",
                len(values),
            ) % {"host": host, "values": listed(map(quoted, values))}
            return Explanation(sentences([what, *_hints(values, expected)]), as_expected)
        case Domain.Lookup.WRONG_NAME:
            value = found["value"]
            wrong = flaws(value, expected)
            what = _("The TXT record is at %(found)s instead of %(host)s.")
            if wrong == []:
                what = _(
                    "The value is correct, but the record is at %(found)s instead of %(host)s."
                )
                differs, remedies = [], []
            elif wrong:
                differs = _what_differs(found["name"], [value], expected)
                remedies = [_value_remedy(wrong[0], as_expected, expected)]
            else:
                other = _("Its value isn't correct either: %(value)s.") % {"value": quoted(value)}
                differs, remedies = [other, *_hints([value], expected)], [as_expected]
            return Explanation(
                sentences([what % {"found": found["name"], "host": host}, *differs]),
                sentences([_wrong_name_remedy(domain, found["name"]), *remedies]),
            )
        case Domain.Lookup.INVISIBLE | Domain.Lookup.LETTER_CASE | Domain.Lookup.QUOTED:
            all_values = [one["value"] for one in domain.lookup_found]
            return Explanation(
                sentences(_what_differs(host, all_values, expected)),
                _value_remedy(Flaw(domain.lookup), as_expected, expected),
            )
        case Domain.Lookup.CNAME:
            return Explanation(
                _("%(host)s is an alias (CNAME) for %(target)s, so it can't have a TXT record.")
                % {"host": host, "target": found["value"]},
                _("Remove the CNAME record for %(host)s, then add the TXT record.")
                % {"host": host},
            )
        case Domain.Lookup.WILDCARD:
            return Explanation(
                _(
                    "There's no TXT record for %(host)s yet. What DNS returns comes from the "
                    "wildcard record %(wildcard)s."
                )
                % {"host": host, "wildcard": found["name"]},
                sentences(
                    [
                        as_expected,
                        _(
                            "The wildcard record can stay: a record for the exact name takes "
                            "precedence."
                        ),
                    ]
                ),
            )
        case Domain.Lookup.NXDOMAIN:
            return Explanation(
                _("The domain %(domain)s doesn't exist in DNS.") % {"domain": domain.name},
                _(
                    "Check the spelling of the domain, and make sure its registration hasn't "
                    "expired."
                ),
            )
        case Domain.Lookup.TIMEOUT:
            return Explanation(
                _("The name servers for %(domain)s didn't respond.") % {"domain": domain.name},
                _(
                    "We'll try again soon. If the problem persists, check the domain's name "
                    "servers."
                ),
            )
        case _:
            return Explanation(_("We haven't checked DNS yet."), "")


def _what_differs(host: str, values: list[str], expected: str) -> list[str]:
    """A sentence for each difference of the value that comes nearest."""
    near = [(wrong, value) for value in values if (wrong := flaws(value, expected))]
    # Only together do several records make the value.
    wrong, value = min(near, key=lambda one: len(one[0])) if near else ([Flaw.QUOTED], "")
    signs = unseen(value)
    said = {
        Flaw.INVISIBLE: ngettext(
            "The value for %(host)s contains an invisible character: %(names)s.",
            "The value for %(host)s contains invisible characters: %(names)s.",
            len(signs),
        )
        % {"host": host, "names": _names(signs)},
        Flaw.QUOTED: _(
            "The value for %(host)s has quotation marks or spaces in it, or is split: %(values)s."
        )
        % {"host": host, "values": listed(map(quoted, values))},
        Flaw.LETTER_CASE: _(
            "The value for %(host)s differs from the expected one in upper and lower case: "
            "%(value)s."
        )
        % {"host": host, "value": quoted(value)},
    }
    return [said[flaw] for flaw in wrong]


def _value_remedy(flaw: Flaw, as_expected: str, expected: str) -> str:
    match flaw:
        case Flaw.INVISIBLE:
            return _("Delete the value, then copy it again from here: %(value)s") % {
                "value": expected
            }
        case Flaw.QUOTED:
            return _(
                "Enter the value as a single piece, without quotation marks or spaces: %(value)s"
            ) % {"value": expected}
        case Flaw.LETTER_CASE:
            return as_expected


def _hints(values: list[str], expected: str) -> list[str]:
    """What is striking about another value, of the nearest if there are several."""
    for value in sorted(values, key=lambda one: not is_meant(one, expected)):
        match hint(value, expected):
            case Hint.MORE:
                return [_more(*around(value, expected))]
            case Hint.PART:
                before, after = missing(value, expected)
                found = [_("That's only part of the correct value.")]
                if before:
                    found.append(_("%(text)s is missing before it.") % {"text": quoted(before)})
                if after:
                    found.append(_("%(text)s is missing after it.") % {"text": quoted(after)})
                return found
            case Hint.CHARACTERS:
                names = _names(strange(value, expected))
                return [_("It contains %(names)s, which shouldn't be there.") % {"names": names}]
            case Hint.MISTYPED:
                return [_mistake(one) for one in mistakes(value, expected)]
    return []


def _more(before: str, after: str) -> str:
    texts = {"before": quoted(before), "after": quoted(after)}
    if before and after:
        return (
            _("The correct value is in it, with %(before)s before and %(after)s after it.") % texts
        )
    if before:
        return _("The correct value is in it, with %(before)s before it.") % texts
    return _("The correct value is in it, with %(after)s after it.") % texts


def _mistake(one: Mistake) -> str:
    texts = {"place": one.place, "given": _named(one.given), "wanted": _named(one.wanted)}
    if not one.given:
        return _("At character %(place)d, %(wanted)s is missing.") % texts
    if not one.wanted:
        return _("At character %(place)d, %(given)s shouldn't be there.") % texts
    return _("At character %(place)d, it has %(given)s instead of %(wanted)s.") % texts


def _named(text: str) -> str:
    """In quotation marks; a single character also by its name, as 0 and O look alike."""
    return f"{quoted(text)} ({name_of(text)})" if len(text) == 1 else quoted(text)


def _names(characters: list[str]) -> str:
    return listed(name_of(one) for one in characters[:_SHOWN])


def _wrong_name_remedy(domain: Domain, found: str) -> str:
    host = domain.txt_host
    # Names in DNS know no upper and lower case.
    name, whole = found.lower(), domain.name.lower()
    begun = f"{host.lower().removesuffix(whole)}{whole.partition('.')[0]}"
    for zone in zones(whole):
        typed = name.removesuffix(f".{zone}")
        if typed in (host.lower(), begun) or typed.endswith(f".{whole}"):
            short = host[: -len(zone) - 1] if host.lower().endswith(f".{zone}") else host
            return _(
                "The DNS provider adds %(domain)s automatically. Enter only %(short)s as the name."
            ) % {"domain": zone, "short": short}
    return _("Change the name (host) of the TXT record to %(host)s.") % {"host": host}
