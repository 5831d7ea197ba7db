"""What went wrong, as RFC 9457 has it: which field, and what to do.

https://www.rfc-editor.org/rfc/rfc9457
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"
# In which place a value was given: ninja names it first.
_PLACES = {"body": "body", "query": "query", "path": "path", "header": "header"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: `field` is a dotted path, empty if it is about no field."""

    field: str
    detail: str


class Problem(Exception):
    """An answer that is no success. `code` is for programs and stays what it is within v1."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.faults, self.headers = tuple(faults), dict(headers or {})


class FaultOut(BaseModel):
    """An error."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(description="A dotted path into the request; empty: about no field.")
    detail: str = Field(description="What's wrong and how to fix it.")


class ProblemOut(BaseModel):
    """Why a request failed (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="Where this kind of problem is described.")
    title: str = Field(description="The HTTP status in words.")
    status: int
    code: str = Field(description="The kind of problem, for programs.")
    detail: str = Field(description="What happened and what to do, for people.")
    errors: list[FaultOut] = Field(description="Every field that is wrong.")


def answer(problem: Problem) -> HttpResponse:
    """Return the answer that tells a problem."""
    told = {
        "type": f"/api/v1/docs#{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "errors": [{"field": one.field, "detail": one.detail} for one in problem.faults],
    }
    body = json.dumps(told, ensure_ascii=False)
    # Of half a character that somebody sent, and that is told back to them.
    content = body.encode("utf-8", "replace")
    return HttpResponse(
        content, status=problem.status, content_type=MEDIA_TYPE, headers=problem.headers
    )


def invalid(faults: Sequence[Fault]) -> Problem:
    """Return the problem of a request whose fields are wrong."""
    return Problem(422, "invalid", " ".join(one.detail for one in faults), faults=faults)


def not_found(what: str) -> Problem:
    """Return the problem of something that is not there, or not for this key."""
    return Problem(404, "not_found", f"{what} Check the ID, and which tenant the key is for.")


def faults_of(errors: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """Return what pydantic found wrong, in words that say what to do."""
    return [Fault(_path(one["loc"]), _words(one)) for one in errors]


def _path(where: Sequence[int | str]) -> str:
    parts = [str(part) for part in where]
    if parts and parts[0] in _PLACES:
        parts = parts[1:]
    # The name of the endpoint's own argument, around a whole body or query.
    if parts and parts[0] in ("body", "wanted"):
        parts = parts[1:]
    return ".".join(parts)


def _words(error: Mapping[str, Any]) -> str:
    name = _path(error["loc"]) or "The body"
    match error["type"]:
        case "missing":
            return f"“{name}” is missing."
        case "extra_forbidden":
            return f"“{name}” isn't a field of this request. Remove it or check the spelling."
        case "value_error":
            return str(error["msg"]).removeprefix("Value error, ")
        case _:
            return f"“{name}”: {error['msg']}."
