"""What a customer pastes as SAML metadata, cleaned and checked as far as sign-in needs it.

https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf
"""

import base64
import codecs
import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.parsers import expat

from cryptography import x509
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from portal import clock
from portal.text.invisible import is_invisible, name_of, without_invisible

from .certificates import dated, read_certificate
from .web_addresses import https_url

# Characters; the metadata of a large federation is megabytes, that of one provider is not.
LONGEST_METADATA = 500_000

_METADATA = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_CERTIFICATE = ".//{http://www.w3.org/2000/09/xmldsig#}X509Certificate"
_SAML_2 = "urn:oasis:names:tc:SAML:2.0:protocol"
_BINDINGS = tuple(
    f"urn:oasis:names:tc:SAML:2.0:bindings:{one}" for one in ("HTTP-Redirect", "HTTP-POST")
)

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# How a byte order mark looks that was read as Windows-1252.
_MISREAD_MARK = "\u00ef\u00bb\u00bf"
# In names of some scripts they matter, so they stay where they are.
_JOINERS = "\u200c\u200d"
_DECLARATION = re.compile(r"\A<\?xml\s[^>]*?\?>\s*")
_PLAIN_DECLARATION = re.compile(
    r"""<\?xml\s+version\s*=\s*["']1\.0["'](\s+encoding\s*=\s*["']utf-?8["'])?(\s+standalone\s*=\s*["']\w+["'])?\s*\?>""",
    re.I,
)
_WEB_PAGE = re.compile(
    r"(?:<\?xml[^>]*>|<!--.*?-->|\s)*+<(?:!doctype\s+html\b|(?:html|head|body|title|meta|link|"
    r"base|style|script|noscript|main|div|form|input|table|center|iframe|h[1-6]|p)(?=[\s/>]))",
    re.I | re.S,
)
# What programs write above a file, and people around it; a comment may not stand there either.
_ABOVE = re.compile(
    r"\A(?:[^<]+|\s*<!--.*?-->\s*(?=<\?xml\s))(?=<(?:\?xml\s|!--|(?:[\w.-]+:)?Entit(?:y|ies)Descriptor\b))",
    re.S,
)
_BELOW = re.compile(r"(?<=Descriptor>)\s*[^<>\s][^<>]*\Z")
_CERTIFICATE_TEXT = re.compile(r"(?<=X509Certificate>)[^<]*")
# For an XML parser or Auth0 these are no white space.
_OTHER_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2028\u2029", " "))
_NO_BASE64 = re.compile(r"[^A-Za-z0-9+/=\s]", re.ASCII)
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class SamlMetadata:
    """The XML of one identity provider as Auth0 gets it, and what staff should know of it."""

    xml: str
    entity_id: str
    warnings: list[str]


def read_saml_metadata(text: str) -> SamlMetadata:
    """Return the metadata of the one identity provider that a text describes.

    Raises ValidationError that says what is wrong with it and what to ask the customer for.
    """
    if len(text) > LONGEST_METADATA:
        raise ValidationError(
            "This is too long for the metadata of one identity provider. "
            "Ask the customer for theirs alone."
        )
    xml = _clean(_opened(text))
    _refuse_other_things(xml)
    xml = re.sub(r"-----(BEGIN|END)( X509)? CERTIFICATE-----", "", xml)
    root = _parse(xml)
    entity, xml, wrappers = _one_provider(root, xml)
    entity_id = entity.get("entityID", "").strip()
    if not entity_id:
        raise ValidationError(
            "This metadata doesn't name its identity provider: <EntityDescriptor> has no "
            "entityID. Ask the customer to export it again."
        )
    if any(is_invisible(character) for character in entity_id):
        raise ValidationError("The entityID has an invisible character. Ask for the file itself.")
    provider = _provider_in(entity)
    certificates = _signing_certificates(provider)
    _check_sign_on(provider)
    now = clock.now()
    warnings = [
        *filter(None, (dated(one, now=now) for one in certificates)),
        *_overdue([*wrappers, entity, provider], now),
        *_unsafe_sign_out(provider),
    ]
    return SamlMetadata(xml, entity_id, list(dict.fromkeys(warnings)))


def _opened(text: str) -> str:
    """Some consoles and APIs give a file in Base64; what is none stays as it is."""
    try:
        data = base64.b64decode(re.sub(r"\s", "", without_invisible(text)), validate=True)
        xml = data.decode("utf-16" if data.startswith(_UTF_16_MARKS) else "utf-8")
    except ValueError:
        return text
    return xml if xml.lstrip("\ufeff \r\n\t").startswith("<") else text


def _clean(text: str) -> str:
    """Without what copying adds and nobody can mean; declared encodings are over once decoded."""
    kept = "".join(one for one in text if one in _JOINERS or not is_invisible(one))
    xml = kept.translate(_OTHER_SPACES).strip().removeprefix(_MISREAD_MARK)
    xml = xml.strip(f" \t\r\n{_JOINERS}")
    if xml.startswith("&lt;"):
        # Copied from the source of a page that shows it; what that escaped is cleaned as well.
        return _clean(html.unescape(xml))
    xml = _BELOW.sub("", _ABOVE.sub("", xml))
    xml = _CERTIFICATE_TEXT.sub(lambda found: re.sub(f"[{_JOINERS}]", "", found[0]), xml)
    return xml if _PLAIN_DECLARATION.match(xml) else _DECLARATION.sub("", xml, count=1)


def _refuse_other_things(xml: str) -> None:
    if not xml:
        raise ValidationError("This isn't XML: it's empty. Paste the whole metadata file.")
    if _WEB_PAGE.match(xml):
        raise ValidationError(
            "This is a web page, not metadata; the metadata may be behind a sign-in page. "
            "Ask the customer to download the metadata while signed in, and to send the file."
        )
    if re.fullmatch(r"<?https?://\S+", xml, re.I):
        raise ValidationError(
            "This is a URL. Choose “Metadata URL” for it, or paste the XML from that URL."
        )
    if xml.startswith("{"):
        raise ValidationError(
            "This is JSON, not XML; perhaps an OpenID Connect discovery document. Choose “OpenID "
            "Connect” for that, or ask for SAML metadata."
        )
    if xml.startswith("-----BEGIN") or re.fullmatch(r"MII[A-Za-z0-9+/=\s]+", xml):
        raise ValidationError(
            "This is a certificate alone. Ask the customer for the metadata, which contains it."
        )
    if "<!DOCTYPE" in xml or "<!ENTITY" in xml:
        raise ValidationError(
            "Metadata doesn't need a document type. Remove the <!DOCTYPE …> line."
        )


def _parse(xml: str) -> ElementTree.Element:
    if half := re.search(r"[\ud800-\udfff]", xml):
        raise ValidationError(
            f"This isn't XML: it contains half of a character ({name_of(half[0])}). Ask the "
            "customer for the file itself, not its text."
        )
    try:
        # Without a document type there are no entities that could expand.
        return ElementTree.fromstring(xml.encode())  # noqa: S314
    except (ElementTree.ParseError, ValueError) as error:
        if re.search(r"=\s*[“”„«»‘’]", xml):
            raise ValidationError(
                "A word processor has changed the quotation marks of this XML. Ask the customer "
                "for the file itself, not for its text."
            ) from error
        raise ValidationError(
            f"This isn't XML: {error}. Paste the whole file, from < to the last >."
        ) from error


def _one_provider(
    root: ElementTree.Element, xml: str
) -> tuple[ElementTree.Element, str, list[ElementTree.Element]]:
    """The entity, its own XML, and what it stands in: some providers wrap theirs in a list."""
    if root.tag == f"{_METADATA}EntityDescriptor":
        return root, xml, []
    if root.tag != f"{_METADATA}EntitiesDescriptor":
        raise ValidationError(
            "This XML isn't the metadata of one identity provider: it starts with "
            f"<{root.tag.rpartition('}')[2][:40]}>, and should start with <EntityDescriptor> of "
            f"the namespace {_METADATA[1:-1]}."
        )
    entities = list(root.iter(f"{_METADATA}EntityDescriptor"))
    providers = [one for one in entities if one.find(f"{_METADATA}IDPSSODescriptor") is not None]
    if len(providers) > 1:
        names = ", ".join(one.get("entityID", "") for one in providers[:_SHOWN])
        more = f" and {len(providers) - _SHOWN} more" if len(providers) > _SHOWN else ""
        raise ValidationError(
            f"This describes several identity providers: {names}{more}. Ask the customer for the "
            "metadata of the one that their users sign in with."
        )
    if not providers:
        raise ValidationError(_NO_PROVIDER)
    entity = providers[0]
    return entity, _cut_out(xml, entities.index(entity)), _around(entity, root)


def _around(entity: ElementTree.Element, root: ElementTree.Element) -> list[ElementTree.Element]:
    """Everything that an element stands in, from within; what ends there ends for it, too."""
    parents = {child: parent for parent in root.iter() for child in parent}
    around = [parents[entity]]
    while around[-1] in parents:
        around.append(parents[around[-1]])
    return around


_NO_PROVIDER = (
    "This metadata describes no identity provider (no <IDPSSODescriptor>). "
    "Perhaps it is the service provider's: ask for the other one."
)


def _cut_out(xml: str, wanted: int) -> str:
    """The text of the EntityDescriptor with this number (from 0), as it stands there.

    It keeps its own prefixes, also those in values of attributes, which writing the parsed tree
    again would lose; so what it inherits is declared on it.
    """
    data = xml.encode()
    parser = expat.ParserCreate(namespace_separator="}")
    # Prefix → namespace, of what is open around the parser's place.
    scopes: list[dict[str | None, str]] = []
    own: dict[str | None, str] = {}
    inherited: dict[str | None, str] = {}
    found: dict[str, int] = {}
    seen = 0

    def declare(prefix: str | None, namespace: str | None) -> None:
        own[prefix] = namespace or ""

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal seen
        if name == f"{_METADATA[1:]}EntityDescriptor":
            if seen == wanted:
                found["depth"], found["start"] = len(scopes), parser.CurrentByteIndex
                for scope in scopes:
                    inherited.update(scope)
                for prefix in own:
                    inherited.pop(prefix, None)
            seen += 1
        scopes.append(dict(own))
        own.clear()

    def end(_name: str) -> None:
        scopes.pop()
        if found.get("depth") == len(scopes) and "end" not in found:
            found["end"] = data.index(b">", parser.CurrentByteIndex) + 1

    parser.StartNamespaceDeclHandler = declare
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(data, True)
    text = data[found["start"] : found["end"]].decode()
    declared = "".join(
        f' xmlns{(prefix and f":{prefix}") or ""}="{html.escape(namespace)}"'
        for prefix, namespace in inherited.items()
    )
    return re.sub(r"<[^\s/>]+", lambda tag: tag[0] + declared, text, count=1)


def _provider_in(entity: ElementTree.Element) -> ElementTree.Element:
    roles = entity.findall(f"{_METADATA}IDPSSODescriptor")
    if not roles:
        raise ValidationError(_NO_PROVIDER)
    for role in roles:
        if _SAML_2 in role.get("protocolSupportEnumeration", _SAML_2).split():
            return role
    raise ValidationError(
        "This identity provider doesn't support SAML 2.0, which Auth0 requires "
        f"(protocolSupportEnumeration lacks {_SAML_2})."
    )


def _signing_certificates(provider: ElementTree.Element) -> list[x509.Certificate]:
    keys = provider.findall(f"{_METADATA}KeyDescriptor")
    signing = [one for one in keys if one.get("use", "signing").strip().lower() == "signing"]
    texts = [
        text
        for key in signing
        for one in key.iterfind(_CERTIFICATE)
        if (text := "".join(one.itertext()).strip())
    ]
    if texts:
        return [_certificate(text) for text in texts]
    if keys and not signing:
        raise ValidationError(
            "This metadata has a certificate for encryption only, and no certificate to check "
            "signatures with. Ask the customer for metadata with their signing certificate."
        )
    raise ValidationError(
        "This metadata has no signing certificate, so signatures can't be checked. Ask "
        "the customer for metadata with their certificate."
    )


def _certificate(text: str) -> x509.Certificate:
    """As Auth0 gets it: what reading here could skip would be sent all the same."""
    certificate = read_certificate(text)
    if wrong := _NO_BASE64.search(text):
        raise ValidationError(
            f"The signing certificate contains {name_of(wrong[0])}, which no certificate can. Ask "
            "for the file itself."
        )
    return certificate


def _check_sign_on(provider: ElementTree.Element) -> None:
    addresses = _addresses(provider, "SingleSignOnService")
    if not any(addresses):
        raise ValidationError(
            "This metadata has no sign-on address (no <SingleSignOnService> for HTTP-Redirect or "
            "HTTP-POST). Ask the customer to export it again."
        )
    for address in addresses:
        hidden = [name_of(one) for one in address if is_invisible(one)]
        if hidden:
            raise ValidationError(
                f"The sign-on address contains {hidden[0]}. Ask for the file itself."
            )
        if re.search(r"\s", address):
            raise ValidationError(
                f"The sign-on address “{address.strip()}” has a space or a line break in it or "
                "around it, which Auth0 would keep. Ask the customer to export it again."
            )
        if not address.lower().startswith("https://"):
            raise ValidationError(
                f"The sign-on URL “{address}” doesn't start with https://, so sign-ins "
                "could be read in transit. Ask the customer to change it."
            )
        try:
            clean = https_url(address)
        except ValidationError as error:
            raise ValidationError(f"The sign-on address “{address}”: {error.message}") from None
        # Auth0 gets the file as it is, so here nothing is cleaned.
        parts = urlsplit(address)
        if parts._replace(netloc=parts.netloc.lower()).geturl() != clean:
            raise ValidationError(
                f"The sign-on address “{address}” isn't written as browsers send it. It should be "
                f"“{clean}”. Ask the customer to change it."
            )


def _addresses(provider: ElementTree.Element, service: str) -> list[str]:
    return [
        one.get("Location", "")
        for one in provider.iterfind(f"{_METADATA}{service}")
        if one.get("Binding", "").strip() in _BINDINGS
    ]


def _overdue(elements: list[ElementTree.Element], now: datetime) -> list[str]:
    ends = [end for one in elements if (end := _moment(one.get("validUntil", ""))) and end < now]
    if not ends:
        return []
    return [
        f"The metadata itself was valid until {date_format(min(ends))} only. "
        "Ask the customer whether there is a newer version."
    ]


def _moment(text: str) -> datetime | None:
    """Also the leap second and the end of a day, which XML Schema has and Python has not, and a day
    with a time zone.
    """
    text = re.sub(r"(?<=T\d\d:\d\d:)60", "59", text.strip())
    day = re.match(r"\d{4}-\d\d-\d\d(?=Z|[+-]\d\d:\d\d|T24:00)", text)
    later = timedelta(days=1) if "T24:00" in text else timedelta()
    if day:
        text = f"{day[0]}T00:00{re.sub('^T24:00', '', text[day.end() :])}"
    try:
        moment = datetime.fromisoformat(text) + later
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _unsafe_sign_out(provider: ElementTree.Element) -> list[str]:
    unsafe = [
        one for one in _addresses(provider, "SingleLogoutService") if one[:5].lower() == "http:"
    ]
    return [f"The sign-out URL {one} doesn't start with https://." for one in unsafe[:1]]
