"""Addresses within the links that mail filters make of them."""

import base64
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError

from portal.text.wrapped_links import opened

URL = "https://login.microsoftonline.com/1-2/federationmetadata/2007-06/fm.xml?appid=3_4&x=%C3%A9"
QUOTED = quote(URL, safe="")
SAFELINKS = f"https://eur01.safelinks.protection.outlook.com/?url={QUOTED}&data=05%7C&sdata=a%3D"
V2 = "".join(
    one if one.isalnum() or one == "." else "_" if one == "/" else f"-{ord(one):02X}" for one in URL
)
V3 = URL.replace("_", "*")
TAKEN_OUT = base64.urlsafe_b64encode(b"_" * URL.count("_")).decode().rstrip("=")
WRAPPED = {
    "SafeLinks": SAFELINKS,
    "SafeLinks quoted again": SAFELINKS.replace(QUOTED, quote(QUOTED)),
    "Barracuda quoted twice more": "https://linkprotect.cudasvc.com/url?a="
    f"{quote(quote(QUOTED))}&c=E",
    "Teams": "https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/"
    f"atp-safelinks.html?url={QUOTED}&locale=en-us",
    "Proofpoint 1": f"https://urldefense.proofpoint.com/v1/url?u={QUOTED}%0A&k=x",
    "Proofpoint 2": f"https://urldefense.proofpoint.com/v2/url?u={V2}&d=DwMFAg&c=x",
    "Proofpoint 3": f"https://urldefense.com/v3/__{V3}__;{TAKEN_OUT}!!Abc-d!x_y$",
    "Barracuda": f"https://linkprotect.cudasvc.com/url?a={QUOTED}&c=E,1,x&typo=1",
    "Sophos": "https://eu-west-1.protection.sophos.com/?d=login.microsoftonline.com&u="
    f"{base64.b64encode(URL.encode()).decode()}&i=NWY&t=x",
    "Cisco": f"https://secure-web.cisco.com/1abc-def/{QUOTED}",
    "Trellix": f"https://protect2.fireeye.com/v1/url?k=1&q=1&e=2&u={QUOTED}",
    "Check Point": f"https://protect.checkpoint.com/v2/___{URL}___.YXAx",
    "Google": f"https://www.google.com/url?q={QUOTED}&sa=D&source=editors",
    "Slack": f"https://slack-redir.net/link?url={QUOTED}",
    "SafeLinks around Proofpoint": SAFELINKS.replace(
        QUOTED, quote(f"https://urldefense.proofpoint.com/v2/url?u={V2}&d=x", safe="")
    ),
}


@pytest.mark.parametrize("link", WRAPPED.values(), ids=WRAPPED)
def test_opens_what_filters_put_around_an_address(link: str) -> None:
    assert opened(link) == URL


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "https://login.mimecast.com/saml/metadata",
        "https://sso.trendmicro.com/metadata.xml",
        "https://idp.acme.com/?url=https%3A%2F%2Facme.com",
        "https://accounts.google.com/o/saml2?idpid=C0",
        "https://id.cisco.com/oauth2/default/.well-known/openid-configuration",
        "acme.com",
        "",
    ],
)
def test_leaves_every_other_address_as_it_is(url: str) -> None:
    assert opened(url) == url


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("https://protect-eu.mimecast.com/s/AbC1?domain=acme.com", "Mimecast"),
        ("https://url.de.m.mimecastprotect.com/s/AbC1?domain=acme.com", "Mimecast"),
        ("https://url.emailprotection.link/?b6t_II7rHqeURY3L4E7", "Proofpoint"),
        ("https://eu01.safelinks.protection.outlook.com/?data=05%7C02", "Microsoft"),
        ("https://u1.ct.sendgrid.net/ls/click?upn=u001.abc", "SendGrid"),
    ],
)
def test_names_the_filter_that_keeps_the_address_to_itself(link: str, name: str) -> None:
    with pytest.raises(ValidationError, match=f"a link of {name}.*Open it in a browser"):
        opened(link)
