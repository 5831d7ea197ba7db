"""Links as they arrive: mail filters put theirs around them, and mail programs break them."""

import base64
import binascii
import html
import re
import string
from collections import deque
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ValidationError

from portal.text.cleaning import narrowed
from portal.text.invisible import without_invisible

# A quoted link of a filter behind a filter behind a filter takes some 120.
_MOST_READINGS = 200
# Some filters write the address in base64; "http" begins so.
_ENCODED = re.compile(r"aHR0c[A-Za-z0-9+/_-]+")
_PROOFPOINT = re.compile(r"-([0-9A-Fa-f]{2})")
# Version 3 takes some characters out of the address, and lists them in base64 behind it: "*" stands
# for the next one, "**" and a letter for as many as the letter counts, from two.
_PROOFPOINT_3 = re.compile(r"/v3/__(.+?)__;([A-Za-z0-9_-]*)")
_TAKEN_OUT = re.compile(r"\*(?:\*([A-Za-z0-9_-]))?")
_COUNTS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
_ONE_SLASH = re.compile(r"\A(https?:/)(?=[^/])", re.IGNORECASE)
# A long line goes on in the next, of a quoted mail behind marks, of a source behind a "=". Browsers
# take line breaks out of a field and leave the rest.
_BREAKS = (re.compile(r"\s+"), re.compile(r"[\s>|]+"), re.compile(r"[\s>|=]+"))
_SOFT_BREAK = re.compile(r"=[ \t]*(?:\r\n?|\n)(?:[>|][>| ]*)?")
_QUOTED_PRINTABLE = re.compile(r"=([0-9A-Fa-f]{2})")
_TAG = re.compile(r"</?(?!https?:)[a-z][^<>]*>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})")
# Some of theirs hold a number in the place of the address, and they keep the address to themselves.
_FILTERS = {
    "Mimecast": r"mimecast(?:protect)?\.com/",
    "Symantec": r"clicktime\.symantec\.com/|clicktime\.cloud\.postoffice\.net/",
    "Hornetsecurity": r"hornetsecurity\.com/",
    "Microsoft": r"safelinks\.protection\.(?:outlook|office365)\.\w+/|/atp-safelinks\.html",
    "Proofpoint": r"urldefense\.(?:proofpoint\.)?(?:com|us)/|url\.emailprotection\.link/",
    "Barracuda": r"cudasvc\.com/",
    "Cisco": r"secure-web\.cisco\.com/",
    "Sophos": r"protection\.sophos\.com/",
    "Trend Micro": r"trendmicro\.(?:com|eu)(?::\d+)?/",
    "Trellix": r"protect\w*\.(?:fireeye|trellix)\.com/",
    "Check Point": r"protect\.checkpoint\.com/|url\.avanan\.click/",
    "Forcepoint": r"mailcontrol\.com/",
    "Intermedia": r"url\.serverdata\.net/",
    "SendGrid": r"sendgrid\.net/ls/",
}


# Where their links begin, and those of services that put theirs around an address as well; a
# company of that name may have its own pages and identity provider beside it.
_LINK_HOSTS = {
    "Microsoft": r"[\w.-]+\.safelinks\.protection\.(?:outlook|office365)\.\w+|"
    r"statics\.teams\.cdn\.office\.net|statics\.teams\.microsoft\.com",
    "Proofpoint": r"urldefense\.(?:proofpoint\.)?(?:com|us)|url\.emailprotection\.link",
    "Barracuda": r"linkprotect\.cudasvc\.com",
    "Mimecast": r"(?:protect|url)[\w.-]*\.mimecast(?:protect)?\.com",
    "Symantec": r"clicktime\.symantec\.com|clicktime\.cloud\.postoffice\.net",
    "Hornetsecurity": r"(?:atpscan|seclinks)[\w.-]*\.hornetsecurity\.com",
    "Cisco": r"secure-web\.cisco\.com",
    "Sophos": r"[\w.-]+\.protection\.sophos\.com",
    "Trend Micro": r"(?:imsva|ctp|[\w-]*url)[\w.-]*\.trendmicro\.(?:com|eu)",
    "Trellix": r"protect\w*\.(?:fireeye|trellix)\.com",
    "Check Point": r"(?:[\w-]+\.)?protect\.checkpoint\.com|url\.avanan\.click",
    "Forcepoint": r"[\w.-]+\.mailcontrol\.com",
    "Intermedia": r"url\.serverdata\.net",
    "SendGrid": r"[\w.-]*ct\.sendgrid\.net",
    "Google": r"(?:www\.)?google\.\w+(?:\.\w+)?(?=/url\b)",
    "Slack": r"slack-redir\.net",
}
_MOST_LAYERS = 5
_CHECK_POINT = re.compile(r"___(https?:.+?)___")
_QUOTED_AGAIN = re.compile(r"https?%(?:25)*3A", re.IGNORECASE)
_IN_PATH = re.compile(r"/(https?(?:%3A|:).+)", re.IGNORECASE)


def opened(url: str) -> str:
    """Return the address that mail filters put theirs around; the same one if none did.

    Raises ValidationError where only the filter knows it.
    """
    for _ in range(_MOST_LAYERS):
        filter_name = _link_of(url)
        if not filter_name:
            break
        inner = next(filter(_is_address, _inner(url)), "")
        if not inner:
            raise ValidationError(
                f"This is a link of {filter_name}, which rewrites links in emails, and only "
                f"{filter_name} can tell where it leads. Open it in a browser, copy the URL it "
                "leads to, and enter that."
            )
        url = inner
    return url


def _link_of(url: str) -> str:
    """Return whose link this is; empty for an address as it is."""
    bare = re.sub(r"^https?://", "", url.strip(), flags=re.IGNORECASE)
    for name, hosts in _LINK_HOSTS.items():
        if re.match(rf"(?:{hosts})(?::\d+)?(?:[/?]|$)", bare, re.IGNORECASE):
            return name
    return ""


def _is_address(text: str) -> bool:
    return bool(re.match(r"https?://[^/\s]+", text, re.IGNORECASE))


def _inner(url: str) -> Iterator[str]:
    """What the link of a filter may lead to. An address is quoted there once, and kept exactly;
    more often where the link itself was quoted on its way.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    for address, taken_out in _PROOFPOINT_3.findall(url):
        yield _put_back(_ONE_SLASH.sub(r"\1/", address), _from_base64(taken_out))
    yield from _CHECK_POINT.findall(url)
    for _, value in parse_qsl(parts.query):
        value = value.strip()
        while _QUOTED_AGAIN.match(value):
            value = unquote(value)
        yield value
        if re.match(r"https?-3A__", value, re.IGNORECASE):
            yield unquote(_PROOFPOINT.sub(r"%\1", value.replace("_", "/")))
        if _ENCODED.fullmatch(value.rstrip("=")):
            yield _from_base64(value.rstrip("="))
    if found := _IN_PATH.search(parts.path):
        yield unquote(found[1])


def unwrapped(text: str) -> Iterator[str]:
    """Yield a text and what it may have been before mail filters and programs had it.

    Outlook SafeLinks, Barracuda and most others quote the address; Proofpoint has its own way
    (https://help.proofpoint.com/Threat_Insight_Dashboard/API_Documentation/URL_Decoder_API).
    """
    first = narrowed(without_invisible(text))
    seen, waiting = {first}, deque([first])
    while waiting:
        layer = waiting.popleft()
        yield layer
        for reading in _readings(layer):
            if reading not in seen and len(seen) < _MOST_READINGS:
                seen.add(reading)
                waiting.append(reading)


def kept_by(text: str) -> str:
    """Return whose filter made a link that only its own servers can resolve; empty if none did."""
    for name, hosts in _FILTERS.items():
        link = re.compile(rf"\b(?:{hosts})(.*)", re.IGNORECASE | re.DOTALL)
        if found := link.search(text):
            readable = any(re.search(r"https?:", one, re.I) for one in unwrapped(found[1]))
            return "" if readable else name
    return ""


def _readings(layer: str) -> Iterator[str]:
    """What a text may stand for, one step further in."""
    yield unquote(layer)
    yield html.unescape(layer)
    yield from _decoded(layer)
    for broken in _BREAKS:
        yield broken.sub("", layer)
    yield _QUOTED_PRINTABLE.sub(_character, _SOFT_BREAK.sub("", layer))
    yield _TAG.sub("", layer)
    yield re.sub(r"\\+/?", "/", _ESCAPED.sub(_character, layer))


def _decoded(link: str) -> Iterator[str]:
    for address, taken_out in _PROOFPOINT_3.findall(link):
        yield _put_back(_ONE_SLASH.sub(r"\1/", address), _from_base64(taken_out))
    if "-3A__" in link or "-3a__" in link:
        yield unquote(_PROOFPOINT.sub(r"%\1", link.replace("_", "/")))
    yield from map(_from_base64, _ENCODED.findall(link))


def _put_back(address: str, characters: str) -> str:
    rest = iter(characters)

    def some(mark: re.Match[str]) -> str:
        return "".join(islice(rest, _COUNTS.index(mark[1]) + 2 if mark[1] else 1))

    return _TAKEN_OUT.sub(some, address)


def _character(code: re.Match[str]) -> str:
    return chr(int(code[1], 16))


def _from_base64(text: str) -> str:
    # What stands behind it may have been taken for a part of it.
    whole = text[: len(text) - 1] if len(text) % 4 == 1 else text
    try:
        raw = base64.urlsafe_b64decode(whole.replace("+", "-").replace("/", "_") + "==")
    except binascii.Error:
        return ""
    return raw.decode("utf-8", "replace")
