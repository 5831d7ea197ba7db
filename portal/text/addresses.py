"""E-mail addresses and their domains: one form to store, compare and mail, one to show.

The canonical form has the domain as DNS knows it, by UTS 46 without transition as browsers do it:
by the older rules "straße.example" would be "strasse.example", another company's domain.
https://www.unicode.org/reports/tr46/
"""

import hmac
import re
import unicodedata
from urllib.parse import unquote

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext

from portal.text.cleaning import clean_typed, narrowed
from portal.text.joining import sentences

# RFC 5321, section 4.5.3.1: no mail server need take more, nor over 64 before the @.
_LONGEST = 254
_LONGEST_MAILBOX = 64
_LONGEST_SHOWN = 60
# RFC 5322, section 3.2.3: what needs no quotation marks.
_ATOM = r"a-z0-9!#$%&'*+/=?^_`{|}~-"
_MAILBOX = re.compile(rf"[{_ATOM}]+(\.[{_ATOM}]+)*", re.I | re.A)
_NOT_IN_MAILBOX = re.compile(rf"[^.{_ATOM}]", re.I | re.A)
_TOP_LEVEL = re.compile(r"[a-z]{2,}|xn--[a-z0-9-]+")
# Scripts that are written together: East Asian ones, also with Latin letters.
_TOGETHER = (
    {"LATIN", "CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"},
    {"LATIN", "CJK", "HANGUL"},
    {"LATIN", "CJK", "BOPOMOFO"},
)
# Letters that look like Latin ones, and where a name made of them alone may be meant.
# https://chromium.googlesource.com/chromium/src/+/main/docs/idn.md
_LOOK_ALIKE = (
    ("аысԁеԍһіюјӏокмтрԗԛѕԝхуъьҽпгѵѡ", ("bg", "by", "kz", "ru", "su", "ua", "uz")),
    ("αικνρυωηοτγϲϳβεμχ", ("gr",)),
    ("ագզէլհյոսւօցոք", ("am",)),
    ("იოყძხჽჿ", ("ge",)),
    ("דוחיןסװײ", ("il",)),
)
# Phonetic letters, such as ɑ and ɡ: nobody's name is written with them.
_PHONETIC = re.compile("[\u0250-\u02af\u1d00-\u1dbf]")
# What address books and mail programs put around an address: Alice <alice@acme.com>.
_WRAPPED = re.compile(r"[^<>@]*<\s*([^<>]+?)\s*>")
# Some write other brackets: Alice (alice@acme.com). The last one is taken off by then.
# Where no spaces are written, none stands before it: 山田（taro@acme.com）.
_BRACKETED = re.compile(
    r"[^<>@()\[\]]*(?:\s|(?<=[^\x00-\x7f]))[(\[]\s*([^\s<>@()\[\]]+@[^\s<>@()\[\]]+)"
)
# Where no name is known, the address itself stands in its place; so also in Markdown.
_TWICE = re.compile(
    r"[\s'\"]*(?P<one>[^<>@\s'\"()\[\]]+@[^<>@\s'\"()\[\]]+)[\s'\"\]]*[<(\[]\s*"
    r"(?:mailto:)?(?P=one)\s*>?",
    re.I,
)
_COMMENT = re.compile(r"\A\s*\([^()@]*\)\s*|\s+\([^()@]*\)\s*\Z")
# Some write it as if a host followed.
_MAILTO = re.compile(r"mailto:(?://)?([^?]*)", re.IGNORECASE)
# Of a link to "mailto: anna@acme.com", copied without its beginning.
_ESCAPED_SPACES = re.compile(r"\A(?:%20)+|(?:%20)+\Z")
# East Asian and mathematical brackets; what they mean is the same.
_OTHER_BRACKETS = str.maketrans("〈《⟨〉》⟩【「『〔】」』〕", "<<<>>>[[[[]]]]")
# A mailbox may begin with some of these; but then a spreadsheet, a formula or a text left them.
_AROUND = " '\"`´‘’‚‛“”„«»‹›[](){}="


def canonical_domain(text: str) -> str:
    """Return a domain as DNS knows it: lower case, letters beyond ASCII encoded, no final dot.

    Raises ValidationError for characters that nobody means, and for what is no domain.
    """
    given = clean_typed(text)
    name = _encoded(given)
    if not name:
        raise ValidationError(
            f"“{given}” isn't a domain. Enter one such as acme.com.", code="invalid"
        )
    return name


def canonical_address(text: str) -> str:
    """Return an e-mail address as it is stored and mailed; "" stays "".

    The domain is canonical, the part before the @ keeps its case: `same_address` compares. A name
    beside it ("Alice <alice@acme.com>", "Alice (alice@acme.com)", "alice@acme.com (work)"),
    "mailto:" with what follows a ?, quotation marks and brackets around it, and a final comma or
    dot are taken off. Raises ValidationError that says what is wrong.
    """
    given = _ESCAPED_SPACES.sub("", clean_typed(text).rstrip(" .,;。｡"))
    given = given.translate(_OTHER_BRACKETS)
    if not given:
        return ""
    given = _COMMENT.sub("", given).lstrip(_AROUND).rstrip(f".,;{_AROUND}")
    if twice := _TWICE.fullmatch(given):
        given = twice["one"]
    wrapped = _WRAPPED.fullmatch(given) or _BRACKETED.fullmatch(given)
    address = wrapped[1] if wrapped else given
    if link := _MAILTO.match(address):
        address = clean_typed(unquote(link[1]))
    address = address.strip(f"{_AROUND}<>")
    if address.count("@") > 1 and re.search(r"[\s,;|/]", address):
        raise _invalid(gettext("Enter only one address."))
    mailbox, at, domain = address.rpartition("@")
    if wrong := _wrong_shape(mailbox, at, domain) or _wrong_mailbox(mailbox):
        raise _invalid(wrong)
    canonical = f"{mailbox}@{_encoded(domain)}"
    if canonical.endswith("@"):
        shown = {"domain": domain[:_LONGEST_SHOWN]}
        raise _invalid(gettext("“%(domain)s” after the @ isn't a domain such as acme.com.") % shown)
    if len(canonical) > _LONGEST:
        raise _invalid(gettext("The address is too long."))
    return canonical


def _wrong_shape(mailbox: str, at: str, domain: str) -> str:
    if not at:
        return gettext("The @ is missing.")
    if not mailbox:
        return gettext("Nothing is before the @.")
    if not domain:
        return gettext("Nothing is after the @.")
    if re.search(r"\s", mailbox + domain):
        return gettext("Remove the space.")
    return gettext("The address has more than one @.") if "@" in mailbox else ""


def _wrong_mailbox(mailbox: str) -> str:
    if letter := next((one for one in mailbox if not one.isascii()), ""):
        return gettext(
            "We can't send email to addresses with “%(letter)s” before the @. "
            "Use another address of the same person, written with a–z only."
        ) % {"letter": letter}
    if wrong := _NOT_IN_MAILBOX.search(mailbox):
        return gettext("“%(character)s” can't be before the @.") % {"character": wrong[0]}
    if len(mailbox) > _LONGEST_MAILBOX:
        return gettext("The address is too long.")
    if _MAILBOX.fullmatch(mailbox):
        return ""
    return gettext("Before the @, a dot can't be first, last, or next to another.")


def searchable(text: str) -> str:
    """Return an address, a domain or a part of one as canonical ones hold it.

    To look for, never to store: what cannot be one stays as it is.
    """
    try:
        return canonical_address(text)
    except ValidationError:
        mailbox, at, domain = text.rpartition("@")
        return f"{mailbox}{at}{'.'.join(map(_encoded_label, domain.split('.')))}"


def shown_letters(text: str) -> str:
    """Return a part of an address or a domain, typed in any way, as it is in `decoded` ones."""
    return unicodedata.normalize("NFC", narrowed(text).strip().lower())


def decoded(text: str) -> str:
    """Return a canonical address or domain in the letters it stands for, to look for a part of it.

    Unlike `readable`, also where they could deceive: never to show.
    """
    mailbox, at, domain = text.lower().rpartition("@")
    return f"{mailbox}{at}{'.'.join(map(_decoded_label, domain.split('.')))}"


def same_address(one: str, other: str) -> bool:
    """Answer whether two texts are the same address, in whatever case and form of the domain."""
    texts = (searchable(text).lower().encode("utf-8", "replace") for text in (one, other))
    # In the same time whatever was guessed.
    return hmac.compare_digest(*texts)


def domain_of(address: str) -> str:
    """Return the domain of a canonical address."""
    return address.rpartition("@")[2]


def readable(text: str) -> str:
    """Return an address or a domain as people write it, for pages and mails.

    A label that mixes scripts, or could be taken for one of Latin letters, stays encoded, as in
    browsers.
    """
    mailbox, at, domain = text.rpartition("@")
    labels = domain.split(".")
    return f"{mailbox}{at}{'.'.join(_readable_label(one, labels[-1]) for one in labels)}"


def _readable_label(label: str, top: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        shown = idna.ulabel(label)
    except idna.IDNAError:
        return label
    letters = [letter for letter in shown if letter.isalpha()]
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in letters}
    mixed = len(scripts) > 1 and not any(scripts <= some for some in _TOGETHER)
    # A country's own top-level domain in that script has other letters.
    deceives = any(
        set(letters) <= set(alike) and not top.startswith("xn--") and top not in meant
        for alike, meant in _LOOK_ALIKE
    )
    return label if mixed or (letters and deceives) or _PHONETIC.search(shown) else shown


def _decoded_label(label: str) -> str:
    try:
        return idna.ulabel(label) if label.startswith("xn--") else label
    except idna.IDNAError:
        return label


def _encoded_label(label: str) -> str:
    try:
        return label if label.isascii() else idna.encode(label, uts46=True).decode("ascii")
    except idna.IDNAError:
        return label


def _encoded(domain: str) -> str:
    """Return a clean domain as DNS knows it; nothing for what is no domain."""
    try:
        name = idna.encode(domain.rstrip("."), uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""
    labels = name.split(".")
    return name if len(labels) > 1 and _TOP_LEVEL.fullmatch(labels[-1]) else ""


def _invalid(remedy: str = "") -> ValidationError:
    return ValidationError(sentences([str(validate_email.message), remedy]), code="invalid")
