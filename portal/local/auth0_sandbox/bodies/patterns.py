r"""The schema's regular expressions, read as JavaScript reads them.

Python's `$` also matches before a final newline, and its `\d` and `\w` take every script's digits
and letters.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema.exceptions import ValidationError

_PART = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\$", re.DOTALL)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern as Python spells it."""
    ended = _PART.sub(lambda part: r"\Z" if part[0] == "$" else part[0], pattern)
    return re.compile(ended, re.ASCII)


def check(validator: Any, pattern: str, value: Any, _: Any) -> Iterator[ValidationError]:
    """Check the keyword `pattern`, as jsonschema asks for it."""
    if validator.is_type(value, "string") and not compiled(pattern).search(value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")
