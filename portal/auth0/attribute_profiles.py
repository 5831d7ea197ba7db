"""User attribute profiles: a mapping of attributes that self-service profiles may share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .paging import Page, read_page
from .reading import Fields
from .transport.session import Session


@dataclass(frozen=True)
class AttributeProfile:
    """One user attribute profile, `uap_…`."""

    id: str
    name: str

    @classmethod
    def read(cls, raw: Any) -> AttributeProfile:
        """From Auth0's JSON; raises UnexpectedAnswer."""
        fields = Fields(raw, "user attribute profile")
        return cls(id=fields.required("id"), name=fields.text("name"))


class AttributeProfiles:
    """https://auth0.com/docs/api/management/v2/user-attribute-profiles"""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, *, start: str = "", take: int = 50) -> Page[AttributeProfile]:
        """By checkpoint; `start` is the `next` of the page before. Raises MissingScope.

        https://auth0.com/docs/api/management/v2/user-attribute-profiles/get-user-attribute-profiles
        """
        query = {"from": start, "take": take}
        answer = self._session.call("GET", "user-attribute-profiles", query=query)
        return read_page(answer, "user_attribute_profiles", AttributeProfile.read)
