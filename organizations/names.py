"""The rules that names and domains follow, checked before Auth0 would refuse them."""

import re
import unicodedata

import idna
from django.core.exceptions import ValidationError

# https://auth0.com/docs/api/management/v2/connections/post-connections
CONNECTION_NAME_LENGTH = 128
_CONNECTION_NAME = re.compile(r"[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*")
# https://auth0.com/docs/api/management/v2/organizations/post-organizations
ORGANIZATION_NAME_LENGTH = 50
_ORGANIZATION_NAME = re.compile(r"(?!org_)[a-z0-9]([a-z0-9_-]*[a-z0-9])?")
_TOP_LEVEL = re.compile(r"[a-z]{2,}|xn--[a-z0-9-]+")


def check_connection_name(name: str) -> None:
    """Raise ValidationError unless Auth0 takes this as the name of a connection."""
    if len(name) > CONNECTION_NAME_LENGTH:
        raise ValidationError(
            f"Shorten the name to {CONNECTION_NAME_LENGTH} characters; it has {len(name)} now."
        )
    if not _CONNECTION_NAME.fullmatch(name):
        raise ValidationError(
            "Use letters, digits and single hyphens only; begin and end with a letter or digit."
        )


def check_organization_name(name: str) -> None:
    """Raise ValidationError unless Auth0 takes this as the name of an organization."""
    if len(name) > ORGANIZATION_NAME_LENGTH:
        raise ValidationError(
            f"Shorten the name to {ORGANIZATION_NAME_LENGTH} characters; it has {len(name)} now."
        )
    if name.startswith("org_"):
        raise ValidationError("A name must not begin with “org_”: Auth0 keeps that for its ids.")
    if not _ORGANIZATION_NAME.fullmatch(name):
        raise ValidationError(
            "Use lower-case letters, digits, hyphens and underscores only; "
            "begin and end with a letter or digit."
        )


def slug(text: str, *, longest: int, otherwise: str) -> str:
    """Return `text` as lower-case words with single hyphens, good for either kind of name.

    `otherwise` is the answer where nothing is left, for example of a name in Japanese.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    return words[:longest].rstrip("-") or otherwise


def domain_name(text: str) -> str:
    """Return an e-mail domain as DNS knows it: lower-case, international letters encoded.

    Raises ValidationError that names the domain and what is wrong with it.
    """
    given = text.strip().rstrip(".")
    if "@" in given or "/" in given or ":" in given:
        raise ValidationError(
            f"“{text.strip()}” is not a domain. Write what stands after the @, like acme.com."
        )
    try:
        # UTS 46 is what browsers do: upper case and look-alike letters become the usual ones.
        name = idna.encode(given, uts46=True).decode("ascii")
    except idna.IDNAError:
        name = ""
    labels = name.split(".")
    if len(labels) < 2 or not _TOP_LEVEL.fullmatch(labels[-1]):
        raise ValidationError(f"“{text.strip()}” is not a domain. Write it like acme.com.")
    return name


def domain_names(text: str) -> list[str]:
    """Return the domains in a text, separated by spaces, commas or lines, each once.

    Raises ValidationError with one message for each that is not a domain.
    """
    names, wrong = [], []
    for word in re.split(r"[\s,;]+", text):
        if not word:
            continue
        try:
            names.append(domain_name(word))
        except ValidationError as error:
            wrong.append(error)
    if wrong:
        raise ValidationError(wrong)
    return list(dict.fromkeys(names))
