"""Which column of a file says what, and whether each cell can be taken."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils import translation

from organizations.mailboxes import BUILDERS, PAGES_AT, check_own_domain
from organizations.names import domain_names
from portal.text.addresses import canonical_address
from portal.text.cleaning import clean_line, clean_typed
from portal.text.wrapped_links import opened
from tickets.models import Job

from .headings import best

_WEB_ADDRESS = re.compile(
    r"(?:(?:https?:)?//)?(?:www\d?\.(?=[^.]+\.))?([^\s/?#:@]+)(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE
)
_ON_A_DEVICE = re.compile(r"^(?:m|mobile|[a-z]{2}|[a-z]{2}-[a-z]{2}|web|business)\.")
_SIGNS = frozenset("/&+–—-•·")
# Behind a domain this is another, not a page of it.
_ANOTHER = re.compile(
    r"[^/:@]+/(?:www\.)?(?:[a-z0-9-]+\.)+(?!(?:html?|shtml|php\d?|aspx?|jspx?|cgi|do|xml|json|pdf"
    r"|txt|csv|ico|png|jpg)/?$)[a-z]{2,}/?",
    re.IGNORECASE,
)
_NAMED_ADDRESS = re.compile(r"[^<>]*<\s*((?:mailto:)?[^<>\s]+)\s*>[\s,;]*", re.IGNORECASE)
_ADDRESSES = re.compile(r"[^\s<>,;|/]+@[^\s<>,;|/]+")
_MAILTO = re.compile(r"\s*mailto:([^?\s]+)(?:\?.*)?", re.IGNORECASE)
# What people and programs write where there is nothing; nobody's domain or address.
_NOTHING = frozenset(
    {
        *("n/a", "#n/a", "#nv", "na", "n.a.", "n.a", "none", "null", "nil", "unknown", "tbd"),
        *("unbekannt", "k.a.", "k.a", "keine", "kein", "leer", "ohne", "inconnu", "desconocido"),
        *("ninguno", "ninguna", "aucun", "aucune", "néant", "なし", "無し", "不明"),
        *("?", "-", "--", "---", "–", "—", "."),
    }
)
# What a spreadsheet shows in place of a value that it can't compute, in its languages.
_SPREADSHEET_ERROR = re.compile(
    r"#(REF!|BEZUG!|NAME\?|VALUE!|WERT!|VALEUR!|¡VALOR!|¡REF!|¿NOMBRE\?|DIV/0!|NULL!|NUM!"
    r"|ZAHL!|SPILL!|CALC!|ERROR!|NOM\s?\?)",
    re.IGNORECASE,
)
# A spreadsheet takes a long number so, and with it the rest of its digits.
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d{2,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a file can tell about a customer.

    `check` returns the text as it is kept, or raises ValidationError.
    """

    label: str
    help_text: str
    longest: int
    sample: str
    check: Callable[[str], str] = clean_line


def _title(text: str) -> str:
    """A customer called #REF! or n/a would be made, and found again by it."""
    # A company may be called Nil or Unknown.
    if _is_nothing(text) and not text.strip().isalpha():
        raise ValidationError(f"“{text}” is no name or ID. Enter the right value.")
    return clean_line(text)


def _contact(text: str) -> str:
    """An email to "n/a" would begin with that."""
    return "" if _is_nothing(text) else clean_line(text)


def _refuse_error(text: str) -> None:
    if _SPREADSHEET_ERROR.fullmatch(text.strip()):
        raise ValidationError(
            f"“{text}” is a spreadsheet's error message. Enter the right value, or correct the "
            "formula and upload the file again."
        )


def _external_id(text: str) -> str:
    if _SHORTENED.fullmatch(text.strip()):
        raise ValidationError(
            f"A spreadsheet shortened this ID to “{text}”, and its digits are lost. Enter the "
            "whole ID, or format the column as text and export it again."
        )
    # What a look-up did not find may have an ID all the same. By "n/a", the next company without
    # one would be found as the same customer.
    if text.strip().startswith("#"):
        return _title(text)
    return "" if _is_nothing(text) else clean_line(text)


def _domains(text: str) -> str:
    names = domain_names(text)
    for name in names:
        check_own_domain(name)
    return " ".join(names)


def _pasted_domains(text: str) -> str:
    """Of web addresses the host counts; nobody has mail at www."""
    if _is_nothing(text):
        return ""
    # Some filters have a semicolon in their links.
    text = opened(text) if re.fullmatch(r"https?://\S+", text) else text
    words = [word for word in re.split(r"[\s,;|，；、]+", text) if word and word not in _SIGNS]
    return _domains(" ".join(_host(opened(word)) for word in words))


def _is_nothing(text: str) -> bool:
    _refuse_error(text)
    return re.sub(r"\s", "", text).lower() in _NOTHING


def _host(word: str) -> str:
    if _ANOTHER.fullmatch(word):
        raise ValidationError(
            f"“{word}” may be several domains, or a page of one. Separate domains with a comma."
        )
    found = _WEB_ADDRESS.fullmatch(word)
    host = (found[1] if found else word).lower()
    site = _ON_A_DEVICE.sub("", host)
    # The company behind such a site may be a customer itself, without anything behind it.
    has_more = re.search(r"[/?#][^/?#]", word.lower().partition(host)[2])
    if (site in PAGES_AT and has_more) or host.endswith(BUILDERS):
        raise ValidationError(
            f"“{word}” is a page at {site}, not the company's email domain. Enter the part after "
            "the @ in its email addresses, such as acme.com, or leave it empty."
        )
    return found[1] if found else word


def _pasted_email(text: str) -> str:
    """An address as mail programs write it: behind "mailto:", or in angle brackets."""
    if _is_nothing(text):
        return ""
    if _MAILTO.fullmatch(text):
        return canonical_address(text)
    found = _NAMED_ADDRESS.fullmatch(text)
    if not found and len(addresses := _ADDRESSES.findall(text)) > 1:
        several = list({one.lower(): one for one in reversed(addresses)}.values())[::-1]
        if len(several) > 1:
            raise ValidationError(
                "There are several email addresses here. Keep the one that gets the "
                f"link: {' or '.join(several)}."
            )
        text = several[0]
    return canonical_address(found[1] if found else text)


def _language(text: str) -> str:
    """From a code, or the name that a program gives a language in one of ours: "Englisch"."""
    if _is_nothing(text):
        return ""
    # "German (Switzerland)"
    text = re.sub(r"[(（].*", "", clean_typed(text)).strip().lower()
    short = re.split(r"[-_]", text)[0]
    for code, _name in settings.LANGUAGES:
        if short == code or text in _language_names(code):
            return code
    codes = ", ".join(code for code, _ in settings.LANGUAGES)
    raise ValidationError(f"Enter one of {codes}, or leave it empty.")


@cache
def _language_names(code: str) -> frozenset[str]:
    found = {LANG_INFO[code]["name_local"].lower()}
    for other, _name in settings.LANGUAGES:
        with translation.override(other):
            name = translation.gettext(LANG_INFO[code]["name"])
        found.add(re.sub(r"[(（].*", "", name).lower())
    return frozenset(found)


def _role(text: str) -> str:
    plain = clean_typed(text).lower()
    if plain == "setup":
        return plain
    if re.fullmatch(r"dns([ -]?only)?", plain):
        return "dns"
    raise ValidationError("Enter setup, dns, or leave it empty for setup.")


_ANOTHER_ADMIN = "Someone else who can set up the connection, with a link of their own."
_DNS_ONLY = "Someone who only adds DNS records, with a link that shows nothing else."


def _of_another(
    key: str, label: str, told: str, name: str, address: str, *, role: bool = True
) -> dict[str, Field]:
    """Return what a file can tell about someone who shares the ticket; `role`: their role, too."""
    found = {
        f"{key}_contact": Field(f"{label} contact", told, 150, name, _contact),
        f"{key}_email": Field(
            f"{label} contact's email address",
            "Where their link is sent.",
            254,
            address,
            _pasted_email,
        ),
        f"{key}_language": Field(
            f"{label} contact's language",
            "The contact's language if it's empty.",
            30,
            "en",
            _language,
        ),
    }
    if role:
        found[f"{key}_role"] = Field(
            f"{label} contact's role",
            "setup, or dns for someone who only adds DNS records.",
            30,
            "setup",
            _role,
        )
    return found


FIELDS: dict[str, Field] = {
    "name": Field(
        "Customer",
        "The company's name. The file needs this or the external ID.",
        200,
        "Acme Ltd",
        _title,
    ),
    "external_id": Field(
        "External ID",
        "The customer's ID in your CRM or billing system.",
        100,
        "C-1001",
        _external_id,
    ),
    "domains": Field(
        "Email domains",
        "One or several, separated by spaces or commas.",
        2000,
        "acme.com acme.co.uk",
        _pasted_domains,
    ),
    "contact": Field(
        "Contact",
        "The name of the person who gets the link.",
        150,
        "Alice Admin",
        _contact,
    ),
    "email": Field(
        "Contact's email address",
        "Where the link is sent.",
        254,
        "alice@acme.com",
        _pasted_email,
    ),
    "language": Field(
        "Contact's language",
        "Used for the email and the landing page.",
        30,
        "en",
        _language,
    ),
    **_of_another("second", "Second", _ANOTHER_ADMIN, "Bob Backup", "bob@acme.com"),
    **_of_another("dns", "DNS", _DNS_ONLY, "Dana DNS", "dns@acme.com", role=False),
    **_of_another("third", "Third", _ANOTHER_ADMIN, "Carol Colleague", "carol@acme.com"),
    **_of_another("fourth", "Fourth", _ANOTHER_ADMIN, "Dave Deputy", "dave@acme.com"),
    "organization": Field(
        "Organization",
        "Its ID (org_…) or name in Auth0.",
        50,
        "acme",
        clean_typed,
    ),
}

_OF_BOTH = ("name", "external_id", "domains", "contact", "email", "language")
# The others that a line can name; the columns of each begin so.
OTHERS = ("second", "dns", "third", "fourth")
_OF_OTHERS = tuple(name for name in FIELDS if name.startswith(tuple(f"{one}_" for one in OTHERS)))
# Name and address of each person.
_PEOPLE = (("contact", "email"), *((f"{one}_contact", f"{one}_email") for one in OTHERS))


def fields_of(kind: str) -> dict[str, Field]:
    """Return what a file of this kind of job can tell."""
    names = (*_OF_BOTH, *(("organization",) if kind == Job.Kind.MAP else _OF_OTHERS))
    return {name: FIELDS[name] for name in names}


def guess(header: Sequence[str], kind: str) -> dict[str, int]:
    """Return the column (from 0) that most likely holds each field, where one looks like it."""
    columns = {name: best(header, name) for name in fields_of(kind)}
    return {name: column for name, column in columns.items() if column is not None}


def check(cells: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the cells as they are kept, and what is wrong: field → message with the remedy."""
    kept, errors = {}, {}
    for name, text in cells.items():
        field = FIELDS[name]
        kept[name] = text
        try:
            kept[name] = field.check(text) if text else text
        except ValidationError as error:
            errors[name] = " ".join(error.messages)
        if len(kept[name]) > field.longest:
            count = len(kept[name])
            errors[name] = f"Shorten this to {field.longest} characters; it has {count:,} now."
    if not (kept.get("name") or kept.get("external_id")):
        missing = "name" if "name" in cells else "external_id"
        errors.setdefault(missing, "Enter the customer's name or external ID.")
    _check_people(kept, errors)
    return kept, errors


def _check_people(kept: Mapping[str, str], errors: dict[str, str]) -> None:
    seen: dict[str, str] = {}
    for name, address in _PEOPLE:
        if kept.get(name) and address in kept and not kept[address]:
            errors.setdefault(address, f"Enter an email address for {kept[name]}.")
        if email := kept.get(address, "").lower():
            if email in seen:
                label = FIELDS[seen[email]].label
                errors.setdefault(address, f"This is the {label.lower()}, too. Enter it once.")
            seen.setdefault(email, address)
