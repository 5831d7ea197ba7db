import base64
import html
import json
import quopri
import re
import string
import uuid
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine

from portal import clock
from portal.signing import (
    RECORDS_DAYS,
    find_token,
    link_token,
    read_link_token,
    read_record_token,
    record_token,
)


def test_reading_a_token_finds_its_link():
    link_id = uuid.uuid4()

    assert read_link_token(link_token(link_id)) == link_id


def test_rotating_keys_keeps_mailed_links_good(settings):
    link_id = uuid.uuid4()
    mailed = link_token(link_id)

    settings.LINK_KEYS = ["a newer key", *settings.LINK_KEYS]

    assert read_link_token(mailed) == link_id
    assert link_token(link_id) != mailed


def test_taking_a_key_away_ends_its_links(settings):
    mailed = link_token(uuid.uuid4())

    settings.LINK_KEYS = ["another key"]

    assert read_link_token(mailed) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token[:-4] + "AAAA",
        lambda token: token.swapcase(),
        lambda token: "",
        lambda token: "é" * 46,
        lambda token: token + "=",
        lambda token: " " + token,
        lambda token: "../" + token,
    ],
)
def test_reading_a_spoilt_token_finds_nothing(spoil):
    assert read_link_token(spoil(link_token(uuid.uuid4()))) is None


LINK_ID = uuid.UUID(int=2**127 + 12345)


def safelinks_of(host: str) -> Callable[[str], str]:
    return lambda url: f"https://{host}?url={quote(url, safe='')}&data=05%7C&sdata=a%3D&reserved=0"


def proofpoint(url: str) -> str:
    """Version 2."""
    coded = "".join(
        one if one.isalnum() or one == "." else "_" if one == "/" else f"-{ord(one):02X}"
        for one in url
    )
    return f"https://urldefense.proofpoint.com/v2/url?u={coded}&d=DwMFAg&c=x"


def proofpoint_3(url: str, taken_out: str) -> str:
    """Version 3, with these characters taken out; runs of them are counted by a letter."""

    def mark(run: re.Match[str]) -> str:
        length = len(run[0])
        return "*" if length == 1 else f"**{_COUNTS[length - 2]}"

    runs = re.compile(f"[{re.escape(taken_out)}]{{1,65}}")
    kept = base64.urlsafe_b64encode("".join(runs.findall(url)).encode()).decode().rstrip("=")
    return f"https://urldefense.com/v3/__{runs.sub(mark, url)}__;{kept}!!Abc-d!x_y$"


_COUNTS = string.ascii_letters[26:] + string.ascii_letters[:26] + string.digits + "-_"


def base64_in(url: str) -> str:
    coded = base64.b64encode(url.encode()).decode()
    return f"https://eu-west-1.protection.sophos.com/?d=localhost&u={coded}&i=NWY&t=x"


def break_into(url: str, mark: str) -> str:
    """Lines of 33 characters, as mail programs break them."""
    return mark.join(url[start : start + 33] for start in range(0, len(url), 33))


def put(before: str, after: str) -> Callable[[str], str]:
    return lambda url: f"{before}{url.rstrip('/')}{after}"


def quoted_printable(text: str) -> str:
    return quopri.encodestring(text.encode()).decode()


# What mail programs, pages and people make of an address.
BROUGHT: dict[str, Callable[[str], str]] = {
    "plain": lambda url: url,
    "in a sentence": lambda url: f"Please open {url}. Thank you!",
    **{
        f"before {mark}": put("", mark)
        for mark in (".", ",", ";", ")", "]", "…", "!", "?", ".)", "\u201d", "%20", "&nbsp;", "\\")
    },
    **{
        f"in {opening}{closing}": put(opening, closing)
        for opening, closing in (
            "<>",
            "()",
            "[]",
            "“”",
            "„“",
            "«»",
            "''",
            '""',
            "``",
            "「」",
            "＜＞",
        )
    },
    "angle brackets and URL": lambda url: f"<URL:{url}>",
    "markdown": lambda url: f"[Set up]({url.rstrip('/')})",
    "Outlook's text": lambda url: f"Set up SSO<{url}> now",
    "HTML": lambda url: f'<a href="{html.escape(url)}" target=3D>Set up</a>',
    "HTML, escaped": lambda url: html.escape(f'<a href="{html.escape(url)}">'),
    "HTML, numbers": lambda url: url.replace("/", "&#x2F;").replace(":", "&#58;"),
    "JSON": lambda url: json.dumps({"url": url}).replace("/", r"\/").replace("&", r"\u0026"),
    "full width": lambda url: url.replace("/", "／").replace(":", "：").replace("=", "＝"),
    "invisible": lambda url: f"\u200b{break_into(url, chr(0xAD))}",
    "line breaks": lambda url: break_into(url, "\r\n"),
    "line breaks, indented": lambda url: break_into(url, "\n    "),
    "line breaks that became spaces": lambda url: break_into(url, " "),
    "line breaks in HTML": lambda url: break_into(url, "<wbr>"),
    "quoted reply": lambda url: f"> {break_into(url, chr(10) + '> ')}",
    "quoted replies": lambda url: f">> > {break_into(url, chr(10) + '>> > ')}",
    "quoted reply, pasted into a field": lambda url: f"> {break_into(url, '> ')}",
    "quoted reply, with bars": lambda url: f"| {break_into(url, chr(10) + '| ')}",
    "quoted reply of HTML": lambda url: html.escape(f"> {break_into(url, chr(10) + '> ')}"),
    "soft breaks": lambda url: break_into(url, "=\r\n"),
    "quoted-printable": lambda url: quoted_printable(f"Open it: {url}\n"),
    "quoted-printable, in a reply": lambda url: quoted_printable(url).replace("\n", "\n> "),
    "quoted-printable, pasted into a field": lambda url: quoted_printable(url).replace("\n", ""),
    "quoted-printable HTML": lambda url: quoted_printable(f'<a href="{html.escape(url)}">'),
    "encoded": lambda url: quote(url, safe=""),
    "encoded twice": lambda url: quote(quote(url, safe=""), safe=""),
}

# What filters and other senders of links make of one.
FILTERS: dict[str, Callable[[str], str]] = {
    "safelinks": safelinks_of("eur01.safelinks.protection.outlook.com/"),
    **{
        f"safelinks of {host}": safelinks_of(host)
        for host in (
            "nam12.safelinks.protection.outlook.com/ap/t-59584e83/",
            "gcc02.safelinks.protection.office365.us/",
            "statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html",
        )
    },
    "proofpoint 1": lambda url: (
        f"https://urldefense.proofpoint.com/v1/url?u={quote(url)}%0A&k=oIvRg1%2B%3D%3D%0A&r=x"
    ),
    "proofpoint 2": proofpoint,
    "proofpoint 3": lambda url: f"https://urldefense.com/v3/__{url}__;!!Abc-d!x$",
    "proofpoint 3, no slash": lambda url: f"https://urldefense.us/v3/__{url.rstrip('/')}__;!!A!$",
    "proofpoint 3, one slash": lambda url: (
        f"https://urldefense.com/v3/__{url.replace('//', '/')}__;!!A!$"
    ),
    "proofpoint 3, characters taken out": lambda url: proofpoint_3(url, ":-_"),
    "proofpoint 3, all taken out": lambda url: proofpoint_3(url, url),
    "barracuda": lambda url: (
        f"https://linkprotect.cudasvc.com/url?a={quote(url, safe='')}&c=E,1,x&typo=1"
    ),
    "trend micro": lambda url: (
        f"https://ca-1.trendmicro.com/wis/clicktime/v1/query?url={quote(url, safe='')}&umid=x"
    ),
    "trend micro, small letters": lambda url: (
        "https://url.de.check.trendmicro.com:443/wis/clicktime/v1/query?url="
        + re.sub("%..", lambda code: code[0].lower(), quote(url, safe=""))
    ),
    "check point": lambda url: f"https://protect.checkpoint.com/v2/r05/___{url}___.YXAzOmE6bzo",
    "check point, one slash": lambda url: (
        f"https://url.avanan.click/v2/r01/___{url.replace('//', '/')}___.YXAzOmE6bzo"
    ),
    "mimecast": lambda url: f"https://protect-de.mimecast.com/r/x?u={quote(url, safe='')}",
    "cisco": lambda url: f"https://secure-web.cisco.com/1ab_c-d/{quote(url, safe='')}",
    "symantec": lambda url: f"https://clicktime.symantec.com/15tSt?h=x_y=&u={url}",
    "symantec, by post office": lambda url: (
        f"https://clicktime.cloud.postoffice.net/clicktime.php?U={quote(url)}&E=a%40b.example"
    ),
    "trellix": lambda url: f"https://protect2.fireeye.com/v1/url?k=a-b&q=1&e=c&u={quote(url)}",
    "sophos": base64_in,
    "sophos, encoded": lambda url: base64_in(url).replace("=&i", "%3D&i"),
    "bitdefender": lambda url: (
        f"https://linkscan.io/scan/ux/{base64.b64encode(url.encode()).decode().rstrip('=')}/AB12#/C"
    ),
    "trustwave": lambda url: f"https://scanmail.trustwave.com/?c=1&d=a_b&s=5&u={quote(url)}",
    "fortinet": lambda url: f"https://mail.example/fmlurlsvc/?fewReq=:B:JVE=&url={quote(url)}",
    "libraesva": lambda url: f"https://urlsand.esvalabs.com/?u={quote(url, safe='')}&e=1&h=2&f=y",
    "appriver": lambda url: f"https://link.edgepilot.com/s/12227a84/DmLj?u={url}",
    "google": lambda url: f"https://www.google.com/url?q={url}&sa=D&source=calendar",
    "google, encoded": lambda url: (
        f"https://www.google.de/url?sa=t&url={quote(url, safe='')}&usg=x"
    ),
    "facebook": lambda url: f"https://l.facebook.com/l.php?u={quote(url, safe='')}&h=AT0",
    "linkedin": lambda url: f"https://www.linkedin.com/safety/go?url={quote(url, safe='')}&trk=x",
    "slack": lambda url: f"https://slack-redir.net/link?url={quote(url, safe='')}",
    "bing": lambda url: (
        "https://www.bing.com/ck/a?!&&p=1&u=a1"
        f"{base64.urlsafe_b64encode(url.encode()).decode().rstrip('=')}&ntb=1"
    ),
    "amazon": lambda url: f"https://x.r.eu.awstrack.me/L0/{url.replace('/', '%2F')}/1/0100-x",
    "another l before": lambda url: f"https://t.example/l/abc/?url={quote(url, safe='')}",
}
# The filter at a mail server of a company, behind another.
OUTER = ["safelinks", "proofpoint 2", "proofpoint 3", "barracuda", "sophos", "cisco"]


@pytest.mark.parametrize("wrap", [*BROUGHT.values(), *FILTERS.values()], ids=[*BROUGHT, *FILTERS])
def test_finds_the_token_in_a_link_however_it_arrives(wrap: Callable[[str], str]) -> None:
    link, records = link_token(LINK_ID), record_token(12)

    assert find_token(wrap(f"http://localhost:8000/l/{link}/")) == ("l", link)
    assert find_token(wrap(f"http://localhost:8000/dns/{records}/")) == ("dns", records)


@pytest.mark.parametrize("bring", BROUGHT.values(), ids=BROUGHT)
def test_finds_the_token_in_a_filter_s_link_however_it_arrives(bring: Callable[[str], str]) -> None:
    token = link_token(LINK_ID)
    url = f"http://localhost:8000/l/{token}/"
    links = {name: bring(wrap(url)) for name, wrap in FILTERS.items()}

    assert {name for name, link in links.items() if find_token(link) != ("l", token)} == set()


@pytest.mark.parametrize("outer", OUTER)
def test_finds_the_token_in_a_link_that_several_filters_had(outer: str) -> None:
    token = link_token(LINK_ID)
    url = f"http://localhost:8000/l/{token}/"
    links = {name: FILTERS[outer](wrap(url)) for name, wrap in FILTERS.items()}
    links |= {f"{name}, thrice": FILTERS[outer](link) for name, link in links.items()}
    links |= {f"{name}, in a reply": BROUGHT["quoted reply"](link) for name, link in links.items()}

    assert {name for name, link in links.items() if find_token(link) != ("l", token)} == set()


@pytest.mark.parametrize("around", ["{}", " {}\n", "{}.", "<{}>", "“{}”", "Token: {}", "l/{}/"])
def test_finds_a_token_by_itself(around):
    assert find_token(around.format(link_token(LINK_ID))) == ("l", link_token(LINK_ID))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", None),
        ("acme", None),
        ("https://example.com/login/", None),
        ("%25" * 100, None),
        ("https://localhost/l/garbage/", ("l", "garbage")),
        ("https://x.example/?url=https%3A%2F%2Flocalhost%2Fl%2Fgarbage%2F", ("l", "garbage")),
    ],
)
def test_finds_no_token_that_we_made_elsewhere(text, found):
    assert find_token(text) == found


def test_a_page_of_records_ends() -> None:
    token = record_token(12)
    now = clock.now()

    with time_machine.travel(now + timedelta(days=RECORDS_DAYS)):
        assert read_record_token(token) == 12
    with time_machine.travel(now + timedelta(days=RECORDS_DAYS + 1)):
        assert read_record_token(token) is None


@pytest.mark.parametrize("token", ["", "12", "12.1:x", "12:" + "x" * 43, "٣.٣:" + "x" * 43])
def test_no_other_token_shows_records(token: str) -> None:
    assert read_record_token(token) is None
