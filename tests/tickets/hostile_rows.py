"""Log rows as nobody should write them: each field in every wrong shape, one at a time."""

from collections.abc import Iterator
from typing import Any

VALUES: list[Any] = [
    *(None, True, 0, -1, 1.5, 10**400, "", " ", "x", [], {}, [None], [[]], {"a": {"b": []}}),
    *("\0", "a\0b", "\ud800", "\udfff x", "\u202e", "\n", "\u2028", "💥", "x" * 100_000),
    *("900", "9" * 64, "9" * 65, "９" * 20, "-1", "1e5", "null", "../..", "<script>", "%s", "{0}"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-13-45", "2026-11-29T24:00Z"),
    *("2026-11-29", "1764374400", "2026-11-29T10:00:00+99:99", "2026-W48-7", "::1%eth0", "1.2.3"),
    *("s", "f", "ss_sso_success", "ss_sso_info", "ss_sso_failure", "enterprise", "acme-sso"),
]


def variations(row: dict[str, Any]) -> Iterator[Any]:
    """Yield a row with each field, also nested ones, gone, misnamed and of each wrong shape."""
    for name, value in row.items():
        rest = {other: one for other, one in row.items() if other != name}
        yield rest
        yield {**rest, name.upper(): value}
        yield from ({**row, name: wrong} for wrong in VALUES)
        if isinstance(value, dict):
            yield from ({**row, name: inner} for inner in variations(value))
    yield from VALUES
    yield from ({"data": value} for value in VALUES)
    deep = row
    for _ in range(50):
        deep = {"data": deep}
    yield deep
