"""Words for staff: the glossary's, with plurals and joins that hold, and buttons that exist."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.settings_source import BASE_DIR

pytestmark = pytest.mark.rendering

# What not to write, each with what to write instead. Customers' texts: test_words_customers.py.
FORBIDDEN = {
    r"(?<!staff )\bmails?\b(?! (server|filter|provider))|\bmailed\b|e-mail": "email",
    r"\b(some|any|every|no)body\b|\bwho(m|so)?ever\b": "someone, anyone who, everyone, no one",
    r"\bby (it|our|them)sel(f|ves)\b|\bunasked\b": "automatically",
    r"\blook(ed|s)? at\b|\blook-up\b|\blook (again|now)\b": "check, refresh, review",
    r"\b(is|stays?) good\b|\bgood until\b": "expires on, valid for",
    r"\b(is|not|isn't) right\b": "correct, verified",
    r"\bstands?\b(?! for)|\bwhere it stands\b": "is; progress, status",
    r"\bpress(ed)?\b(?! (Ctrl|\?))": "select",
    r"\bgo(es)? on\b|\bonce more\b|\bfor ever\b|\banew\b": "continue, again, forever",
    r"\bput in\b|\btake[ns]? (out|off|back)\b|\bleft out\b|\bleave out\b": "add, remove, skip",
    r"\bswitch(es|ed)? (\w+ ){0,3}(on|off)\b": "turn on, turn off",
    r"\b(your|their|the customer's|our) people\b": "users",
    r"\bwithdrawn\b|\bbarred\b|\bhalf done\b": "revoked, deactivated, incomplete",
    r"\bbr(ing|ought) back\b|\blooks after\b|\bhand(s|ed)? (it )?over\b": "unarchive, owns, change",
    r"\bcolour|\bcancelled|\bcatalogue|\borganisation|\brecognis": "American spelling",
    r"\b(do|does|did|is|are|was|were|has|have|could|will|need) not\b(?! match \{)": "n't",
    r"\bcannot\b(?! connect to$)": "can't",
    r"\b(is|are|be|was|were) told\b|\btells\b|\btold about\b": "notified, shows, reports",
    r"\b(?-i:[Bb]eg)(in|ins|an|un)\b|\blately\b": "start, recently",
    r"\bfits?\b|\bnarrow(ed)?\b|\bticked?\b": "match, filter, select",
    r"\baudit trail\b|\bdesk\b|\bbears\b": "audit log, portal, allows",
    r"\badopt(s|ed)?\b(?! \(imported)|\banswered\b": "import, respond",
    r"\bneeds? (you|a person)\b|\bat hand\b": "needs attention, ready",
    r"\bsingle sign-on (of|between)\b": "single sign-on for",
    r"^\S+( \S+)? (is|are) (deleted|removed|saved|renamed)\.": "the result: “deleted”",
    r"\bleads? (here|nowhere)\b|\bled to (no|this|a) ": "routes here; doesn't work",
}
# Texts for a developer alone, and those of customers.
OTHERS = ("portal/local/", "tickets/demo/", "/migrations/", "/failures/texts/")
# No sentence: names, paths, SQL, regular expressions, tables of words.
NO_TEXT = re.compile(r"\{\"|[<>\\=|_%]{2}|^[a-z_.:/-]+$|\b(SELECT|UPDATE)\b|\\|\(\?[:P<]|\[\^|\n")
# Buttons and pages of Auth0, of identity providers, and of other programs.
ELSEWHERE = {
    *("CSV UTF-8", "Web application", "OIDC - Web Application", "-----BEGIN PRIVATE KEY-----"),
    # Of allauth's sign-in page, and of Auth0's, which a connection can hide.
    *("Forgot your password?", "Forgot password?"),
}

STAFF_TEMPLATES = [
    path
    for path in (BASE_DIR / "templates").rglob("*.*")
    if "landing" not in path.parts and ("email" not in path.parts or "staff_" in str(path))
]
MODULES = [
    path
    for app in ("organizations", "portal", "tickets")
    for path in (BASE_DIR / app).rglob("*.py")
    if not any(part in str(path.relative_to(BASE_DIR)) for part in OTHERS)
]
# Arguments of an include, and attributes, that are shown or read aloud.
SHOWN = re.compile(
    r"\b(text2?|title|label|question|empty|action|placeholder|aria-label|data-label|detail)="
    r'"([^"{]*)"'
)
# What puts words together that belong into one text, or counts without a plural.
TEMPLATE_JOINS = {
    r'\|add:"[^"]*[”“: ][^"]*"|="[^"{]* "\|add:': "a text put together: use blocktranslate",
    r"(?:endblocktranslate|translate \"[^\"]*\") %}\s*[:：,;.!?]": "a sign after a text",
    r"\.label \}\}:|<dt>[^<]*:\s*</dt>|<th[^>]*>[^<]*:\s*</th>": "a label's colon",
    r"\w\(s\)": "a plural in brackets",
    r"(?<!plural %}Fix )\{\{ [\w.|]*(?:count|total|length|_days|_hours|size)(?:\|intcomma)? \}\} "
    r"[a-z]+s\b": "a number before a plural: use pluralize",
    r'\|date:"(?!DATE_FORMAT"|c"|Y-m-d"|F j"|M j")': "a date of its own style: use exact or when",
}
CODE_JOINS = {
    r"\w\(s\)(?!\W*\?)": "a plural in brackets",
    r"%-?d\.? ?%[bBm]|%d[./]%m": "a day before its month: use portal.text.dates",
    r"^\{(?:len\(\w+\)|\w*count|total|made)(?::,)?\} (?:\w+ ){0,2}[a-z]{3,}s\b": (
        "a number before a plural: use counted"
    ),
}


def texts_of(source: str) -> Iterator[str]:
    """Yield what people read of a template: between its tags, and in attributes that are shown."""
    source = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", source, flags=re.DOTALL)
    source = re.sub(r"{% block page_class %}.*?{% endblock[^%]*%}", "", source)
    source = re.sub(r"<(script|style|svg|code|pre)\b.*?</\1>", "{{ x }}", source, flags=re.DOTALL)
    for tag in re.findall(r"{%.*?%}|<[^>]*>", source, re.DOTALL):
        for found in SHOWN.finditer(tag):
            if not (tag.startswith("<form") and found[1] == "action"):
                yield found[2]
    bare = re.sub(r"{{.*?}}|{% (?:when|badge|pill)\b.*?%}", "{…}", source)
    bare = re.sub(r"{% (?:icon|url)\b.*?%}", "", bare)
    bare = re.sub(r"{%.*?%}|<(?!/?(?:strong|em|a|b|span)\b)[^>]*>", "\n", bare, flags=re.DOTALL)
    for line in bare.split("\n"):
        if text := re.sub(r"<[^>]*>", "", line).strip():
            yield text


def strings_of(source: str) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module with their lines, docstrings and lines of the log apart."""
    tree = ast.parse(source)
    skipped: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as docstring):
                skipped.add(id(docstring))
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log"))):
                skipped.update(id(inner) for inner in ast.walk(node))
            case ast.JoinedStr(values=values) if id(node) not in skipped:
                skipped.update(id(one) for one in values)
                specs = [one.format_spec for one in values if isinstance(one, ast.FormattedValue)]
                skipped.update(id(inner) for spec in specs if spec for inner in ast.walk(spec))
                yield node.lineno, "".join(map(shown, values))
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in skipped:
                yield node.lineno, text


def shown(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        spec = "".join(map(shown, part.format_spec.values)) if part.format_spec else ""  # type: ignore[attr-defined]
        return "{" + ast.unparse(part.value) + (f":{spec}" if spec else "") + "}"
    return str(part.value) if isinstance(part, ast.Constant) else ""


@cache
def texts() -> list[tuple[str, str]]:
    """Return where and what staff read: all of their templates, and sentences of the code."""
    found = [
        (str(path.relative_to(BASE_DIR)), text)
        for path in STAFF_TEMPLATES
        for text in texts_of(path.read_text())
    ]
    for path in MODULES:
        where = path.relative_to(BASE_DIR)
        found += [(f"{where}:{line}", text) for line, text in strings_of(path.read_text())]
    return found


def sentences() -> Iterator[tuple[str, str]]:
    for where, text in texts():
        if " " in text.strip() and not NO_TEXT.search(text):
            # Values, codes between backticks, and addresses are no words of ours.
            yield where, re.sub(r"`[^`]*`|\S*/\S*/\S*|\{[^{} ]*\}", "{…}", text)


def forbidden(text: str) -> list[str]:
    return [
        f"{text!r}: not {match[0]!r}, but {better}"
        for pattern, better in FORBIDDEN.items()
        if (match := re.search(pattern, text, re.IGNORECASE))
    ]


def joined(source: str, patterns: dict[str, str]) -> list[str]:
    return [
        f"{better}: {match[0]!r}"
        for pattern, better in patterns.items()
        for match in re.finditer(pattern, source)
    ]


def named(text: str) -> list[str]:
    """Return the names between quotation marks that are no values."""
    return [name for name in re.findall("“([^”]+)”", text) if not re.search(r"[{%…]", name)]


def test_no_word_is_forbidden() -> None:
    assert [f"{where}: {told}" for where, text in sentences() for told in forbidden(text)] == []


@pytest.mark.parametrize("path", STAFF_TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_templates_join_no_texts(path: Path) -> None:
    assert joined(path.read_text(), TEMPLATE_JOINS) == []


def test_code_joins_no_texts() -> None:
    found = [
        f"{where}: {told}"
        for where, text in texts()
        if ".py:" in where and not re.search(r"\\|\(\?", text)
        for told in joined(text, CODE_JOINS)
    ]

    assert found == []


def test_names_only_buttons_and_pages_that_exist() -> None:
    """What stands between quotation marks is a text of its own somewhere: a button, a heading."""
    known = {text for _where, text in texts()} | ELSEWHERE

    found = [
        f"{where}: no “{name}”"
        for where, text in sentences()
        for name in named(text)
        if name not in known
    ]

    assert found == []


def test_mails_to_staff_begin_their_sentences_with_a_capital() -> None:
    bodies = list((BASE_DIR / "templates/email").glob("staff_*/body.txt"))

    assert len(bodies) > 2
    assert [path for path in bodies if not begins_well(path.read_text())] == []


def begins_well(body: str) -> bool:
    """Whether each paragraph begins with a capital, or with a value."""
    paragraphs = re.sub(r"{% (end)?autoescape.*?%}", "", body).strip().split("\n\n")
    return not any(paragraph[0].islower() for paragraph in paragraphs)


@pytest.mark.parametrize(
    "text",
    [
        "Look at the tenant.",
        "The portal does it by itself",
        "Somebody has to do it.",
        "CRM is deleted.",
        "The webhook was switched off.",
        "It cannot be undone.",
        "Mail it again",
    ],
)
def test_would_notice_a_forbidden_word(text: str) -> None:
    assert forbidden(text)


@pytest.mark.parametrize(
    ("source", "patterns"),
    [
        ('{% include "x" with title=name|add:"” was deleted" %}', TEMPLATE_JOINS),
        ("<dt>Owner:</dt>", TEMPLATE_JOINS),
        ('{% translate "Owner" %}:', TEMPLATE_JOINS),
        ("{{ job.count }} rows", TEMPLATE_JOINS),
        ("1 ticket(s)", TEMPLATE_JOINS),
        ('{{ key.expires_at|date:"Y-m-d H:i" }}', TEMPLATE_JOINS),
        ("{len(rows)} rows were skipped.", CODE_JOINS),
        ("{count} failed tickets", CODE_JOINS),
        ("1 ticket(s)", CODE_JOINS),
        ("It ends on {at:%-d %B %Y}.", CODE_JOINS),
    ],
)
def test_would_notice_what_is_joined(source: str, patterns: dict[str, str]) -> None:
    assert joined(source, patterns)


def test_would_notice_a_name_of_nothing() -> None:
    known = {text for _where, text in texts()}

    assert [name for name in named("Select “Nowhere” or “Refresh”.") if name not in known] == [
        "Nowhere"
    ]


def test_would_notice_a_lower_case_after_the_greeting() -> None:
    assert not begins_well("Hello {{ user.name }},\n\nyou've been invited.")
    assert begins_well("Hello {{ user.name }},\n\n{{ url }}\n\nThe link expires.")


def test_reads_templates_and_code_as_people_do() -> None:
    """The extraction above: were it to find nothing, every test here would pass."""
    page = (
        '<p class="muted">One <b>text</b> {{ more }}</p>{% include "x" with text="Two" kind="k" %}'
    )

    assert list(texts_of(page)) == ["Two", "One text {…}"]
    assert list(strings_of('"""Doc."""\nlog.info("no")\nf"{count:,} rows"\n"text"')) == [
        (3, "{count:,} rows")
    ]
    assert len(texts()) > 3000
