"""Customers read pages and mails in their language; none of their texts is left in English."""

import ast
import gettext
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.translation.template import templatize
from playwright.sync_api import Page

from organizations.models import (
    Connection,
    Customer,
    Domain,
    SignInTrouble,
    Stage,
    Tenant,
    Verification,
)
from portal import clock
from portal.signing import link_token, record_token
from portal.web import views
from tests import factories
from tests.settings_source import BASE_DIR
from tickets.landing.visit import MOST_A_MINUTE
from tickets.models import Link, Message, Ticket
from tickets.services.mail import queue, templates
from tickets.states import State

pytestmark = pytest.mark.rendering

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}


def texts() -> dict[str, str]:
    """Return what `make messages` collects, each with a file it stands in."""
    # Not by xgettext, which a machine that only runs the tests need not have.
    makefile = (BASE_DIR / "Makefile").read_text()
    of_staff = re.findall(r"^STAFF_TEMPLATES := (.*)$", makefile, re.M)[0].split()
    found: dict[str, str] = {}
    for path in (BASE_DIR / "templates").rglob("*.*"):
        if not set(path.relative_to(BASE_DIR).parts) & set(of_staff):
            source = templatize(path.read_text())
            for call in re.finditer(r"(?<!\w)_?n?gettext\(|(?<![\w'])_\(", source):
                found |= dict.fromkeys(arguments(source[call.end() :]), path.name)
    for app in ("organizations", "portal", "tickets"):
        for path in (BASE_DIR / app).rglob("*.py"):
            for text in marked(ast.parse(path.read_text())):
                found[text] = path.name
    return found


def arguments(source: str) -> Iterator[str]:
    """Yield the strings that a call begins with."""
    literal = re.compile(r"""\s*u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s*,?""", re.S)
    while match := literal.match(source):
        yield ast.literal_eval(match[1].replace("\n", "\\n"))
        source = source[match.end() :]


def marked(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def files(language: str) -> tuple[Path, Path]:
    folder = BASE_DIR / "portal" / "locale" / language / "LC_MESSAGES"
    return folder / "django.po", folder / "django.mo"


def translated(language: str) -> dict[str, list[str]]:
    """Return the translations of a .po file by their English text, one a plural form."""
    found = {}
    for block in files(language)[0].read_text().split("\n\n")[1:]:
        parts = re.findall(r'^(msg\S+) ((?:".*"\n?)+)', block, re.M)
        said = {
            name: "".join(ast.literal_eval(line) for line in quoted.splitlines())
            for name, quoted in parts
        }
        forms = [text for name, text in said.items() if name.startswith("msgstr")]
        found[said["msgid"]] = forms
        if "msgid_plural" in said:
            found[said["msgid_plural"]] = forms
    return found


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|<a [^>]*>|</a>|mailto:", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    known = translated(language)

    missing = {text: place for text, place in texts().items() if not all(known.get(text, [""]))}

    assert not missing, f"Run `make messages`, then translate into {language}: {missing}"
    assert "fuzzy" not in files(language)[0].read_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_placeholders_and_links(language: str) -> None:
    for text, forms in translated(language).items():
        for form in forms:
            allowed = placeholders(text)
            # The singular of some languages needs no number.
            assert placeholders(form) | ({"%(count)s"} & allowed) >= allowed, form
            assert placeholders(form) <= allowed | {"%(count)s"}, form


def test_french_punctuation_stays_on_the_line_of_its_word() -> None:
    forms = {form for forms in translated("fr").values() for form in forms}

    assert not {form for form in forms if re.search(r" [:;?!»]|« ", form)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_translations_are_those_of_the_text(language: str) -> None:
    with files(language)[1].open("rb") as stream:
        catalog: dict[Any, str] = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
    compiled: dict[str, list[str]] = {}
    for key, form in catalog.items():
        if key:
            compiled.setdefault(key[0] if isinstance(key, tuple) else key, []).append(form)

    written = translated(language)

    assert compiled == {text: written[text] for text in compiled}
    assert len(compiled) == len({id(forms) for forms in written.values()})


@pytest.fixture
def ticket(customer: Customer, tenant: Tenant, support: Any) -> Ticket:
    """A ticket that says as much as a ticket can."""
    moment = clock.now() + timedelta(days=14)
    connection = factories.make_connection(
        customer, tenant, certificate_expires_at=moment, scim_token_expires_at=moment
    )
    for lookup in Domain.Lookup:
        name = f"{lookup or 'new'}.example".replace("_", "-")
        Domain.objects.create(
            customer=customer,
            connection=connection,
            name=name,
            state=Domain.State.PENDING,
            auth0_id=f"ord_{name}",
            txt_host=f"_auth0-challenge.{name}",
            txt_value="auth0-domain-verification=4f1c0f5a2b6e4d0e9a7b3c8d5e2f1a0b",
            lookup=lookup,
            lookup_found=[{"name": f"_auth0-challenge.{name}.{name}", "value": "other"}],
            created_at=clock.now(),
        )
    return factories.make_ticket(
        connection,
        state=State.ISSUED,
        created_by=support,
        body={
            "connection_config": {"name": connection.name},
            "domain_aliases_config": {
                "domain_verification": "required",
                "pending_domains": ["acme.com"],
            },
            "provisioning_config": {"scopes": ["get:users"]},
        },
    )


def paragraphs(html: str) -> set[str]:
    """Return the texts between tags that are long enough to be a sentence."""
    html = re.sub(r"<(style|script|option)\b.*?</\1>", "", html, flags=re.S)
    plain = (re.sub(r"\s+", " ", text).strip() for text in re.split(r"<[^>]+>", html))
    return {text for text in plain if len(text) > 20 and " " in text}


@pytest.mark.parametrize("named_by", ["", "Bob Builder"])
def test_every_mail_is_in_the_language_of_the_contact(ticket: Ticket, named_by: str) -> None:
    assert ticket.link.contact
    ticket.link.contact.named_by = named_by
    context = queue.context_of(ticket) | {"domains": list(ticket.connection.domains.all())}
    left = {}
    # What staff write is in the language they write.
    for kind in {*Message.Kind} - {Message.Kind.MESSAGE}:
        english = templates.render(kind, "en", context)
        for language in LANGUAGES:
            mail = templates.render(kind, language, context)
            assert f'<html lang="{language}">' in mail.html
            left[f"{kind} in {language}"] = {
                *({mail.subject} & {english.subject}),
                *(paragraphs(mail.html) & paragraphs(english.html)),
                *(set(filter(sentence, mail.text.splitlines())) & {*english.text.splitlines()}),
            }

    assert {mail: texts for mail, texts in left.items() if texts} == {}


def sentence(line: str) -> bool:
    return len(line) > 20 and " " in line and "http" not in line and "auth0-domain" not in line


def stand(stage: Stage, **fields: Any) -> Callable[[Link], object]:
    """Return what puts a connection into a stage, and shows its overview to whoever holds the
    link: all look-ups of its domains, or just those results."""
    lookups = fields.pop("lookups", list(Domain.Lookup))
    reason = fields.pop("reason", Ticket.Reason.FIRST)

    def put(link: Link) -> None:
        Link.objects.update(confirmation="nothing")
        Ticket.objects.update(reason=reason)
        Connection.objects.update(stage=stage, auth0_id="con_1", **fields)
        Domain.objects.exclude(lookup__in=lookups).delete()

    return put


def edit(link: Link) -> None:
    link.tickets.update(kind=Ticket.Kind.EDIT)


def failed(link: Link) -> None:
    link.tickets.update(state=State.FAILED, ended_at=clock.now())


def over(link: Link) -> None:
    Link.objects.update(expires_at=clock.now() - timedelta(days=1))


def ended(how: Link.Ended) -> Callable[[Link], object]:
    return lambda _link: Link.objects.update(ended=how)


def fails(link: Link) -> None:
    stand(Stage.LIVE, lookups=[], reason=Ticket.Reason.FAILING)(link)
    now = clock.now()
    trouble = SignInTrouble.objects.create(
        connection=link.connection,
        outcome="audience",
        text="Audience is invalid. Configured: urn:auth0:umbrella:acme",
        began_at=now,
        last_at=now,
        changed_at=now,
    )
    link.tickets.update(cause=f"failing:{trouble.pk}")


SITUATIONS: dict[str, Callable[[Link], object]] = {
    "ready": lambda _link: None,
    "edit": edit,
    "code": lambda _link: Link.objects.update(confirmation="code"),
    "preparing": lambda link: link.tickets.update(state=State.QUEUED),
    "trouble": failed,
    "over": over,
    **{str(how): ended(how) for how in Link.Ended},
    **{f"stands-{stage}": stand(stage) for stage in Stage},
    "stands-right": stand(Stage.DOMAIN_PENDING, lookups=[Domain.Lookup.RIGHT]),
    "stands-live-right": stand(Stage.LIVE, lookups=[Domain.Lookup.RIGHT]),
    "stands-unproven": stand(Stage.CONFIGURED, lookups=[], verification="required"),
    "stands-last-step": stand(Stage.DOMAIN_VERIFIED, lookups=[]),
    "stands-live": stand(Stage.LIVE, lookups=[]),
    "stands-certificate": stand(Stage.LIVE, lookups=[], reason=Ticket.Reason.CERTIFICATE),
    "stands-failing": fails,
    "stands-provisioning": stand(Stage.LIVE, lookups=[], reason=Ticket.Reason.PROVISIONING),
}


def assert_in(language: str, page: Any, english: Any) -> None:
    text = page.content.decode()

    assert page["Content-Language"] == language
    assert f'<html lang="{language}">' in text
    left = paragraphs(text) & paragraphs(english.content.decode())
    assert not {one for one in left if "auth0" not in one}, language


def assert_follows_the_link(ask: Callable[[str], Any], address: str) -> None:
    """What is answered at an address is in the language of the link, whichever that is."""
    # Asked for more often than one person may within a minute.
    cache.clear()
    Link.objects.update(language="en")
    english = ask(address)
    for language in LANGUAGES:
        Link.objects.update(language=language)
        assert_in(language, ask(address), english)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_page_behind_a_link_is_translated(
    ticket: Ticket, client: Client, situation: str
) -> None:
    SITUATIONS[situation](ticket.link)

    assert_follows_the_link(client.get, f"/l/{link_token(ticket.link.pk)}/")


@pytest.mark.parametrize("wants", ["", "code"])
def test_handing_over_is_translated(ticket: Ticket, client: Client, wants: str) -> None:
    if wants:
        Link.objects.update(confirmation=wants)
    address = f"/l/{link_token(ticket.link.pk)}/colleague/"
    own = {"name": "Alice", "email": ticket.link.recipient_email, "address": "x", "code": "1"}

    assert_follows_the_link(client.get, address)
    assert_follows_the_link(lambda url: client.post(url, own), address)


@pytest.mark.parametrize("wants", ["", "code", "nothing"])
def test_sign_in_problems_are_translated(ticket: Ticket, client: Client, wants: str) -> None:
    if wants:
        Link.objects.update(confirmation=wants)
    Connection.objects.update(auth0_id="con_1", strategy="waad")
    address = f"/l/{link_token(ticket.link.pk)}/problems/"

    assert_follows_the_link(client.get, address)
    for screen in ("AADSTS50105", "user is blocked", "no such failure", ""):
        typed = {"text": screen}
        assert_follows_the_link(partial(client.post, data=typed), address)


def test_the_checklist_is_translated(ticket: Ticket, client: Client) -> None:
    address = f"/l/{link_token(ticket.link.pk)}/checklist/"
    for verification in Verification.values:
        Connection.objects.update(verification=verification)
        assert_follows_the_link(client.get, address)


def test_what_became_of_it_is_translated(ticket: Ticket, client: Client) -> None:
    stand(Stage.DOMAIN_PENDING)(ticket.link)
    address = f"/l/{link_token(ticket.link.pk)}/"
    for query in ("named", "often", f"since={int(clock.now().timestamp())}", "since=1", "mailed"):
        assert_follows_the_link(client.get, f"{address}?{query}")

    ended(Link.Ended.REPLACED)(ticket.link)
    Link.objects.update(handed_over_at=clock.now())
    assert_follows_the_link(client.get, address)


@pytest.mark.parametrize("language", LANGUAGES)
def test_asking_for_a_new_link_follows_the_page_that_leads_there(
    ticket: Ticket, client: Client, language: str
) -> None:
    over(ticket.link)
    Link.objects.update(language=language)
    page = client.get(f"/l/{link_token(ticket.link.pk)}/").content.decode()
    [address] = re.findall(r'href="(/new-link/[^"]*)"', page)

    assert_in(language, client.get(address), client.get("/new-link/"))
    sent = client.post(address, {"email": "alice@acme.com"})
    assert_in(language, client.get(sent["Location"]), client.get("/new-link/?asked"))
    assert_in(language, client.post(address, {"email": "x"}), client.post("/new-link/", {}))


@pytest.mark.usefixtures("one_window")
def test_being_asked_to_wait_is_translated(client: Client, db: None) -> None:
    for _ in range(MOST_A_MINUTE):
        client.get("/new-link/")

    english = client.get("/new-link/")

    assert english.status_code == 429
    for language in LANGUAGES:
        page = client.get("/new-link/", headers={"Accept-Language": language})
        assert page.status_code == 429
        assert_in(language, page, english)


def test_pages_of_nobody_known_follow_the_browser(ticket: Ticket, client: Client) -> None:
    for address in (
        "/l/garbage/",
        f"/l/{link_token(uuid.uuid4())}/stop/",
        f"/dns/{record_token(ticket.connection.pk)}/",
        "/dns/garbage/",
        "/new-link/",
        "/new-link/?asked",
        "/nothing-here/",
    ):
        cache.clear()
        english = client.get(address, headers={"Accept-Language": "en"})
        for language in LANGUAGES:
            page = client.get(address, headers={"Accept-Language": language})
            assert_in(language, page, english)


def test_asking_to_stop_reminders_is_translated(ticket: Ticket, client: Client) -> None:
    address = f"/l/{link_token(ticket.link.pk)}/stop/"

    assert_follows_the_link(client.get, address)
    assert_follows_the_link(client.post, address)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_form_is_explained_in_the_language(
    ticket: Ticket, client: Client, language: str
) -> None:
    address = f"/l/{link_token(ticket.link.pk)}/"
    english = client.post(address, {"address": "eve@evil.example"})
    Link.objects.update(language=language)
    strict = Client(enforce_csrf_checks=True, headers={"Accept-Language": language})

    assert_in(language, client.post(address, {"address": "eve@evil.example"}), english)
    assert_in(language, strict.post(address), Client(enforce_csrf_checks=True).post(address))


def test_a_request_that_nobody_understands_is_answered_in_the_language(
    rf: RequestFactory,
) -> None:
    def answer(language: str) -> Any:
        request: HttpRequest = rf.get("/", headers={"Accept-Language": language})
        return views.bad_request(request)

    for language in LANGUAGES:
        assert_in(language, answer(language), answer("en"))


def test_dates_are_written_as_the_language_does(ticket: Ticket, client: Client) -> None:
    over(ticket.link)
    Link.objects.update(expires_at="2026-03-04T12:00Z")
    shown = {}
    for language, _name in settings.LANGUAGES:
        Link.objects.update(language=language)
        shown[language] = client.get(f"/l/{link_token(ticket.link.pk)}/").content.decode()

    assert "March 4, 2026" in shown["en"]
    assert "4. März 2026" in shown["de"]
    assert "4 mars 2026" in shown["fr"]
    assert "4 de marzo de 2026" in shown["es"]
    assert "2026年3月4日" in shown["ja"]


def test_staff_pages_speak_english(desk: Client) -> None:
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"

    page = desk.get("/customers/new/", headers={"Accept-Language": "de"})

    assert '<html lang="en">' in page.content.decode()
    assert translation.get_language() == "en"


@pytest.mark.django_db(transaction=True)
def test_the_switch_changes_the_page_and_those_after_it(
    ticket: Ticket, page_for: Callable[..., Page]
) -> None:
    page = page_for(tolerate=("status of 404",))
    before = list(Link.objects.values()), list(Ticket.objects.values())
    for language in LANGUAGES:
        page.goto(f"/l/{link_token(ticket.link.pk)}/")
        with page.expect_navigation():
            page.locator("#language").select_option(language)
        page.locator(f"html[lang={language}]").wait_for()
    for address in other_pages(ticket):
        page.goto(address)
        assert page.locator(f"html[lang={LANGUAGES[-1]}]").count() == 1

    assert (list(Link.objects.values()), list(Ticket.objects.values())) == before


def other_pages(ticket: Ticket) -> list[str]:
    return [
        f"/l/{link_token(ticket.link.pk)}/problems/",
        f"/l/{link_token(ticket.link.pk)}/checklist/",
        f"/l/{link_token(ticket.link.pk)}/stop/",
        f"/l/{link_token(ticket.link.pk)}/colleague/",
        f"/dns/{record_token(ticket.connection.pk)}/",
        "/l/garbage/",
        "/new-link/",
        "/new-link/?asked",
    ]


def test_every_page_of_a_customer_fits_a_phone_in_every_language(
    ticket: Ticket, client: Client, phone: Callable[[str], None]
) -> None:
    address = f"/l/{link_token(ticket.link.pk)}/"
    for situation in SITUATIONS.values():
        cache.clear()  # asked for more often than one person may within a minute
        with transaction.atomic():
            situation(ticket.link)
            for language, _name in settings.LANGUAGES:
                Link.objects.update(language=language)
                phone(client.get(address).content.decode())
            transaction.set_rollback(True)
    for address in other_pages(ticket):
        cache.clear()
        for language, _name in settings.LANGUAGES:
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            phone(client.get(address).content.decode())


def test_every_mail_fits_a_phone_in_every_language(
    ticket: Ticket, phone: Callable[[str], None]
) -> None:
    context = queue.context_of(ticket) | {"domains": list(ticket.connection.domains.all())}
    for kind in Message.Kind:
        for language, _name in settings.LANGUAGES:
            phone(templates.render(kind, language, context).html)
