"""Auth0's error envelope."""

from http import HTTPStatus
from typing import Any

from portal.local.auth0_sandbox.messages import Answer, json_answer


class Refused(Exception):
    """The API says no: answered as Auth0 would."""

    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code

    def answer(self, headers: dict[str, str] | None = None) -> Answer:
        return json_answer(self.status, envelope(self.status, self.message, self.code), headers)


def envelope(status: int, message: str, code: str = "") -> dict[str, Any]:
    """Return the body of an error; many of Auth0's 404s carry no `errorCode`."""
    body = {"statusCode": status, "error": HTTPStatus(status).phrase, "message": message}
    return body | {"errorCode": code} if code else body


def invalid_body(why: str, field: str = "") -> Refused:
    where = f" on property {field}" if field else ""
    return Refused(400, f"Payload validation error: '{why}'{where}.", "invalid_body")


def missing_scope(*scopes: str) -> Refused:
    message = f"Insufficient scope, expected any of: {','.join(scopes)}"
    return Refused(403, message, "insufficient_scope")


def no_connection() -> Refused:
    return Refused(404, "The connection does not exist", "inexistent_connection")


def no_client() -> Refused:
    return Refused(404, "The client does not exist", "inexistent_client")


def no_organization() -> Refused:
    return Refused(404, "No organization found by that id or name")


def no_profile(profile_id: str) -> Refused:
    return Refused(404, f"Profile with ID: {profile_id} not found")
