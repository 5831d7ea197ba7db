"""What a message means. Whoever wrote it may be an attacker: nothing in it is trusted."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language

from . import catalog
from .catalog import Category, Owner, Scope
from .patterns import Match
from .redaction import redacted

# How much of a message is kept.
_SHOWN = 300
# A message is shorter; a pasted page may be longer.
_MESSAGE = 4_000
_PAGE = 20_000
# A code of Entra ID that somebody typed without its letters.
_CODE = re.compile(r"(?:error|code|[\s:#.])*(\d{5,7})[\s.]*", re.I)
_TAG = re.compile(r"<[^<>]{0,500}>")
_QUOTES = str.maketrans("‘’‚‛“”„«»", '\'\'\'\'"""""')


@dataclass(frozen=True)
class Explanation:
    """What a message means, in the active language.

    category: its id in the catalogue, "unknown" for none. remedy: for the customer's side.
    staff: what our own people do, in English, or "". url: the vendor's page. values: what the
    remedy names. redacted: the message on one line without personal data, at most 300 characters;
    explained again, it means the same. It's text, never markup or a link.
    """

    category: str
    owner: Owner
    scope: Scope
    title: str
    explanation: str
    remedy: str
    staff: str
    url: str
    values: Mapping[str, str]
    redacted: str


def explain(
    text: str,
    *,
    hosts: Collection[str] = (),
    own: Sequence[Category] = (),
    with_link: bool = False,
) -> Explanation:
    """Return what a message in Auth0's log means, in the active language.

    text: `description` of a log event; where the event's type isn't "f", type and description, as
    in "actions_execution_failed: …". hosts: domains of the tenant; the remedy repeats an address
    out of the message only if it's on one of them, because anyone can provoke a message. own:
    entries that are tried before those of the catalogue. with_link: beside it stands a link with
    which its reader can mend it, so that they needn't ask for one.
    """
    return _explained(text[:_MESSAGE], hosts, own, with_link=with_link)


def explain_code(
    typed: str, *, hosts: Collection[str] = (), own: Sequence[Category] = ()
) -> Explanation:
    """Return what an error page means, from its code or text as a person types or pastes it.

    typed: a code such as AADSTS50105 or its number alone, a sentence, or a page with its markup.
    hosts, own: as for `explain`.
    """
    page = _TAG.sub(" ", typed[:_PAGE]).translate(_QUOTES)
    if code := _CODE.fullmatch(page):
        page = f"AADSTS{code[1]}"
    return _explained(page, hosts, own)


def _explained(
    text: str, hosts: Collection[str], own: Sequence[Category] = (), *, with_link: bool = False
) -> Explanation:
    # By what's left of it, so that what was kept means the same later.
    shown = redacted(text).translate(_QUOTES)
    category, match = _found(shown, own)
    values = {name: value for name, value in match.values.items() if _is_ours(value, hosts)}
    language = get_language() or settings.LANGUAGE_CODE
    texts = category.own_texts.get(language) or catalog.translations(language).get(category.id, {})
    remedy = _filled(texts.get("precise", category.precise), values) or texts.get(
        "remedy", category.remedy
    )
    if not with_link:
        remedy = _followed(remedy, texts.get("ask", category.ask))
    return Explanation(
        category=category.id,
        owner=category.owner,
        scope=category.scope,
        title=texts.get("title", category.title),
        explanation=texts.get("explanation", category.explanation),
        remedy=remedy,
        staff=category.staff,
        url=_filled(category.url, values),
        values=values,
        redacted=_around(match, shown),
    )


def _followed(text: str, sentence: str) -> str:
    """Return a text and one more sentence; Japanese has no space in between."""
    between = "" if text.endswith("。") else " "
    return f"{text}{between}{sentence}" if sentence else text


def _found(text: str, own: Sequence[Category]) -> tuple[Category, Match]:
    for category in (*own, *catalog.categories()):
        for pattern in category.patterns:
            if match := pattern.match(text):
                return category, match
    return catalog.categories()[-1], Match(0, 0, {})


def _around(match: Match, text: str) -> str:
    """Return at most 300 characters of a text, with what matched among them."""
    if len(text) <= _SHOWN:
        return text
    if match.end < _SHOWN:
        return f"{text[: _SHOWN - 1].rstrip()}…"
    return f"…{text[match.start : match.start + _SHOWN - 2].strip()}…"


def _is_ours(value: str, hosts: Collection[str]) -> bool:
    return not value.startswith("https:") or urlsplit(value).hostname in hosts


def _filled(template: str, values: Mapping[str, str]) -> str:
    """Return a text with its values, or "" if one is missing."""
    try:
        return template.format_map(values)
    except KeyError:
        return ""
