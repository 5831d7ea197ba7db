import base64
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError

from organizations.identity_providers.saml_metadata import LONGEST_METADATA, read_saml_metadata
from tests.organizations.saml import (
    DECLARATION,
    GOOD,
    METADATA,
    NAMESPACE,
    SOAP,
    certificate,
    entity,
    key,
    provider,
    service,
    wrapper,
)

PLAIN = entity()
SP = entity("<md:SPSSODescriptor/>", ' entityID="https://sp.example"')
SAML_1 = ' protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol"'
BOTH = SAML_1[:-1] + ' urn:oasis:names:tc:SAML:2.0:protocol"'
ENCRYPTION = key(use=' use="encryption"')


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        pytest.param(METADATA, METADATA, id="as it is"),
        pytest.param(f"\n  {METADATA}\n", METADATA, id="spaces around"),
        pytest.param(PLAIN, PLAIN, id="no declaration"),
        pytest.param("\ufeff" + METADATA, METADATA, id="byte order mark"),
        pytest.param("\u00ef\u00bb\u00bf" + METADATA, METADATA, id="byte order mark misread"),
        pytest.param(f"\u200b{METADATA}\u00a0\u2060", METADATA, id="invisible around"),
        pytest.param(METADATA.replace("/sso", "/s\u200bso"), METADATA, id="invisible within"),
        *(
            pytest.param(above + METADATA + below, METADATA, id=above or below)
            for above, below in (
                ("This XML file does not appear to have any style information.\n", ""),
                ("```xml\n", "\n```"),
                ("<!-- Exported by Fuchs -->\n", ""),
                ("Here it is: ", "\n\nBest regards\nAnna"),
            )
        ),
        pytest.param(METADATA.replace(" entityID", "\u00a0entityID"), METADATA, id="nbsp"),
        pytest.param(METADATA.replace("<", "&lt;").replace(">", "&gt;"), METADATA, id="escaped"),
        *(
            pytest.param(base64.encodebytes(METADATA.encode(code)).decode(), METADATA, id=code)
            for code in ("utf-8", "utf-8-sig", "utf-16")
        ),
        *(
            pytest.param(f"<?xml version={quote}1.0{quote} {more}?>\n{PLAIN}", PLAIN, id=more)
            for quote in "\"'"
            for more in (
                f"encoding={quote}utf-16{quote}",
                f"encoding={quote}UTF-16LE{quote} standalone={quote}yes{quote}",
                f"encoding={quote}Shift_JIS{quote}",
                f"encoding={quote}ISO-8859-1{quote}",
                f"encoding={quote}nonsense{quote}",
            )
        ),
        pytest.param(f'<?xml version="1.1"?>{PLAIN}', PLAIN, id="version 1.1"),
        *(
            pytest.param(
                METADATA.replace("https://idp.example/sso", address),
                METADATA.replace("https://idp.example/sso", address),
                id=address,
            )
            for address in (
                "HTTPS://IDP.Example:8443/SSO?a=1&amp;b=%20",
                "https://idp.example/sso/?",
                "https://idp.example/sso#x",
            )
        ),
        pytest.param(entity(provider(role=BOTH)), entity(provider(role=BOTH)), id="1.1 and 2.0"),
        pytest.param(
            entity(provider(key(use="") + service())),
            entity(provider(key(use="") + service())),
            id="key without a use",
        ),
        pytest.param(
            entity(provider(ENCRYPTION + key() + service())),
            entity(provider(ENCRYPTION + key() + service())),
            id="both keys",
        ),
        pytest.param(
            entity(provider(key(f"\n  {GOOD[:64]}\n  {GOOD[64:]}\n") + service())),
            entity(provider(key(f"\n  {GOOD[:64]}\n  {GOOD[64:]}\n") + service())),
            id="certificate in lines",
        ),
        pytest.param(
            entity(
                provider(
                    key(f"-----BEGIN CERTIFICATE-----{GOOD}-----END CERTIFICATE-----") + service()
                )
            ),
            PLAIN,
            id="certificate as PEM",
        ),
        *(
            pytest.param(
                entity(provider(key(GOOD[:64] + hidden + GOOD[64:]) + service())),
                entity(provider(key(GOOD[:64] + left + GOOD[64:]) + service())),
                id=f"U+{ord(hidden):04X} in the certificate",
            )
            for hidden, left in [
                ("\u200b", ""),
                ("\u200c", ""),
                ("\u200d", ""),
                ("\u00a0", " "),
                ("\u2028", " "),
                ("\u2029", " "),
            ]
        ),
        pytest.param(
            METADATA.replace(" entityID", "\u2028entityID"), METADATA, id="line separator"
        ),
        pytest.param(
            METADATA.replace(GOOD, f"{GOOD[:64]}&#8203;{GOOD[64:]}").replace("<", "&lt;"),
            METADATA,
            id="invisible within, escaped",
        ),
    ],
)
def test_sends_clean_metadata(text: str, sent: str) -> None:
    found = read_saml_metadata(text)

    assert (found.xml, found.warnings) == (sent, [])
    assert found.entity_id == "https://idp.example/md"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(wrapper(PLAIN, ' Name="urn:keycloak"'), id="alone"),
        pytest.param(DECLARATION + wrapper(wrapper(PLAIN)), id="nested"),
        pytest.param(wrapper(SP + PLAIN + SP), id="beside service providers"),
        pytest.param(wrapper(entity(xmlns=" ")), id="prefix declared outside"),
        pytest.param(
            wrapper(
                '<x xmlns="urn:other"><EntityDescriptor/></x>'
                + entity('<md:RoleDescriptor xsi:type="fed:X" xmlns:md="urn:y"/>' + provider()),
                ' xmlns:fed="urn:fed" xmlns:xsi="urn:xsi" xmlns="urn:d&amp;e" Name="ä"',
            ),
            id="prefixes in values",
        ),
    ],
)
def test_takes_the_only_identity_provider_of_a_list(text: str) -> None:
    found = read_saml_metadata(text)

    root = ElementTree.fromstring(found.xml)
    assert (root.tag, root.get("entityID")) == (
        f"{{{NAMESPACE}}}EntityDescriptor",
        "https://idp.example/md",
    )
    assert read_saml_metadata(found.xml) == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "isn't XML"),
        ("<EntityDescriptor", "isn't XML"),
        (METADATA.replace('"', "”"), "word processor has changed the quotation marks"),
        ("<a/>", "isn't the metadata of one identity provider: it starts with <a>"),
        (PLAIN.replace(NAMESPACE, "urn:x"), f"<EntityDescriptor> of the namespace {NAMESPACE}"),
        ("<!DOCTYPE html>\n<html><head><link></head>Sign in</html>", "This is a web page"),
        ("<html/>", "This is a web page"),
        ("\n<!-- saved --><!doctype HTML PUBLIC 'x'><HTML>", "This is a web page"),
        (DECLARATION + "<!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'/>", "a web page"),
        *(
            (f"\n{tag}<p>Sign in</p>", "This is a web page")
            for tag in (
                "<title>Sign in</title>",
                '<form method="post" action="/login">',
                '<META http-equiv="refresh"/>',
                '<input type="password">',
                "<h1>Sign in</h1>",
            )
        ),
        ('<form:EntityDescriptor xmlns:form="urn:x"/>', "of the namespace"),
        ("<Metadata/>", "starts with <Metadata>"),
        ("https://idp.example/metadata", "This is a URL"),
        ("HTTPS://idp.example/metadata", "This is a URL"),
        ("<https://idp.example/metadata>", "This is a URL"),
        (base64.b64encode(b"<html>").decode(), "This is a web page"),
        ('{"issuer": "https://idp.example"}', "This is JSON"),
        (f"-----BEGIN CERTIFICATE-----\n{GOOD}", "a certificate alone"),
        (GOOD, "a certificate alone"),
        (f'<!DOCTYPE a [<!ENTITY b "c">]>{PLAIN}', "document type"),
        ("<" + "x" * LONGEST_METADATA, "too long"),
        ("\ud800<a/>", "isn't XML: it contains half of a character (U+D800)"),
        (SP, "describes no identity provider"),
        (wrapper(SP), "describes no identity provider"),
        (wrapper(""), "describes no identity provider"),
        (
            wrapper(PLAIN + entity(attributes=' entityID="https://two.example"')),
            "several identity providers: https://idp.example/md, https://two.example.",
        ),
        (wrapper(PLAIN * 5), "and 2 more"),
        (entity(provider(role=SAML_1)), "support SAML 2.0"),
        (entity(attributes=""), "no entityID"),
        (entity(attributes=' entityID=" "'), "no entityID"),
        (entity(attributes=' entityID="https://idp.example/\u200d"'), "invisible character"),
        (entity(provider(service())), "no signing certificate"),
        (entity(provider(key("") + service())), "no signing certificate"),
        (entity(provider(ENCRYPTION + service())), "for encryption only"),
        (entity(provider(key("MIIC...redacted...==") + service())), "be read"),
        (entity(provider(key(GOOD[:-40]) + service())), "be read"),
        (entity(provider(key("AAAA") + service())), "be read"),
        (entity(provider(key() + key("MIIä") + service())), "be read"),
        *(
            (entity(provider(key(GOOD[:64] + hidden + GOOD[64:]) + service())), told)
            for hidden, told in [
                ("&#8203;", "contains ZERO WIDTH SPACE (U+200B)"),
                ("&#x200D;", "contains ZERO WIDTH JOINER (U+200D)"),
                ("&#xFEFF;", "contains ZERO WIDTH NO-BREAK SPACE (U+FEFF)"),
                ("&#160;", "contains NO-BREAK SPACE (U+00A0)"),
                ("\u2003", "contains EM SPACE (U+2003)"),
            ]
        ),
        (entity(provider(key())), "no sign-on address"),
        (entity(provider(key() + service(""))), "no sign-on address"),
        (entity(provider(key() + service(binding=SOAP))), "no sign-on address"),
        (entity(provider(key() + service("http://idp.example/sso"))), "start with https"),
        (entity(provider(key() + service("/sso"))), "start with https"),
        (
            entity(provider(key() + service() + service("http://idp.example/sso"))),
            "start with https",
        ),
        (entity(provider(key() + service("https://a:b@idp.example/"))), "without a username"),
        (entity(provider(key() + service("https://{host}/sso"))), "contains {host}"),
        *(
            (entity(provider(key() + service(address))), told)
            for address, told in [
                (" https://idp.example/sso", "a space or a line break"),
                ("https://idp.example/sso ", "a space or a line break"),
                ("https://idp.example/&#10;sso", "a space or a line break"),
                ("https://idp.example/sso&gt;", "should be “https://idp.example/sso”"),
                ("https://idp.example/sso.", "should be “https://idp.example/sso”"),
                ("https://ｉｄｐ.example/sso", "should be “https://idp.example/sso”"),
                ("https://müller.example/sso", "should be “https://xn--mller-kva.example/sso”"),
                (
                    "https://idp.example/?a=1&amp;amp;b=2",
                    "should be “https://idp.example/?a=1&b=2”",
                ),
                ("https://idp.example:0/sso", "Port 0"),
            ]
        ),
        (entity(provider(key() + service("https://idp\u200c.example/"))), "ZERO WIDTH NON-JOINER"),
    ],
)
def test_says_what_is_wrong_with_metadata(text: str, told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_saml_metadata(text)

    assert told in refused.value.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            entity(provider(key(certificate(2018, 2021)) + service())),
            "The signing certificate expired on January 1, 2021.",
        ),
        (
            entity(provider(key(certificate(2100, 2101)) + service())),
            "The signing certificate isn't valid before January 1, 2100.",
        ),
        (
            entity(attributes=' entityID="a" validUntil="2022-03-04T00:00:00.0000000Z"'),
            "The metadata itself was valid until March 4, 2022 only.",
        ),
        (
            wrapper(PLAIN, ' validUntil="2022-03-04T00:00:00"'),
            "The metadata itself was valid until March 4, 2022 only.",
        ),
        *(
            (
                entity(attributes=f' entityID="a" validUntil="{until}"'),
                f"The metadata itself was valid until March {day}, 2022 only.",
            )
            for until, day in [
                ("2022-03-04T24:00:00Z", 5),
                ("2022-03-04T24:00:00.000+00:00", 5),
                ("2022-03-04T23:59:60Z", 4),
                ("2022-03-04Z", 4),
                ("2022-03-04+00:00", 4),
                ("2022-03-04", 4),
            ]
        ),
        (
            wrapper(wrapper(wrapper(PLAIN), ' validUntil="2022-03-04T00:00:00"')),
            "The metadata itself was valid until March 4, 2022 only.",
        ),
        (
            entity(provider(role=' validUntil="2022-03-04T00:00:00+02:00"')),
            "The metadata itself was valid until March 4, 2022 only.",
        ),
        (
            entity(
                provider(key() + service() + service("http://idp.example/out", kind="SingleLogout"))
            ),
            "The sign-out URL http://idp.example/out doesn't start with https://.",
        ),
    ],
)
def test_warns_of_what_auth0_takes_and_sign_in_may_not(text: str, told: str) -> None:
    [warning] = read_saml_metadata(text).warnings

    assert warning.startswith(told)


@pytest.mark.parametrize(
    "until",
    ["2122-01-01T00:00:00Z", "2122-01-01T24:00:00Z", "9999-12-31T24:00:00Z", "tomorrow", ""],
)
def test_warns_of_nothing_that_lasts(until: str) -> None:
    text = entity(attributes=f' entityID="a" validUntil="{until}"')

    assert read_saml_metadata(text).warnings == []


def test_ends_soon_with_a_page_of_comments() -> None:
    with pytest.raises(ValidationError, match="isn't XML"):
        read_saml_metadata("<!---->" * 50_000 + "<")
