"""The rules that names and domains follow, checked before Auth0 would refuse them."""

import re
import unicodedata

from django.core.exceptions import ValidationError

from portal.text.addresses import canonical_domain
from portal.text.cleaning import clean_typed

# https://auth0.com/docs/api/management/v2/connections/post-connections
CONNECTION_NAME_LENGTH = 128
_CONNECTION_NAME = re.compile(r"[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*")
# https://auth0.com/docs/api/management/v2/organizations/post-organizations
ORGANIZATION_NAME_LENGTH = 50
_COMPANY_FORMS = frozenset(
    {"ag", "co", "corp", "gmbh", "inc", "kg", "limited", "llc", "ltd", "plc", "sa", "se", "srl"}
)
_ORGANIZATION_NAME = re.compile(r"(?!org_)[a-z0-9]([a-z0-9_-]*[a-z0-9])?")


def check_connection_name(name: str) -> None:
    """Raise ValidationError unless Auth0 takes this as the name of a connection."""
    if len(name) > CONNECTION_NAME_LENGTH:
        raise ValidationError(
            f"Shorten the name to {CONNECTION_NAME_LENGTH} characters; it has {len(name)} now."
        )
    if not _CONNECTION_NAME.fullmatch(name):
        raise ValidationError(
            "Use only letters, digits, and single hyphens, and start and end with a "
            "letter or digit."
        )


def check_organization_name(name: str) -> None:
    """Raise ValidationError unless Auth0 takes this as the name of an organization."""
    if len(name) > ORGANIZATION_NAME_LENGTH:
        raise ValidationError(
            f"Shorten the name to {ORGANIZATION_NAME_LENGTH} characters; it has {len(name)} now."
        )
    if name.startswith("org_"):
        raise ValidationError("A name can't start with “org_”, which Auth0 reserves for IDs.")
    if not _ORGANIZATION_NAME.fullmatch(name):
        raise ValidationError(
            "Use only lowercase letters, digits, hyphens, and underscores, and start and "
            "end with a letter or digit."
        )


def slug(text: str, *, longest: int, otherwise: str) -> str:
    """Return `text` as lower-case words with single hyphens, good for either kind of name.

    `otherwise` is the answer where nothing is left, for example of a name in Japanese.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    return words[:longest].rstrip("-") or otherwise


def company_words(name: str) -> list[str]:
    """Return the words of a company's name by which it is known, without its legal form."""
    words = [word for word in slug(name, longest=100, otherwise=name.lower()).split("-") if word]
    return [word for word in words if word not in _COMPANY_FORMS] or words


def domain_name(text: str) -> str:
    """Return an e-mail domain as DNS knows it: lower-case, international letters encoded.

    Raises ValidationError that names the domain and what is wrong with it.
    """
    given = text.strip()
    if any(sign in given for sign in "@/:"):
        raise ValidationError(
            f"“{given}” isn't a domain. Enter the part after the @, such as acme.com."
        )
    return canonical_domain(given)


def domain_from_auth0(text: str) -> str:
    """Return a domain that Auth0 shows as we keep them; empty for what leads nobody anywhere."""
    try:
        return canonical_domain(text)
    except ValidationError:
        return ""


def domain_names(text: str) -> list[str]:
    """Return the domains in a text, separated by spaces, commas or lines, each once.

    Raises ValidationError with one message for each that is not a domain.
    """
    names, wrong = [], []
    for word in re.split(r"[\s,;，；、]+", text):
        try:
            # Perhaps it is of invisible characters only.
            if typed := clean_typed(word):
                names.append(domain_name(typed))
        except ValidationError as error:
            wrong.append(error)
    if wrong:
        raise ValidationError(wrong)
    return list(dict.fromkeys(names))
