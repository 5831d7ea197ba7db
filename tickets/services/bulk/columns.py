"""Which column of a file says what, and whether each cell can be taken."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from organizations.names import domain_names
from tickets.models import Job


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a file can tell about a customer.

    `names` are headers that mean it, as `_plain` writes them; `check` returns the text as it is
    kept, or raises ValidationError.
    """

    label: str
    help_text: str
    longest: int
    names: frozenset[str]
    sample: str
    check: Callable[[str], str] = str


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise ValidationError("Write an e-mail address, like alice@acme.com.") from None
    return text


def _domains(text: str) -> str:
    return " ".join(domain_names(text))


def _language(text: str) -> str:
    told = re.split(r"[-_]", text.lower())[0]
    for code, name in settings.LANGUAGES:
        if told == code or text.lower() in (str(name).lower(), LANG_INFO[code]["name"].lower()):
            return code
    codes = ", ".join(code for code, _ in settings.LANGUAGES)
    raise ValidationError(f"Write one of {codes}, or leave it empty.")


FIELDS: dict[str, Field] = {
    "name": Field(
        "Customer",
        "The company's name. This or the external ID has to be in the file.",
        200,
        frozenset({"name", "customer", "customername", "company", "companyname", "account"})
        | {"accountname", "client", "kunde", "firma", "firmenname"},
        "Acme Ltd",
    ),
    "external_id": Field(
        "External ID",
        "The customer's number in your CRM or billing system.",
        100,
        frozenset({"externalid", "id", "customerid", "accountid", "crmid", "number"})
        | {"customernumber", "kundennummer", "kundennr"},
        "C-1001",
    ),
    "domains": Field(
        "E-mail domains",
        "One or several, separated by spaces or commas.",
        2000,
        frozenset({"domain", "domains", "emaildomain", "emaildomains", "website", "domaene"}),
        "acme.com acme.co.uk",
        _domains,
    ),
    "contact": Field(
        "Contact",
        "The name of the person who gets the link.",
        150,
        frozenset({"contact", "contactname", "person", "admin", "adminname", "recipient"})
        | {"fullname", "ansprechpartner"},
        "Alice Admin",
    ),
    "email": Field(
        "Contact's e-mail address",
        "Where the link is mailed to.",
        254,
        frozenset({"email", "emailaddress", "contactemail", "adminemail", "mail", "recipientemail"})
        | {"mailadresse", "emailadresse"},
        "alice@acme.com",
        _email,
    ),
    "language": Field(
        "Contact's language",
        "Of the mail and the page they get.",
        30,
        frozenset({"language", "lang", "locale", "sprache"}),
        "en",
        _language,
    ),
    "organization": Field(
        "Organization",
        "Its ID (org_…) or name in Auth0.",
        50,
        frozenset({"organization", "organisation", "org", "orgid", "organizationid"})
        | {"organizationname", "auth0organization", "auth0id", "auth0org"},
        "acme",
    ),
}

_OF_BOTH = ("name", "external_id", "domains", "contact", "email", "language")


def fields_of(kind: str) -> dict[str, Field]:
    """Return what a file of this kind of job can tell."""
    names = (*_OF_BOTH, "organization") if kind == Job.Kind.MAP else _OF_BOTH
    return {name: FIELDS[name] for name in names}


def guess(header: Sequence[str], kind: str) -> dict[str, int]:
    """Return the column (from 0) that most likely holds each field, where one looks like it."""
    plain = [_plain(text) for text in header]
    found = {}
    for name, field in fields_of(kind).items():
        meant = field.names | {_plain(field.label)}
        fitting = [number for number, text in enumerate(plain) if text in meant]
        if fitting:
            found[name] = fitting[0]
    return found


def check(cells: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the cells as they are kept, and what is wrong: field → message with the remedy."""
    kept, errors = {}, {}
    for name, text in cells.items():
        field = FIELDS[name]
        kept[name] = text
        if len(text) > field.longest:
            errors[name] = f"Shorten this to {field.longest} characters; it has {len(text):,} now."
        elif text:
            try:
                kept[name] = field.check(text)
            except ValidationError as error:
                errors[name] = " ".join(error.messages)
    if not (kept.get("name") or kept.get("external_id")):
        missing = "name" if "name" in cells else "external_id"
        errors.setdefault(missing, "Say which customer this is.")
    if kept.get("contact") and "email" in cells and not kept["email"]:
        errors.setdefault("email", f"Say where {kept['contact']} gets mail.")
    return kept, errors


def _plain(header: str) -> str:
    return re.sub(r"[^a-z0-9]", "", header.lower())
