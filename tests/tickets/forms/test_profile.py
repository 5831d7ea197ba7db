"""Self-service profiles: every parameter of the documentation, with its limits."""

import pytest

from portal.auth0.resources.profiles import Profile
from tests.tickets.posting import posted
from tickets.forms import ProfileForm

# The example of "Create a self-service profile".
DOCUMENTED = {
    "name": "Example Profile",
    "description": "An example profile for all customers",
    "allowed_strategies": ["okta", "adfs", "google-apps"],
    "user_attributes": [{"name": "email", "description": "User's email", "is_optional": False}],
    "branding": {
        "logo_url": "https://example.com/logo.png",
        "colors": {"primary": "#334455"},
    },
}
INTRODUCTION = (
    "Welcome! With <b>only a few steps</b>, you'll be able to setup your new connection. "
    'Contact <a href="https://www.examplesupportsite.com"> our support team </a>.'
)


def form_of(raw, data=None):
    profile = Profile.read({"id": "ssp_6ShJvHnHsKei7vvcefUHXn", **raw})
    return ProfileForm(data, profile=profile, introduction=INTRODUCTION)


def submitted(raw=None, **changes):
    raw = raw or {"name": "Standard"}
    return form_of(raw, posted(form_of(raw), **changes))


def test_form_keeps_a_profile_as_it_is():
    form = submitted(DOCUMENTED)

    assert form.is_valid(), form.errors
    assert form.fields_for_auth0 == {**DOCUMENTED, "user_attribute_profile_id": None}
    assert form.cleaned_data["introduction"] == INTRODUCTION


def test_form_takes_a_user_attribute_profile():
    form = submitted(user_attribute_profile_id="uap_1csDj3szFsgxGS1oTZTdFm")

    assert form.is_valid(), form.errors
    assert form.fields_for_auth0["user_attribute_profile_id"] == "uap_1csDj3szFsgxGS1oTZTdFm"
    assert form.fields_for_auth0["user_attributes"] is None


def test_form_leaves_out_a_deleted_attribute():
    form = submitted(DOCUMENTED, **{"attributes-0-DELETE": "on"})

    assert form.is_valid(), form.errors
    assert form.fields_for_auth0["user_attributes"] is None


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "x" * 101}, "name", "100"),
        ({"description": "x" * 141}, "description", "140"),
        ({"allowed_strategies": ["ad"]}, "allowed_strategies", "valid choice"),
        ({"logo_url": "http://acme.com/logo.png"}, "logo_url", "https://"),
        ({"logo_url": "https://me:1@acme.com/logo.png"}, "logo_url", "https://"),
        ({"logo_url": f"https://acme.com/{'x' * 1024}"}, "logo_url", "1024"),
        ({"primary_color": "blue"}, "primary_color", "#3b5bdb"),
        ({"introduction": "x" * 2001}, "introduction", "2000"),
    ],
)
def test_form_names_field_and_remedy(typed, field, words):
    form = submitted(**typed)

    assert not form.is_valid()
    assert words in str(form.errors[field])


def test_form_refuses_attributes_beside_a_user_attribute_profile():
    form = submitted(DOCUMENTED, user_attribute_profile_id="uap_1csDj3szFsgxGS1oTZTdFm")

    assert not form.is_valid()
    assert "Clear one of the two" in str(form.errors["user_attribute_profile_id"])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"attributes-0-name": "email"}, "required"),
        ({"attributes-0-name": "x" * 251, "attributes-0-description": "x"}, "250"),
        ({"attributes-0-name": "x", "attributes-0-description": "x" * 256}, "255"),
    ],
)
def test_form_refuses_an_attribute_beyond_its_limits(typed, words):
    form = submitted(**typed)

    assert not form.is_valid()
    assert words in str(form.attributes.errors)


def test_form_refuses_an_attribute_that_stands_twice():
    one = {"description": "Mail", "is_optional": "on"}
    rows = {f"attributes-{n}-{key}": value for n in (0, 1) for key, value in one.items()}

    form = submitted(**rows, **{"attributes-0-name": "email", "attributes-1-name": "email"})

    assert not form.is_valid()
    assert "email appears more than once" in str(form.attributes.non_form_errors())


def test_form_refuses_more_attributes_than_auth0_allows():
    rows = {"attributes-TOTAL_FORMS": "21"}
    for number in range(21):
        rows[f"attributes-{number}-name"] = f"a{number}"
        rows[f"attributes-{number}-description"] = "text"

    form = submitted(**rows)

    assert not form.is_valid()
    assert "up to 20" in str(form.attributes.non_form_errors())


ATTRIBUTES = "uap_1csDj3szFsgxGS1oTZTdFm"


@pytest.mark.parametrize(
    ("used", "names"),
    [
        ("", ["None: the attributes above", "Workforce"]),
        (ATTRIBUTES, ["None: the attributes above", "Workforce"]),
        # Auth0 has it no more, or shows only some.
        ("uap_gone", ["None: the attributes above", "uap_gone", "Workforce"]),
    ],
)
def test_form_offers_the_attribute_profiles_of_auth0(used, names):
    profile = Profile.read({"id": "ssp_1", "name": "Standard", "user_attribute_profile_id": used})

    form = ProfileForm(profile=profile, attribute_profiles=[(ATTRIBUTES, "Workforce")])

    assert [
        option.data["label"] for option in form["user_attribute_profile_id"].subwidgets
    ] == names
    assert form["user_attribute_profile_id"].value() == used


def test_form_leaves_all_providers_allowed():
    form = submitted()

    assert form.is_valid(), form.errors
    assert form.fields_for_auth0["allowed_strategies"] is None


def test_form_says_that_a_list_of_providers_cannot_be_taken_back():
    form = submitted(DOCUMENTED, allowed_strategies=[])

    assert "create a new profile" in str(form.errors["allowed_strategies"])
