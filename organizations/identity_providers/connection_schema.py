"""Auth0's own description of POST /connections, to check a body that somebody wrote by hand.

`connection_schema.json` is the part of the Management API's OpenAPI file that this call needs, with
the strategies that the reference page names besides. The file leaves `options` open;
`connection_options.json` has those of each strategy, as Auth0's SDK types them, where one of each
group in `oneOfEach` must be given.
https://auth0.com/docs/api/management/v2/connections/post-connections
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from . import option_formats
from .sent_values import wrong_values

_FILE = Path(__file__).with_name("connection_schema.json")
_OPTIONS_FILE = Path(__file__).with_name("connection_options.json")
_MOST = 10
# A connection with no others waits for its provider, so nothing of it is missing yet.
_COMMON = {
    *("domain_aliases", "icon_url", "non_persistent_attrs", "set_user_root_attributes"),
    *("tenant_domain", "upstream_params"),
}


@dataclass(frozen=True)
class SchemaProblem:
    """What Auth0 would refuse, and at which place of the body (dotted; empty: the whole)."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


def schema_problems(body: Any) -> list[SchemaProblem]:
    """Return what Auth0 would refuse in a body; empty if nothing."""
    found = _problems(_validator(), body)
    if not found and (options := body.get("options")):
        found = _option_problems(body["strategy"], options)
    return list(dict.fromkeys(found))[:_MOST]


def unknown_options(body: dict[str, Any]) -> list[str]:
    """Return a warning for each option of a valid body that its strategy is not known to have.

    Auth0 takes it without a word, and it does nothing.
    """
    known = [*_options().get(body["strategy"], {}).get("properties", {})]
    warnings = []
    for name in body.get("options", {}) if known else ():
        if name in known:
            continue
        lower = {one.lower().replace("_", ""): one for one in known}
        close = get_close_matches(name.lower().replace("_", ""), lower, n=1, cutoff=0.8)
        meant = f" Did you mean {lower[close[0]]}?" if close else ""
        warnings.append(
            f"Auth0 doesn't document an option {name[:60]} for {body['strategy']}.{meant}"
        )
    return warnings


def _problems(validator: Validator, value: Any, *, at: str = "") -> list[SchemaProblem]:
    found = sorted(validator.iter_errors(value), key=lambda error: [*map(str, error.path)])
    return [
        SchemaProblem(_place([at, *one.absolute_path] if at else one.absolute_path), _words(one))
        for one in found
    ]


def _option_problems(strategy: str, options: dict[str, Any]) -> list[SchemaProblem]:
    known = _options().get(strategy)
    if known is None:
        return []
    found = _problems(_options_validator(strategy), options, at="options")
    if options.keys() - _COMMON:
        if missing := [name for name in known.get("required", []) if name not in options]:
            found.append(SchemaProblem("options", f"{', '.join(missing)} is missing."))
        found += [
            SchemaProblem("options", f"{' or '.join(group)} is missing.")
            for group in known.get("oneOfEach", [])
            if not any(options.get(name) for name in group)
        ]
    return found or [
        SchemaProblem(f"options.{name}", why) for name, why in wrong_values(strategy, options)
    ]


def _pattern(
    validator: Validator, pattern: str, value: Any, _schema: Any
) -> Iterator[ValidationError]:
    """As JavaScript reads it: `$` is the end alone, and digits are those of ASCII."""
    python = re.sub(r"\$$", lambda _: r"\Z", pattern)
    if validator.is_type(value, "string") and not re.search(python, value, re.ASCII):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_Validator = extend(Draft202012Validator, {"pattern": _pattern})


@cache
def _validator() -> Validator:
    return _Validator(json.loads(_FILE.read_text()), format_checker=option_formats.checker())


@cache
def _options() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_OPTIONS_FILE.read_text())
    return found


@cache
def _options_validator(strategy: str) -> Validator:
    properties = _options()[strategy]["properties"]
    return _Validator(
        {"type": "object", "properties": properties}, format_checker=option_formats.checker()
    )


def _words(error: ValidationError) -> str:
    value: Any = error.instance
    limit: Any = error.validator_value
    match error.validator:
        case "required":
            missing = ", ".join(name for name in limit if name not in value)
            return f"{missing} is missing."
        case "additionalProperties" if isinstance(limit, bool):
            known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
            extra = ", ".join(sorted(set(value) - set(known)))
            return f"Auth0 doesn't support {extra} here. Remove it."
        case "enum":
            named = [str(one) for one in limit if one is not None]
            shown = ", ".join(named[:8]) + (", …" if len(named) > 8 else "")
            return f"{_short(value)} isn't one of {shown}."
        case "type":
            wanted = limit if isinstance(limit, str) else " or ".join(limit)
            return f"{_short(value)} isn't of type {wanted}."
        case "pattern" if limit == "^https://.*":
            return f"{_short(value)} doesn't start with https://."
        case "format":
            return option_formats.explained(str(limit), value)
        case "minLength":
            return f"{_short(value)} is too short; Auth0 requires {limit} or more characters."
        case "maxLength":
            return f"Shorten this to {limit} characters; it has {len(value)} now."
        case "maxProperties":
            return f"Keep up to {limit}; there are {len(value)}."
        case _:
            return f"{error.message}."


def _place(path: Iterable[str | int]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"
