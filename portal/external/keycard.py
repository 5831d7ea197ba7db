"""Keycard, read only: how an organization signs in there, for companies that use both products.

The only call of its API that the portal needs: GET /organizations/{organization_id}/sso-connection
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx

_TIMEOUT_SECONDS = 5.0


class KeycardError(Exception):
    """Why Keycard did not tell, and what to do, in plain words."""


@dataclass(frozen=True)
class SsoConnection:
    """How an organization signs in: by OpenID Connect, at the provider that `identifier` names.

    `endpoints` are what Keycard knows of the provider, (name, address); `permissions` what our key
    may do, as (resource, names). Times are aware, UTC.
    """

    id: str
    identifier: str
    client_id: str
    client_secret_set: bool
    created_at: datetime
    updated_at: datetime
    endpoints: tuple[tuple[str, str], ...] = ()
    scopes: tuple[str, ...] = ()
    code_challenge_methods: tuple[str, ...] = ()
    permissions: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Keycard:
    """Keycard's API, as the owner of `api_key` sees it."""

    def __init__(self, base_url: str, api_key: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {api_key}", "Accept": "application/json"}

    def sso_connection(self, organization: str) -> SsoConnection | None:
        """Return how an organization (its ID or label, 1 to 255 characters) signs in.

        None when Keycard knows no such organization, or no connection of it. Raises KeycardError.
        """
        request_id = str(uuid.uuid4())
        try:
            answer = httpx.get(
                f"{self._base_url}/organizations/{quote(organization, safe='')}/sso-connection",
                params={"expand[]": "permissions"},
                headers={**self._headers, "X-Client-Request-ID": request_id},
                timeout=_TIMEOUT_SECONDS,
            )
        except httpx.HTTPError as error:
            raise KeycardError("Keycard didn't respond. Try again in a minute.") from error
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise KeycardError(
                "Keycard refused the portal's key. Ask an operator to set a new one in "
                "PORTAL_KEYCARD_API_KEY."
            )
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise KeycardError("Keycard's rate limit was reached. Try again in a minute.")
        if answer.status_code != httpx.codes.OK:
            raise KeycardError(
                f"Keycard returned {answer.status_code}. Try again. For Keycard's "
                f"support, the request ID is {request_id}."
            )
        try:
            return _read(answer.json())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeycardError(
                f"Keycard sent a response the portal can't read (request {request_id})."
            ) from error


def _read(raw: dict[str, Any]) -> SsoConnection:
    protocols = raw.get("protocols") or {}
    oauth2 = protocols.get("oauth2") or {}
    return SsoConnection(
        id=str(raw["id"]),
        identifier=str(raw["identifier"]),
        client_id=str(raw["client_id"]),
        client_secret_set=bool(raw["client_secret_set"]),
        created_at=datetime.fromisoformat(raw["created_at"]),
        updated_at=datetime.fromisoformat(raw["updated_at"]),
        endpoints=tuple(_endpoints(oauth2, protocols.get("openid") or {})),
        scopes=tuple(map(str, oauth2.get("scopes_supported") or ())),
        code_challenge_methods=tuple(
            map(str, oauth2.get("code_challenge_methods_supported") or ())
        ),
        permissions=tuple(
            (resource, tuple(name for name, granted in names.items() if granted))
            for resource, names in (raw.get("permissions") or {}).items()
        ),
    )


def _endpoints(oauth2: dict[str, Any], openid: dict[str, Any]) -> Iterator[tuple[str, str]]:
    named = {
        "Authorization": oauth2.get("authorization_endpoint"),
        "Token": oauth2.get("token_endpoint"),
        "Keys": oauth2.get("jwks_uri"),
        "Registration": oauth2.get("registration_endpoint"),
        "User info": openid.get("userinfo_endpoint"),
    }
    yield from ((name, str(address)) for name, address in named.items() if address)
