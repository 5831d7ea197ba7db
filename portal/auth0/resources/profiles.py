"""Self-service profiles: what the assistant offers and how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.auth0.paging import Page, read_page
from portal.auth0.reading import Fields
from portal.auth0.transport.session import Session

# The only language and page that Auth0 knows so far.
_CUSTOM_TEXT = ("custom-text", "en", "get-started")


@dataclass(frozen=True)
class UserAttribute:
    """A piece of data that the customer's identity provider is asked to send."""

    name: str
    description: str
    is_optional: bool


@dataclass(frozen=True)
class Profile:
    """One profile, `ssp_…`. No `allowed_strategies` means all of them."""

    id: str
    name: str
    description: str
    allowed_strategies: tuple[str, ...]
    user_attributes: tuple[UserAttribute, ...]
    user_attribute_profile_id: str
    logo_url: str
    primary_color: str
    created_at: datetime | None
    updated_at: datetime | None

    @classmethod
    def read(cls, raw: Any) -> Profile:
        """From Auth0's JSON; raises UnexpectedAnswer."""
        fields = Fields(raw, "self-service profile")
        branding = fields.part("branding")
        colors = branding.part("colors") if branding else None
        return cls(
            id=fields.required("id"),
            name=fields.text("name"),
            description=fields.text("description"),
            allowed_strategies=fields.texts("allowed_strategies"),
            user_attributes=tuple(
                UserAttribute(
                    name=one.text("name"),
                    description=one.text("description"),
                    is_optional=one.flag("is_optional", default=False),
                )
                for one in fields.parts("user_attributes")
            ),
            user_attribute_profile_id=fields.text("user_attribute_profile_id"),
            logo_url=branding.text("logo_url") if branding else "",
            primary_color=colors.text("primary") if colors else "",
            created_at=fields.moment("created_at"),
            updated_at=fields.moment("updated_at"),
        )


class Profiles:
    """https://auth0.com/docs/api/management/v2/self-service-profiles"""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, *, page: int = 0, per_page: int = 50) -> Page[Profile]:
        """By page number, from 0; a tenant has twenty at most, so one page holds all.

        https://auth0.com/docs/api/management/v2/self-service-profiles/get-self-service-profiles
        """
        query = {"page": page, "per_page": per_page, "include_totals": True}
        answer = self._session.call("GET", "self-service-profiles", query=query)
        return read_page(answer, "self_service_profiles", Profile.read)

    def get(self, profile_id: str) -> Profile:
        """Raises NotFound.

        https://auth0.com/docs/api/management/v2/self-service-profiles/get-self-service-profiles-by-id
        """
        return Profile.read(self._session.call("GET", "self-service-profiles", profile_id))

    def create(self, *, name: str, **fields: Any) -> Profile:
        """`fields` as in the reference. Raises Conflict when the tenant can hold no more.

        https://auth0.com/docs/api/management/v2/self-service-profiles/post-self-service-profiles
        """
        body = {"name": name, **fields}
        return Profile.read(self._session.call("POST", "self-service-profiles", body=body))

    def update(self, profile_id: str, **changes: Any) -> Profile:
        """Change the named fields only; None clears a field that may be empty. NotFound.

        https://auth0.com/docs/api/management/v2/self-service-profiles/patch-self-service-profiles-by-id
        """
        answer = self._session.call("PATCH", "self-service-profiles", profile_id, body=changes)
        return Profile.read(answer)

    def delete(self, profile_id: str) -> None:
        """Done as well when there was no such profile.

        https://auth0.com/docs/api/management/v2/self-service-profiles/delete-self-service-profiles-by-id
        """
        self._session.call("DELETE", "self-service-profiles", profile_id)

    def custom_text(self, profile_id: str) -> dict[str, str]:
        """The assistant's own words; the key in use is `introduction` (simple HTML). NotFound.

        https://auth0.com/docs/api/management/v2/self-service-profiles/get-self-service-profile-custom-text
        """
        answer = self._session.call("GET", "self-service-profiles", profile_id, *_CUSTOM_TEXT)
        return _texts(answer)

    def set_custom_text(self, profile_id: str, texts: dict[str, str]) -> dict[str, str]:
        """Replaces all of it; {} goes back to Auth0's words. Raises NotFound, Invalid.

        https://auth0.com/docs/api/management/v2/self-service-profiles/put-self-service-profile-custom-text
        """
        answer = self._session.call(
            "PUT", "self-service-profiles", profile_id, *_CUSTOM_TEXT, body=texts
        )
        return _texts(answer)


def _texts(answer: Any) -> dict[str, str]:
    return Fields({"texts": answer}, "custom text").text_map("texts")
