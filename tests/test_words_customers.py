"""Words for customers: those that people know, put together by the rules of each language."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import formats, translation

from organizations.models import Customer, Domain, Tenant
from portal import clock
from portal.signing import link_token
from portal.web import views
from portal.web.languages import keep_language
from tests import factories
from tests.settings_source import BASE_DIR
from tests.test_translations import LANGUAGES, MARKS, placeholders, texts, translated
from tickets.models import Link, Message, Ticket
from tickets.services.mail import queue, templates
from tickets.states import State

pytestmark = pytest.mark.rendering

# What not to write, by language, each with what to write instead.
FORBIDDEN = {
    "en": {
        r"\bmail(s|ed|box)?\b|e-mail": "email",
        r"\b(some|any|every|no)body\b": "someone, anyone, everyone, no one",
        r"\bby (it|our|them)sel(f|ves)\b": "automatically",
        r"\blook(s|ed|ing|-up)?\b(?! for our| into)": "check, refresh, review",
        r"\bgood (until|for)\b|\bas long as it is good\b": "expires on, valid for",
        r"\b(is|not) right\b": "correct",
        r"\bstands?\b": "is",
        r"\bpress\b": "select",
        r"\bgo on\b": "continue",
        r"\bput in\b": "upload, add",
        r"\bprove that\b": "verify",
        r"\bswitch(ed)? (it |the connection )?(on|off)\b": "enable, disable",
        r"\b(your|their) people\b": "users",
        r"\bsingle sign-on (of|between)\b": "single sign-on for … with …",
        r"\bwithdrawn|taken? back\b": "revoked",
        r"\bany more\b(?! reminders)": "anymore (or: any longer)",
        r"\bcolour|cancelled|organisation|recognise": "American spelling",
        r"\b(do|does|did|is|are|was|were|has|have|can|could|will|need)( not|not)\b": "n't",
        r"\b(we|you) (are|will)\b|\bwe have\b(?! to)|\b(it|there|here) is\b": "we're, we've, it's",
        r"\b(desk|portal)\b": "nothing: customers know the company, not the product",
    },
    "de": {
        r"\b(du|dich|dir|dein\w*)\b": "Sie",
        r"\bIhre Leute\b": "Ihre Benutzer",
        r"\bIdentity[- ]Provider": "Identitätsanbieter",
        r"\bProvisionierung|Bereitstellungs-Token": "Bereitstellungstoken",
        r"\bSingle Sign-on\b": "Single Sign-On",
        r"\bvon selbst\b": "automatisch",
        r"\b(drücken|Drücken)\b": "klicken",
        r"nachsehen|an der Reihe|nirgendwo": "prüfen, Aktion erforderlich, ungültig",
        r"\bin Betrieb\b|einschalten|ausgeschaltet": "aktiv, aktivieren, deaktiviert",
        r"\bschick": "senden",
    },
    "fr": {
        r"\b(tu|toi|ton|ta|tes)\b": "vous",
        r"\bcollaborateurs?\b": "utilisateurs",
        r"-mêmes?\b": "automatiquement",
        r"^C’est à (vous|nous|Auth0)$": "Action requise, En attente",
        r"\bprend fin|pris fin\b": "expirer",
        r"\btransmettre\b": "transférer, confier",
        r"\bprouver votre domaine\b": "vérifier",
        r"\ben service\b": "active",
        r"\bne mène nulle part|n’ouvre plus rien\b": "n’est pas valide",
        r"\binterlocuteur|désigné|arrêté\b": "contact; nothing that tells a gender",
    },
    "es": {
        r"\b(tú|tu|tus|ti)\b": "usted, su",
        r"\bproveedor de identidad\b": "proveedor de identidades",
        r"\bsu personal\b": "sus usuarios",
        r"\b[Pp]ulse\b": "seleccione",
        r"\bañad": "agregar",
        r"\b([Ee]s|[Ee]l) (su |nuestro )?turno\b": "Pendiente de …",
        r"\buna y otra vez|por sí mism|nosotros mismos\b": "automáticamente",
        r"\b[Tt]ermin(e|ar) el inicio\b": "complete la configuración",
        r"\bspam\b": "correo no deseado",
        r"\bretirad|ya no abre|ninguna parte\b": "anulado, no es válido",
    },
    "ja": {
        r"御社": "貴社",
        r"当社": "弊社",
        r"あなた": "お客様, or nothing",
        r"社内の皆様": "貴社の皆様",
        r"の番です": "作業が必要です",
        r"請求": "受け取る",
        r"シングルサインオン用リンク": "シングルサインオン設定用リンク",
        r"(?<!用)引き継ぐ": "担当を変更する",
        r"所有の証明|所有を証明": "所有権の証明",
        r"ホームページ(?! URL)": "トップページ",
        r"だ。|である。": "です・ます",
    },
}
# Names of people and companies that a sentence has to bear.
NAMES = [
    ("Airbus Opérations d’Énergie & Ingénierie Inc.", "Iberia S.A.", "Inès O’Hara"),
    ("Österreichische Energieübertragungs- und Ausgleichsgesellschaft mbH", "Hôtel Océan", "Éa"),
]
DOMAINS = [["acme.com"], ["acme.com", "öffentlich.example", "a-very-long-name-of-a-domain.example"]]

TEMPLATES = [
    path
    for folder in ("landing", "email", "components")
    for path in (BASE_DIR / "templates" / folder).rglob("*.*")
    if "staff" not in str(path) and "i18n" in path.read_text()
]
MODULES = [
    path
    for app in ("organizations", "portal", "tickets")
    for path in (BASE_DIR / app).rglob("*.py")
    if "django.utils.translation import gettext" in path.read_text()
]
IN_USE = texts().keys()
# What puts words beside a translated text that only its translator could have put there.
JOINS = {
    r"(?:endblocktranslate|translate \"[^\"]*\") %}\s*[:：,;.!?“”„«»「」]": "a sign after a text",
    r"[“„«「(]\s*{% (?:blocktranslate|translate)": "a sign before a text",
    r"(?:endblocktranslate|translate \"[^\"]*\") %}[ \t]+(?:{{|{% (?:blocktranslate|translate))": (
        "a value or a sentence after a text"
    ),
    r"}}[ \t]+{% (?:blocktranslate|translate) ": "a text after a value",
    r"\|join:": "commas between items: use |listed",
    r"\|pluralize": "plurals: use blocktranslate count",
    r'\|date:"(?!DATE_FORMAT")': "a date of its own style",
}


def sentences_of(language: str) -> dict[str, list[str]]:
    """Return what customers read in a language, by its English text."""
    if language == "en":
        return {text: [text] for text in IN_USE}
    # What merged catalogs still hold of earlier texts, nobody reads.
    return {text: forms for text, forms in translated(language).items() if text in IN_USE}


def texts_in(template: str) -> list[str]:
    """Return the English texts of a template."""
    catalog = (BASE_DIR / "portal/locale/de/LC_MESSAGES/django.po").read_text()
    blocks = [block for block in catalog.split("\n\n") if f"templates/{template}" in block]
    quoted = [re.search(r'^msgid ((?:".*"\n)+)', block, re.M) for block in blocks]
    return [
        "".join(ast.literal_eval(line) for line in found[1].splitlines())
        for found in quoted
        if found
    ]


@pytest.mark.parametrize("language", FORBIDDEN)
def test_no_word_is_forbidden(language: str) -> None:
    found = [
        f"{form!r}: not {match[0]!r}, but {better}"
        for forms in sentences_of(language).values()
        for form in forms
        for pattern, better in FORBIDDEN[language].items()
        if (match := re.search(pattern, re.sub(r"<[^>]*>", "", form)))
    ]

    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-3:]))
def test_templates_join_no_texts(path: Path) -> None:
    source = path.read_text()

    found = [
        f"{better}: {match[0]!r}"
        for pattern, better in JOINS.items()
        for match in re.finditer(pattern, source)
    ]

    assert found == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_code_joins_no_texts(path: Path) -> None:
    tree = ast.parse(path.read_text())

    assert [ast.unparse(node) for node in joins(tree)] == []


def joins(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what puts a translated text together with another without its translator."""
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(op=ast.Add()) if any(map(is_text, (node.left, node.right))):
                yield node
            case ast.JoinedStr() if any(map(is_text, ast.walk(node))):
                yield node
            case ast.JoinedStr(values=values) if re.search(
                "[“”„«»「」]",
                "".join(str(one.value) for one in values if isinstance(one, ast.Constant)),
            ) and not raised(tree, node):
                # What is raised in English is for staff alone.
                yield node
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(glue)), attr="join")):
                if re.fullmatch(r"[,;、]? ", glue):
                    yield node


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS


def raised(tree: ast.AST, text: ast.AST) -> bool:
    return any(text in ast.walk(node) for node in ast.walk(tree) if isinstance(node, ast.Raise))


@pytest.mark.parametrize("language", LANGUAGES)
def test_tags_and_placeholders_are_the_same(language: str) -> None:
    for text, forms in sentences_of(language).items():
        for form in forms:
            tags = re.findall(r"<[^>]*>", text)
            assert sorted(re.findall(r"<[^>]*>", form)) == sorted(tags), form
            assert placeholders(form) | {"%(count)s"} == placeholders(text) | {"%(count)s"}, form


def test_numbers_have_plurals() -> None:
    """A text with a number in it, or "(s)", says it for one and for many."""
    for language in LANGUAGES:
        catalog = (BASE_DIR / f"portal/locale/{language}/LC_MESSAGES/django.po").read_text()
        for block in catalog.split("\n\n"):
            if re.search(r"%\((count|number_of|rows|n)\)s|\w\(s\)", block):
                assert "msgid_plural" in block, block


MARKS_OF = {
    "en": r"[„«»「」]",
    "de": r"[”«»「」]|^[^„]*“",
    "fr": r"[“”„「」]|«(?!\u202f)|(?<!\u202f)»",
    "es": r"[“”„「」]|«\s|\s»",
    "ja": r"[“”„«»]|[ぁ-んァ-ン一-龥][:;?!(]|[:;?!][ぁ-んァ-ン一-龥]",
}


@pytest.mark.parametrize("language", MARKS_OF)
def test_each_language_has_its_own_marks(language: str) -> None:
    found = [
        form
        for forms in sentences_of(language).values()
        for form in forms
        if re.search(MARKS_OF[language], form) or '"' in re.sub(r"<[^>]*>", "", form)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("language", "before"),
    [
        # Elided before a vowel: d’Airbus, qu’Ana.
        ("fr", r"\b(de|que|le|la|ne|se|si|du|lorsque|puisque)"),
        # They change before i and o: e Iberia, u Orange.
        ("es", r"\b(y|o|e|u|del|el|la)"),
    ],
)
def test_no_word_changes_with_the_name_after_it(language: str, before: str) -> None:
    names = r" %\((company|customer|person|name|named_by|domain|domains|host|label)\)s"
    forms = {form for forms in sentences_of(language).values() for form in forms}

    assert not {form for form in forms if re.search(before + names, form)}


@pytest.fixture
def ticket(customer: Customer, tenant: Tenant) -> Ticket:
    moment = clock.now() + timedelta(days=14)
    connection = factories.make_connection(
        customer, tenant, certificate_expires_at=moment, scim_token_expires_at=moment
    )
    return factories.make_ticket(connection, state=State.ISSUED)


def mails(ticket: Ticket, settings: Any) -> Iterator[tuple[str, str, templates.Mail]]:
    """Yield every mail in every language: with long names, about one domain and several."""
    connection = ticket.connection
    for (customer, company, person), names, edits in zip(
        NAMES, DOMAINS, (True, False), strict=True
    ):
        settings.COMPANY_NAME = company
        rows = [
            Domain(
                customer=connection.customer,
                connection=connection,
                name=name,
                txt_host=f"_ss-verification.{name}",
                txt_value="4f1c0f5a2b6e4d0e",
                lookup=Domain.Lookup.OTHER_VALUE,
                lookup_found=[{"name": name, "value": "one"}, {"name": name, "value": "two"}],
            )
            for name in names
        ]
        context = queue.context_of(ticket) | {
            "customer": customer,
            "recipient_name": person,
            "named_by": person,
            "domains": rows,
            "pending_domains": names,
            "verifies": True,
            "provisions": True,
            "edits": edits,
            "enables": edits,
        }
        # What staff write is theirs.
        for kind in {*Message.Kind} - {Message.Kind.MESSAGE}:
            for language in ("en", *LANGUAGES):
                yield kind, language, templates.render(kind, language, context)


def test_every_mail_reads_well_whoever_it_is_about(ticket: Ticket, settings: Any) -> None:
    for kind, language, mail in mails(ticket, settings):
        where = f"{kind} in {language}: {mail.subject}\n{mail.text}"
        first = mail.text.split("\n\n")[1]
        assert not first[0].islower() or language == "de", where
        assert not re.search(r"%\(|\(s\)|[^\n ] {2,}|\s[,.](\s|$)", mail.text), where
        subject = re.sub(r" (Inc|S\.A)\.$", "", mail.subject)
        assert subject == subject.strip(" .:"), where
        assert ".." not in mail.subject + mail.text + re.sub(r"<style.*?</style>", "", mail.html), (
            where
        )
        if language == "ja":
            assert ", " not in mail.text, where


def test_german_goes_on_in_lower_case_after_the_greeting() -> None:
    """Guten Tag Ana, wir …: only a noun, a name or "Sie" begins with a capital there."""
    first = {text: forms for text, forms in translated("de").items() if text in openings()}

    assert first
    for forms in first.values():
        for form in forms:
            word = form.split()[0]
            assert word[0].islower() or word in {"Sie", "Ihr", "Single"} or "%" in word, form


def openings() -> set[str]:
    """Return the texts with which mails begin."""
    found: set[str] = set()
    for path in (BASE_DIR / "templates" / "email").glob("[!_s]*/body.txt"):
        opening = path.read_text().split("{% block body %}")[1].split("\n")[0]
        for text in re.findall(r"%}([^{%][^%]*?){% (?:endblocktranslate|plural)", opening):
            found.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", text))
    return found


def test_subjects_name_the_company_first() -> None:
    for path in (BASE_DIR / "templates" / "email").glob("[!_]*/subject.txt"):
        # The subject of a message is its writer's.
        if "staff" not in str(path) and path.parent.name != "message":
            texts = re.findall(
                r"%}([^{%]*{{[^%]*?){% (?:endblocktranslate|plural)", path.read_text()
            )
            assert texts
            assert all(re.match(r"{{ company }}: [^A-Z]", text) for text in texts), path


@pytest.mark.django_db
@pytest.mark.parametrize("language", [*LANGUAGES, "en"])
def test_an_error_speaks_the_language_of_the_page(language: str, rf: RequestFactory) -> None:
    request: HttpRequest = rf.get("/l/x/")
    keep_language(request, language)

    page = views.server_error(request).content.decode()

    assert f'<html lang="{language}">' in page
    with translation.override(language):
        assert str(translation.gettext("Something went wrong on our side")) in page


def test_staff_read_errors_in_english(rf: RequestFactory) -> None:
    with translation.override("de"):
        page = views.server_error(rf.get("/", headers={"Accept-Language": "de"}))

    assert '<html lang="en">' in page.content.decode()


@pytest.mark.parametrize(
    ("language", "theirs"),
    [
        ("en", r"\b[Yy]our\b"),
        ("de", r"\bIhr"),
        ("fr", r"\b[Vv](otre|os)\b"),
        ("es", r"\bsu (empresa|DNS)\b"),
        ("ja", "貴社|お客様"),
    ],
)
def test_the_page_to_forward_speaks_of_nobodys_company(language: str, theirs: str) -> None:
    shown = [text for text in texts_in("landing/records.html") if text in IN_USE]

    assert len(shown) > 4
    forms = [form for text in shown for form in sentences_of(language)[text]]
    assert not [form for form in forms if re.search(theirs, form)]


def test_the_dates_of_a_page_have_one_style(ticket: Ticket, client: Client) -> None:
    Link.objects.update(language="de")

    page = client.get(f"/l/{link_token(ticket.link.pk)}/").content.decode()

    with translation.override("de"):
        assert formats.date_format(ticket.link.expires_at, "DATE_FORMAT") in page
    assert not re.search(r"\d{4}-\d\d-\d\d|\d\d?/\d\d?/\d{2,4}", re.sub(r"<[^>]*>", "", page))
