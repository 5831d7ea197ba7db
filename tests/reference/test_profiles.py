"""Every parameter row and example of the profile document, through form, client and sandbox."""

import httpx
import pytest

from portal.auth0 import Conflict, Invalid, Profile
from tests.reference.conftest import World
from tests.reference.documents import document, uses, with_ids
from tests.sandbox_process import CLIENT_ID, CLIENT_SECRET
from tests.tickets.posting import posted
from tickets.forms import ProfileForm

PROFILE = document("create-profile")
EXAMPLE = PROFILE["example"]


def named(**fields):
    return {"name": "Example", **fields}


def branding(**fields):
    return named(branding=fields)


def attributes(*rows):
    return named(user_attributes=[*rows])


def attribute(name="email", description="User's email", is_optional=False):
    return {"name": name, "description": description, "is_optional": is_optional}


TAKEN = {
    "name": [named(), {"name": "N" * 100}],
    "description": [named(description="D" * 140)],
    "allowed_strategies": [
        *(named(allowed_strategies=[one]) for one in PROFILE["strategies"]),
        named(allowed_strategies=PROFILE["strategies"]),
    ],
    "branding": [branding(logo_url="https://example.com/logo.png")],
    "branding.logo_url": [branding(logo_url=f"https://example.com/{'l' * 1004}")],
    "branding.colors": [branding(colors={"primary": "#334455"})],
    "branding.colors.primary": [
        branding(colors={"primary": color}) for color in ("#345", "#aAbB01")
    ],
    "user_attributes": [attributes(*(attribute(name=f"a{number}") for number in range(20)))],
    "user_attributes[].name": [attributes(attribute(name="n" * 250))],
    "user_attributes[].description": [attributes(attribute(description="d" * 255))],
    "user_attributes[].is_optional": [
        attributes(attribute(is_optional=flag)) for flag in (True, False)
    ],
    "user_attribute_profile_id": [named(user_attribute_profile_id="{attribute profile}")],
}
# parameter → form field (None: a row of attributes) and what is just past its limits
REFUSED = [
    ("name", "name", {"name": ""}),
    ("name", "name", {"name": "N" * 101}),
    ("description", "description", named(description="D" * 141)),
    ("allowed_strategies", "allowed_strategies", named(allowed_strategies=["saml"])),
    ("branding.logo_url", "logo_url", branding(logo_url="http://example.com/logo.png")),
    ("branding.logo_url", "logo_url", branding(logo_url=f"https://a.com/{'l' * 1011}")),
    ("branding.colors.primary", "primary_color", branding(colors={"primary": "blue"})),
    ("user_attributes", None, attributes(*(attribute(name=f"a{n}") for n in range(21)))),
    ("user_attributes[].name", None, attributes(attribute(name="n" * 256))),
]


def test_each_documented_parameter_has_its_cases():
    assert [*TAKEN] == PROFILE["parameters"]
    assert all(uses(body, parameter) for parameter, bodies in TAKEN.items() for body in bodies)


@pytest.mark.parametrize("body", [EXAMPLE, *(body for bodies in TAKEN.values() for body in bodies)])
def test_form_client_and_sandbox_take_it(body, world: World):
    if "user_attribute_profile_id" in body:
        body = with_ids(body, {"{attribute profile}": attribute_profile(world)})
    form = submitted(body)
    assert form.is_valid(), form.errors

    made = world.auth0.profiles.create(**wanted(form))

    assert wanted(form) == body
    assert world.last_body() == body
    assert ProfileForm(profile=world.auth0.profiles.get(made.id)).initial == form.initial


@pytest.mark.parametrize(("parameter", "field", "body"), REFUSED)
def test_form_and_sandbox_refuse_it(parameter, field, body, world: World):
    form = ProfileForm(submitted(body).data)

    assert not form.is_valid()
    assert [*form.errors] == ([field] if field else [])
    assert form.attributes.is_valid() is bool(field)
    with pytest.raises(Invalid):
        world.auth0.profiles.create(**body)


def test_omitted_strategies_allow_all(world: World):
    profile = world.auth0.profiles.create(**named())
    ticket = world.auth0.tickets.create(profile.id, {"connection_config": {"name": "acme-sso"}})

    for strategy in PROFILE["strategies"]:
        assert world.sandbox.walk(
            ticket.url, {"do": "open"}, {"do": "choose", "strategy": strategy}
        )


def test_twenty_profiles_are_the_most(world: World):
    for number in range(20 - len(world.auth0.profiles.list().items)):
        world.auth0.profiles.create(name=f"Profile {number}")

    with pytest.raises(Conflict, match="No more profiles"):
        world.auth0.profiles.create(name="One too many")


def test_introduction_example_is_kept_and_an_empty_body_resets_it(world: World):
    texts = {"introduction": PROFILE["introduction"]}

    stored = world.auth0.profiles.set_custom_text(world.profile_id, texts)

    assert stored == texts == world.auth0.profiles.custom_text(world.profile_id)
    assert world.auth0.profiles.set_custom_text(world.profile_id, {}) == {}


def test_introduction_longer_than_the_limit_is_refused(world: World):
    with pytest.raises(Invalid):
        world.auth0.profiles.set_custom_text(world.profile_id, {"introduction": "i" * 2001})


def attribute_profile(world: World) -> str:
    """Make a user attribute profile, which the portal only refers to; return its id."""
    credentials = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    audience = f"{world.sandbox.url}/api/v2/"
    grant = {"grant_type": "client_credentials", "audience": audience, **credentials}
    token = httpx.post(f"{world.sandbox.url}/oauth/token", data=grant).json()["access_token"]
    label = {"label": "E-mail", "description": "E-mail", "profile_required": True}
    body = {"name": "Standard", "user_attributes": {"email": {**label, "auth0_mapping": "email"}}}
    return httpx.post(
        f"{audience}user-attribute-profiles",
        json=body,
        headers={"Authorization": f"Bearer {token}"},
    ).json()["id"]


def submitted(raw) -> ProfileForm:
    """Return the form as it comes back when all it shows for this profile is sent unchanged."""
    profile = Profile.read({"id": "ssp_6ShJvHnHsKei7vvcefUHXn", **raw})
    return ProfileForm(posted(ProfileForm(profile=profile)), profile=profile)


def wanted(form: ProfileForm):
    """Return what the form asks of Auth0."""
    return {name: value for name, value in form.fields_for_auth0.items() if value is not None}
