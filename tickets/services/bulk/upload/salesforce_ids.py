"""Salesforce's two ways to write an ID: reports have 15 characters, other exports 18.

The last three of 18 say which of the first 15 are capitals, for programs that know no case.
https://help.salesforce.com/s/articleView?id=000385008&type=1
"""

import re
import string

_SHORT = re.compile(r"[A-Za-z0-9]{15}")
_DIGITS = string.ascii_uppercase + "012345"


def same_ids(external_id: str) -> tuple[str, ...]:
    """Return an external ID, and for one of Salesforce's also how it is written in the other way.

    The way with 15 characters comes first.
    """
    short = external_id[:15]
    if not _SHORT.fullmatch(short):
        return (external_id,)
    long = short + _suffix(short)
    return (short, long) if external_id in (short, long) else (external_id,)


def _suffix(short: str) -> str:
    parts = (short[start : start + 5] for start in (0, 5, 10))
    return "".join(
        _DIGITS[sum(1 << place for place, one in enumerate(part) if one in string.ascii_uppercase)]
        for part in parts
    )
