"""Make up requests: what people, scanners and attackers send, from a seed, always the same."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

_TEXTS = (
    *("", " ", "a", "Acme", "x" * 300, "💥" * 60, "\x00", "a\r\nBcc: b@acme.com", "\u202eevil"),
    *(
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "{{ 7*7 }}",
        "../../etc/passwd",
        "%s%n%d",
        "\ufeff",
    ),
    *("None", "null", "true", "on", "[]", "{}", "é", "ﬃ", "İ", "ß", "٣", "½", "\u0085", "\u2028"),
)
_NUMBERS = (
    "0",
    "1",
    "2",
    "-1",
    "9" * 40,
    "1e308",
    "NaN",
    "1.5",
    "0x10",
    "１",
    "2147483648",
    str(2**63),
)
_ADDRESSES = (
    *("alice@acme.com", "bob@acme.com", "ALICE@ACME.COM", "jo@müller.example", "@", "a@", "a@b"),
    *(
        '"a b"@acme.com',
        "a@[127.0.0.1]",
        f"{'a' * 70}@acme.com",
        f"a@{'b' * 260}.com",
        "a@b@c",
        "a@..b",
    ),
)
_DOMAINS = (
    "acme.com",
    "*.acme.com",
    "xn--a",
    "xn--mller-kva.de",
    "a" * 64 + ".de",
    ".",
    "-.-",
    "1.2",
)
_URLS = (
    *(
        "https://[",
        "http://127.0.0.1:1/",
        "//evil.example",
        "javascript:alert(1)",
        "https://",
        "/a",
    ),
    *("http://127.0.0.1:99999/", "https://a:b@127.0.0.1:1/?q=%zz", "?", "#", "mailto:a@acme.com"),
)
_DATES = ("2026-11-30", "2026-02-30", "0000-00-00", "9999-12-31", "30.11.2026", "2026-11-30T25:61")
_JSON = (
    *("[", "{", '{"a": 1e999}', "[" * 2000, '{"connection_config": []}', '"\\ud800"', "[[1], {}]"),
    *('{"options": {"a": null}}', '{"a": {"b": [1, "x"]}}', "0", '{"": ""}'),
)
_KINDS = (_TEXTS, _NUMBERS, _ADDRESSES, _DOMAINS, _URLS, _DATES, _JSON)
_EVERYWHERE = (
    "next",
    "q",
    "page",
    "after",
    "before",
    "sort",
    "action",
    "_selected_action",
    "tenant",
)
_RAW_KINDS = (
    *("application/json", "text/plain", "multipart/form-data; boundary=x", "multipart/form-data"),
    *("application/x-www-form-urlencoded; charset=utf-16", "", "application/json; charset=nothing"),
)
_RAW = (
    *(b"", b"\xff\xfe\x00", b"--x\r\n", b"{}", b"[]", b"null", b'{"logs": [{"log_id": 1}]}'),
    *(b'[{"event": "bounced"}]', b"a=%FF&a=%00", b"[" * 3000, b'{"data": {"type": 7}}'),
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    b'\x00\xff;"\r\n--x--',
)


@dataclass(frozen=True, slots=True)
class Body:
    """One request: `how` is a method, `query` and `body` are as they go over the wire."""

    how: str
    query: str = ""
    body: bytes = b""
    kind: str = "application/x-www-form-urlencoded"
    headers: dict[str, str] = field(default_factory=dict)


def bodies(seed: str, names: Sequence[str], known: Sequence[str]) -> Iterator[Body]:
    """Make up requests without an end, for a page with these fields; `known` are values of ours."""
    random_ = random.Random(seed)
    while True:
        yield _body(random_, names, known)


def _body(random_: random.Random, names: Sequence[str], known: Sequence[str]) -> Body:
    headers = {"HX-Request": "true", "HX-Target": "live"} if random_.random() < 0.1 else {}
    draw = random_.random()
    if draw < 0.12:
        how = random_.choice(["POST", "PUT", "PATCH"])
        raw, kind = random_.choice(_RAW), random_.choice(_RAW_KINDS)
        return Body(how, body=raw, kind=kind, headers=headers)
    pairs = _pairs(random_, names, known)
    if draw < 0.3:
        return Body(
            random_.choice(["GET", "GET", "HEAD", "DELETE", "OPTIONS"]), pairs, b"", "", headers
        )
    query = _pairs(random_, (), known) if random_.random() < 0.1 else ""
    return Body("POST", query, pairs.encode(), headers=headers)


def _pairs(random_: random.Random, names: Sequence[str], known: Sequence[str]) -> str:
    told = []
    for name in (*names, *random_.sample(_EVERYWHERE, 2)):
        if random_.random() < 0.12:
            continue
        times = 2 if random_.random() < 0.05 else 1
        told += [f"{quote(name)}={_value(random_, known)}" for _ in range(times)]
    if random_.random() < 0.05:
        told.append(urlencode({random_.choice(_TEXTS) or "x": "y"}))
    return "&".join(told)


def _value(random_: random.Random, known: Sequence[str]) -> str:
    draw = random_.random()
    if draw < 0.04:
        # Half a pair of UTF-16, and bytes that are no UTF-8.
        return random_.choice(["%ED%A0%80", "%FF", "%C3", "%00", "%"])
    values: Any = known if draw < 0.45 else random_.choice(_KINDS)
    text = str(random_.choice(values))
    if random_.random() < 0.1:
        text += str(random_.choice(random_.choice(_KINDS)))
    if random_.random() < 0.03:
        text = json.dumps({"value": text})
    return quote(text)
