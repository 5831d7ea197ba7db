"""What the reference documents say, as data: names of parameters, and example bodies."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def document(name: str) -> dict[str, Any]:
    """Return `data/<name>.json`: the document's address, parameters, example and answer."""
    found: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text())
    return found


def filled(example: dict[str, Any], blanks: dict[str, Any]) -> dict[str, Any]:
    """Return an example with its blanks ("string") filled in: dotted path → value."""
    body = deepcopy(example)
    for path, value in blanks.items():
        *parents, last = path.split(".")
        place: Any = body
        for part in parents:
            place = place[int(part) if part.isdigit() else part]
        assert place[last] == "string", f"{path} is no blank of the example"
        place[last] = value
    return body


def uses(body: Any, parameter: str) -> bool:
    """Tell whether a body has a parameter, named as the documents do: `a.b[].c`."""
    first, _, rest = parameter.partition(".")
    name = first.removesuffix("[]")
    if not isinstance(body, dict) or name not in body:
        return False
    values = body[name] if first.endswith("[]") else [body[name]]
    return not rest or any(uses(value, rest) for value in values)


def with_ids(value: Any, ids: dict[str, str]) -> Any:
    """Return a body with ids in place of the names in braces."""
    match value:
        case dict():
            return {key: with_ids(one, ids) for key, one in value.items()}
        case list():
            return [with_ids(one, ids) for one in value]
        case str():
            return ids.get(value, value)
    return value
