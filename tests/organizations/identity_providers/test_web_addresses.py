import pytest
from django.core.exceptions import ValidationError

from organizations.identity_providers.web_addresses import discovery_url, https_url, metadata_url

WELL_KNOWN = "/.well-known/openid-configuration"
ENTRA = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        ("https://idp.example", "https://idp.example"),
        ("  HTTPS://IDP.Example/Path ", "https://idp.example/Path"),
        ("<https://idp.example/md>", "https://idp.example/md"),
        ("“https://idp.example/md”.", "https://idp.example/md"),
        ("https://idp.example/md。", "https://idp.example/md"),
        ("「https://idp.example/」、", "https://idp.example/"),
        ("(https://idp.example/md)", "https://idp.example/md"),
        ("https://idp.example/md（2）).", "https://idp.example/md(2)"),
        ("[https://idp.example/md]", "https://idp.example/md"),
        ("https://idp.exa\u200bmple/md\ufeff", "https://idp.example/md"),
        ("https://idp.example/\r\nmd", "https://idp.example/md"),
        ("https://idp.example:8443/md?a=b%20c&d", "https://idp.example:8443/md?a=b%20c&d"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://idp.example/straße?p=ü%20", "https://idp.example/stra%C3%9Fe?p=%C3%BC%20"),
        ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443/"),
        ("https：//ｉｄｐ．example／md", "https://idp.example/md"),
        ("https://idp.example/md?a=1&amp;b=2&#38;c=3", "https://idp.example/md?a=1&b=2&c=3"),
        ("https://idp.example/md?a=1&amp;amp;b=2", "https://idp.example/md?a=1&b=2"),
        ("https://idp.example/md?a=1&copy=2&lt=3", "https://idp.example/md?a=1&copy=2&lt=3"),
    ],
)
def test_takes_addresses_as_people_paste_them(pasted: str, url: str) -> None:
    assert https_url(pasted) == url


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        ("http://idp.example", "that starts with https://"),
        ("idp.example", "that starts with https://"),
        ("https://", "that starts with https://"),
        ("https:///path", "that starts with https://"),
        ("https://a b", "that starts with https://"),
        ("https://idp.example/a https://idp.example/b", "that starts with https://"),
        ("https://idp..example", "that starts with https://"),
        ("https://idp.example:99999", "that starts with https://"),
        ("https://[idp.example", "that starts with https://"),
        ("javascript:alert(1)", "that starts with https://"),
        ("", "that starts with https://"),
        ("https://user:secret@idp.example", "without a username and password"),
        ("https://user@idp.example", "without a username and password"),
        ("https://{yourDomain}/oauth2/default", "contains {yourDomain}"),
        ("https://<tenant>.example/oauth2", "contains <tenant>"),
        ("https://idp.example\\md", "contains \\"),
        ("https://idp.example:0/md", "Port 0"),
        ("https://idp.example/a\x01b", "a control character (U+0001)"),
        ("https://idp.example/md?a=\ud800", "(U+D800)"),
        ("https://idp.example/md?a=\ue000", "a private-use character (U+E000)"),
    ],
)
def test_refuses_what_is_no_https_address(pasted: str, told: str) -> None:
    for read in (https_url, discovery_url, metadata_url):
        with pytest.raises(ValidationError) as refused:
            read(pasted)
        assert told in refused.value.message


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        ("https://idp.example", f"https://idp.example{WELL_KNOWN}"),
        ("https://idp.example/", f"https://idp.example{WELL_KNOWN}"),
        (ENTRA, f"{ENTRA}{WELL_KNOWN}"),
        (f"https://idp.example{WELL_KNOWN}", f"https://idp.example{WELL_KNOWN}"),
        (f"https://idp.example{WELL_KNOWN}/", f"https://idp.example{WELL_KNOWN}"),
        (f"{ENTRA}{WELL_KNOWN}?appid=6", f"{ENTRA}{WELL_KNOWN}?appid=6"),
        (f"{ENTRA}{WELL_KNOWN}/?p=b2c_1_sign_in", f"{ENTRA}{WELL_KNOWN}?p=b2c_1_sign_in"),
        (
            f"https://x.example{WELL_KNOWN}?client_id=1/",
            f"https://x.example{WELL_KNOWN}?client_id=1/",
        ),
        (f"https://idp.example{WELL_KNOWN}#top", f"https://idp.example{WELL_KNOWN}"),
        (f"https://idp.example{WELL_KNOWN.upper()}", f"https://idp.example{WELL_KNOWN}"),
        (
            "https://idp.example/Tenant/.Well-Known/OpenID-Configuration?A=B",
            f"https://idp.example/Tenant{WELL_KNOWN}?A=B",
        ),
        (
            "https://idp.example/a%2Fb/%2ewell-known/openid%2Dconfiguration?p=1",
            f"https://idp.example/a%2Fb{WELL_KNOWN}?p=1",
        ),
        (f"https://idp.example{WELL_KNOWN}.", f"https://idp.example{WELL_KNOWN}"),
        ("https://idp.example#", f"https://idp.example{WELL_KNOWN}"),
        (
            "https://idp.example/．well-known/openid-configuration",
            f"https://idp.example{WELL_KNOWN}",
        ),
        (
            "https://idp.example/a%2fb/.well-known%2Fopenid-configuration",
            f"https://idp.example/a%2fb{WELL_KNOWN}",
        ),
        ("https://idp.example/auth", f"https://idp.example/auth{WELL_KNOWN}"),
        (
            "https://my_idp.example/oauth2/default",
            f"https://my_idp.example/oauth2/default{WELL_KNOWN}",
        ),
        ("https://idp.example/oidc/2", f"https://idp.example/oidc/2{WELL_KNOWN}"),
        ("https://idp.example/oauth2/v2.0", f"https://idp.example/oauth2/v2.0{WELL_KNOWN}"),
    ],
)
def test_finds_the_discovery_document(pasted: str, url: str) -> None:
    assert discovery_url(pasted) == url
    assert discovery_url(url) == url


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        ("https://idp.example/.well-known/oauth-authorization-server", "an OpenID"),
        ("https://idp.example/.well-known/", "an OpenID"),
        ("https://idp.example/%2Ewell-known/x", "an OpenID"),
        *(
            (f"https://idp.example{WELL_KNOWN}{behind}", "optionally followed by a ?")
            for behind in (
                "/tenant",
                ".json",
                "&appid=1",
                "%3Fp=b2c",
                "%20",
                WELL_KNOWN,
                f"https://idp.example{WELL_KNOWN}",
            )
        ),
        *(
            (f"https://idp.example/{path}", "This isn't an OpenID Connect discovery document")
            for path in (
                ".well\u2010known/openid-configuration",
                ".wellknown/openid-configuration",
                "well-known/openid-configuration",
                "openid-configuration",
            )
        ),
        ("https://idp.example?tenant=1", "nothing after a ? or #"),
        ("https://idp.example/realms/acme?client_id=1", "nothing after a ? or #"),
        ("https://idp.example/admin/#/realms", "nothing after a ? or #"),
        ("https://idp.example/FederationMetadata.xml", "SAML URL"),
        (f"{ENTRA.removesuffix('/v2.0')}/saml2", "SAML URL"),
        ("https://adfs.example/adfs/ls/", "SAML URL"),
        ("https://idp.example/realms/acme/protocol/saml/descriptor", "SAML URL"),
        ("https://idp.example/oauth2/v2.0/authorize?client_id=1", "endpoints (authorize)"),
        ("https://idp.example/oauth/token", "endpoints (token)"),
        ("https://idp.example/oauth2/v1/jwks.json", "endpoints (jwks.json)"),
        *(
            (f"https://idp.example/realms/acme/protocol/openid-connect/{name}", f"({name})")
            for name in ("certs", "auth", "logout", "registrations")
        ),
        ("https://accounts.google.com/o/oauth2/v2/auth", "endpoints (auth)"),
        ("https://idp.example/o/oauth2/auth?client_id=1", "endpoints (auth)"),
        ("https://acme.okta.com/oauth2/v1/keys", "endpoints (keys)"),
        ("https://acme.okta.com/oauth2/v1/clients", "endpoints (clients)"),
        ("https://idp.example/oidc/2/me", "endpoints (me)"),
        ("https://login.microsoftonline.com/x/discovery/v2.0/keys", "endpoints (keys)"),
        ("https://idp.example/connect/endsession", "endpoints (endsession)"),
        ("https://idp.example/connect/deviceauthorization", "endpoints (deviceauthorization)"),
    ],
)
def test_refuses_what_leads_to_no_discovery_document(pasted: str, told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        discovery_url(pasted)

    assert told in refused.value.message


def test_takes_an_address_of_metadata_without_its_fragment() -> None:
    assert metadata_url("https://idp.example/md?appid=1#x") == "https://idp.example/md?appid=1"


@pytest.mark.parametrize("path", [WELL_KNOWN, WELL_KNOWN.replace(".", "%2e")])
def test_refuses_a_discovery_document_as_metadata(path: str) -> None:
    with pytest.raises(ValidationError, match="OpenID Connect"):
        metadata_url(f"https://idp.example{path}")


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1",
        "[::1]",
        "localhost",
        "idp",
        "-idp.example",
        "idp-.example",
        "idp.local",
        "idp.example.1",
        f"{'a' * 64}.example",
    ],
)
def test_refuses_what_auth0_cannot_reach(host: str) -> None:
    for read in (discovery_url, metadata_url):
        with pytest.raises(ValidationError, match="Auth0 can't reach"):
            read(f"https://{host}/md")


SECRETS = (
    "token=abc",
    "appid=6&access_token=abc",
    "api_key=abc",
    "X-API-Key=abc",
    "sv=2024-11-04&se=2027-01-01&sig=a%2Bb%3D",
    "X-Amz-Signature=abc",
    "client%5Fsecret=abc",
    "p=b2c;password=abc",
    "code=abc",
    "Ocp-Apim-Subscription-Key=abc",
)


@pytest.mark.parametrize("query", SECRETS)
def test_refuses_a_secret_in_what_auth0_fetches_without_repeating_it(query: str) -> None:
    for read, path in ((metadata_url, "/saml"), (discovery_url, WELL_KNOWN)):
        with pytest.raises(ValidationError, match="contains a secret") as refused:
            read(f"https://idp.example{path}?{query}")

        assert "abc" not in refused.value.message
        assert "a%2Bb" not in refused.value.message


@pytest.mark.parametrize(
    "query", ["appid=6", "idpid=C03&x=token", "p=b2c_1_sign_in", "entityID=urn:key", "token="]
)
def test_takes_parameters_that_open_nothing(query: str) -> None:
    assert metadata_url(f"https://idp.example/saml?{query}").endswith(query)


def test_opens_the_links_of_mail_filters() -> None:
    safelinks = "https://eur01.safelinks.protection.outlook.com/?url={}&data=05%7C&reserved=0"
    well_known = "https%3A%2F%2Fidp.example%2F.well-known%2Fopenid-configuration%3Fp%3D1"

    assert discovery_url(safelinks.format(well_known)).startswith("https://idp.example/.well-known")
    assert metadata_url(safelinks.format("https%3A%2F%2Fidp.example%2Fmd")) == (
        "https://idp.example/md"
    )
    with pytest.raises(ValidationError, match="Enter a full URL that starts with https://"):
        https_url(safelinks.format("http%3A%2F%2Fidp.example%2Fsso"))
    with pytest.raises(ValidationError, match="a link of Mimecast"):
        https_url("https://protect-eu.mimecast.com/s/AbC1?domain=idp.example")
