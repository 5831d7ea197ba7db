"""Call the API as a system of the company's does."""

import json
from typing import Any

from django.test import Client

from organizations.models import ApiKey, Tenant
from organizations.services import api_keys
from tests.factories import SYSTEM


class Api:
    """A caller with a key; bodies in, the parsed answer is `json(…)` of what comes back."""

    def __init__(
        self,
        *scopes: str,
        tenant: Tenant | None = None,
        name: str = "Tests",
        raise_request_exception: bool = True,
    ) -> None:
        self.key: ApiKey
        self.key, self.secret = api_keys.create_key(
            name=name, scopes=scopes or api_keys.SCOPES, tenant=tenant, by=SYSTEM
        )
        self._client = Client(raise_request_exception=raise_request_exception)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request to a path below /api/v1."""
        sent: Any = {} if body is None else {"data": json.dumps(body)}
        return self._client.generic(
            method,
            path if path.startswith(("http", "/api/")) else f"/api/v1{path}",
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}", **headers},
            **sent,
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, body, **headers)


def told(answer: Any, status: int = 200) -> Any:
    """Return what an answer says, once it has this status."""
    assert answer.status_code == status, answer.content.decode()[:2000]
    return json.loads(answer.content) if answer.content else None
