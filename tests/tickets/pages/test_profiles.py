import dataclasses

import pytest

from organizations.auth0_clients import auth0
from organizations.models import Event
from tests import factories
from tests.organizations.pages.counting import queries
from tests.tickets.pages.html import fields_of
from tickets.forms import ProfileForm


@pytest.fixture
def desk(desk_as, manager):
    """The desk as a manager sees it."""
    return desk_as(manager)


@pytest.fixture
def profile(tenant):
    made = auth0(tenant).profiles.create(
        name="Enterprise",
        description="For large customers",
        allowed_strategies=["okta", "waad"],
        user_attributes=[{"name": "email", "description": "Mail", "is_optional": False}],
        branding={"logo_url": "https://example.com/logo.png", "colors": {"primary": "#334455"}},
    )
    auth0(tenant).profiles.set_custom_text(made.id, {"introduction": "Welcome <b>you</b>!"})
    return made


def text_of(response):
    return response.content.decode()


def form_of(response):
    return fields_of(response, "profile")


def address(profile, tenant, action=""):
    return f"/profiles/{tenant.pk}/{profile.id}/{action}"


def test_profiles_ask_the_database_as_often_for_many(desk, tenant, profile):
    path = f"/profiles/?tenant={tenant.pk}"
    before = queries(desk, path)
    for name in ("Small customers", "Large customers"):
        auth0(tenant).profiles.create(name=name)
        factories.make_tenant()

    assert queries(desk, path) == before


def test_profiles_lists_what_auth0_has(desk, tenant, profile):
    page = text_of(desk.get("/profiles/"))

    assert "Enterprise" in page
    assert "1 of 20" in page


def test_profiles_teaches_when_there_is_none(desk, tenant):
    assert "No profiles yet" in text_of(desk.get("/profiles/"))


def test_profiles_says_when_there_is_no_tenant(desk, db):
    assert "No tenants yet" in text_of(desk.get("/profiles/"))


def test_profile_shows_all_of_it(desk, tenant, profile):
    page = text_of(desk.get(address(profile, tenant)))

    for words in ("Okta Workforce Identity", "Microsoft Entra ID", "#334455", "<b>you</b>"):
        assert words in page


def test_profile_shows_foreign_html_harmlessly(desk, tenant, profile):
    hostile = '<script>x()</script><a href="javascript:x()" onclick="x()">y</a><img src="//evil">'
    auth0(tenant).profiles.set_custom_text(profile.id, {"introduction": hostile})

    page = text_of(desk.get(address(profile, tenant)))

    assert "x()" not in page
    assert "//evil" not in page


def test_new_profile_is_made_in_auth0(desk, tenant):
    typed = {
        "name": "Standard",
        "description": "For all",
        "allowed_strategies": ["okta", "keycloak-samlp"],
        "logo_url": "https://example.com/logo.png",
        "primary_color": "#abc",
        "introduction": "Hello",
        "attributes-0-name": "email",
        "attributes-0-description": "Mail address",
        "attributes-0-is_optional": "on",
    }
    page = f"/profiles/{tenant.pk}/new/"

    desk.post(page, {**form_of(desk.get(page)), **typed})

    (made,) = auth0(tenant).profiles.list().items
    assert (made.name, made.description, made.primary_color) == ("Standard", "For all", "#abc")
    assert made.allowed_strategies == ("okta", "keycloak-samlp")
    assert [(one.name, one.is_optional) for one in made.user_attributes] == [("email", True)]
    assert auth0(tenant).profiles.custom_text(made.id) == {"introduction": "Hello"}
    assert Event.objects.get(verb="profile:create").data["name"] == "Standard"


def test_new_profile_refuses_the_twenty_first(desk, tenant):
    for number in range(20):
        auth0(tenant).profiles.create(name=f"Profile {number}")
    page = f"/profiles/{tenant.pk}/new/"

    response = desk.post(page, {**form_of(desk.get(page)), "name": "One more"})

    assert "the most Auth0 allows" in text_of(response)
    assert "/new/" not in text_of(desk.get("/profiles/"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "required"),
        ({"logo_url": "http://example.com"}, "https://"),
        ({"primary_color": "red"}, "#3b5bdb"),
        ({"attributes-0-name": "email"}, "required"),
        ({"introduction": "x" * 2001}, "2000"),
    ],
)
def test_new_profile_names_field_and_remedy(desk, tenant, typed, words):
    page = f"/profiles/{tenant.pk}/new/"

    response = desk.post(page, {**form_of(desk.get(page)), "name": "Standard", **typed})

    assert response.status_code == 200
    assert words in text_of(response)
    assert not auth0(tenant).profiles.list().items


def test_new_profile_says_what_auth0_refuses(desk, tenant, sandbox):
    sandbox.fault(method="GET", path="/api/v2/user-attribute-profiles", status=403, times=2)
    page = f"/profiles/{tenant.pk}/new/"
    typed = {"name": "Standard", "user_attribute_profile_id": "nonsense"}

    response = desk.post(page, {**form_of(desk.get(page)), **typed})

    assert response.status_code == 200
    assert form_of(response).items() >= typed.items()
    assert "Auth0 refused this" in text_of(response)


def test_edit_profile_left_as_it_is_changes_nothing(desk, tenant, profile):
    page = address(profile, tenant, "edit/")
    before = auth0(tenant).profiles.get(profile.id)

    desk.post(page, form_of(desk.get(page)))

    after = auth0(tenant).profiles.get(profile.id)
    assert vars(after) | {"updated_at": None} == vars(before) | {"updated_at": None}
    assert auth0(tenant).profiles.custom_text(profile.id)["introduction"] == "Welcome <b>you</b>!"


def test_edit_profile_clears_what_is_emptied(desk, tenant, profile):
    page = address(profile, tenant, "edit/")
    emptied = {"description": "", "logo_url": "", "primary_color": "", "introduction": ""}
    data = {**form_of(desk.get(page)), **emptied, "attributes-0-DELETE": "on"}

    desk.post(page, data)

    after = auth0(tenant).profiles.get(profile.id)
    assert (after.description, after.logo_url, after.primary_color) == ("", "", "")
    assert after.user_attributes == ()
    assert after.allowed_strategies == ("okta", "waad")
    assert auth0(tenant).profiles.custom_text(profile.id) == {}


def test_edit_profile_previews_the_introduction_and_saves_nothing(desk, tenant, profile):
    page = address(profile, tenant, "edit/")
    data = {**form_of(desk.get(page)), "introduction": "Good <b>day</b>", "preview": "1"}

    assert "<b>day</b>" in text_of(desk.post(page, data))
    assert auth0(tenant).profiles.custom_text(profile.id)["introduction"] == "Welcome <b>you</b>!"


def test_edit_profile_says_when_only_the_introduction_failed(desk, tenant, profile, sandbox):
    page = address(profile, tenant, "edit/")
    data = {**form_of(desk.get(page)), "name": "Renamed"}
    sandbox.fault(method="PUT", path="/api/v2/self-service-profiles/*", status=500, times=9)

    response = desk.post(page, data, follow=True)

    assert "was saved, but its introduction" in text_of(response)
    assert auth0(tenant).profiles.get(profile.id).name == "Renamed"


def test_edit_profile_renames_it_on_its_presets(desk, tenant, profile):
    preset = factories.make_preset(tenant, profile_id=profile.id)
    page = address(profile, tenant, "edit/")

    desk.post(page, {**form_of(desk.get(page)), "name": "Renamed"})

    preset.refresh_from_db()
    assert preset.profile_name == "Renamed"


def test_copy_profile_makes_another_with_its_introduction(desk, tenant, profile):
    desk.post(address(profile, tenant, "copy/"))

    copy = next(one for one in auth0(tenant).profiles.list().items if one.id != profile.id)
    assert copy.name == "Enterprise (copy)"
    assert copy.user_attributes == profile.user_attributes
    assert auth0(tenant).profiles.custom_text(copy.id)["introduction"] == "Welcome <b>you</b>!"


def test_delete_profile_asks_first_and_deletes_it(desk, tenant, profile):
    page = address(profile, tenant, "delete/")

    assert "Enterprise" in text_of(desk.get(page))
    assert auth0(tenant).profiles.list().items
    desk.post(page)
    assert not auth0(tenant).profiles.list().items


def test_delete_profile_refuses_while_a_preset_needs_it(desk, tenant, profile):
    factories.make_preset(tenant, profile_id=profile.id, name="Everyday")

    response = desk.post(address(profile, tenant, "delete/"), follow=True)

    assert "“Everyday”" in text_of(response)
    assert auth0(tenant).profiles.list().items


def test_profile_that_is_gone_has_a_clear_page(desk, tenant):
    response = desk.get(f"/profiles/{tenant.pk}/ssp_{'0' * 22}/")

    assert response.status_code == 404
    assert "Not found in Auth0" in text_of(response)


def test_profiles_are_readable_and_closed_to_support(desk_as, support, tenant, profile):
    desk = desk_as(support)

    page = text_of(desk.get(address(profile, tenant)))

    assert "Enterprise" in page
    for action in ("edit/", "copy/", "delete/"):
        assert address(profile, tenant, action) not in page
        assert desk.post(address(profile, tenant, action)).status_code == 403
    assert desk.get(f"/profiles/{tenant.pk}/new/").status_code == 403


def test_edit_profile_keeps_all_providers_allowed(desk, tenant):
    made = auth0(tenant).profiles.create(name="For everybody")
    page = address(made, tenant, "edit/")

    desk.post(page, {**form_of(desk.get(page)), "name": "For all"})

    after = auth0(tenant).profiles.get(made.id)
    assert (after.name, after.allowed_strategies) == ("For all", ())


@pytest.fixture
def workforce(tenant):
    """A user attribute profile, as Auth0's dashboard makes it."""
    attribute = {
        "label": "Email",
        "description": "Mail",
        "profile_required": True,
        "auth0_mapping": "email",
    }
    body = {"name": "Workforce", "user_attributes": {"email": attribute}}
    return auth0(tenant)._session.call("POST", "user-attribute-profiles", body=body)["id"]


def test_new_profile_takes_an_attribute_profile_by_its_name(desk, tenant, workforce):
    page = f"/profiles/{tenant.pk}/new/"
    shown = desk.get(page)
    assert ">Workforce</option>" in text_of(shown)

    typed = {"name": "Standard", "user_attribute_profile_id": workforce}
    desk.post(page, {**form_of(shown), **typed})

    (made,) = auth0(tenant).profiles.list().items
    assert made.user_attribute_profile_id == workforce


REFUSAL = {
    "statusCode": 400,
    "error": "Bad Request",
    "message": "Payload validation error: 'Not this one' on property branding.logo_url (Logo).",
    "errorCode": "invalid_body",
}
TYPED = {"name": "Typed name", "description": "Typed", "logo_url": "https://example.com/x.png"}


def errors_of(response, name):
    return [str(error) for error in response.context["form"][name].errors]


def test_new_profile_says_auth0s_refusal_beside_the_field(desk, tenant, sandbox):
    page = f"/profiles/{tenant.pk}/new/"
    typed = {**form_of(desk.get(page)), **TYPED}
    sandbox.fault(method="POST", path="/api/v2/self-service-profiles", status=400, body=REFUSAL)

    response = desk.post(page, typed)

    assert response.status_code == 200
    assert "Not this one" in errors_of(response, "logo_url")[0]
    assert form_of(response).items() >= TYPED.items()


def test_edit_profile_says_auth0s_refusal_beside_the_field(desk, tenant, profile, sandbox):
    page = address(profile, tenant, "edit/")
    typed = {**form_of(desk.get(page)), **TYPED}
    sandbox.fault(method="PATCH", path="/api/v2/self-service-profiles/*", status=400, body=REFUSAL)

    response = desk.post(page, typed)

    assert response.status_code == 200
    assert "Not this one" in errors_of(response, "logo_url")[0]
    assert form_of(response).items() >= TYPED.items()


def test_new_profile_says_auth0s_refusal_in_the_row_of_the_attribute(desk, tenant, sandbox):
    page = f"/profiles/{tenant.pk}/new/"
    message = "Payload validation error: 'Too long' on property user_attributes[1].description."
    body = {**REFUSAL, "message": message}
    rows = {
        f"attributes-{row}-{name}": f"{name} {row}"
        for row in (0, 2)
        for name in ("name", "description")
    }
    sandbox.fault(method="POST", path="/api/v2/self-service-profiles", status=400, body=body)

    response = desk.post(page, {**form_of(desk.get(page)), **TYPED, **rows})

    form = response.context["form"]
    assert "Too long" in str(form.attributes.forms[2].errors["description"])
    assert "Attribute 3: " in str(form.non_field_errors())
    assert form_of(response).items() >= {**TYPED, **rows}.items()


def test_edit_profile_loses_nothing_while_auth0_is_away(desk, tenant, profile, sandbox):
    page = address(profile, tenant, "edit/")
    typed = {**form_of(desk.get(page)), **TYPED}
    sandbox.fault(method="GET", path="/api/v2/self-service-profiles/*", status=503, times=9)

    response = desk.post(page, typed)

    assert response.status_code == 200
    assert "be reached" in text_of(response)
    assert form_of(response).items() >= TYPED.items()


def test_new_profile_keeps_an_introduction_that_auth0_refused(desk, tenant, sandbox):
    page = f"/profiles/{tenant.pk}/new/"
    typed = {**form_of(desk.get(page)), **TYPED, "introduction": "Hello"}
    sandbox.fault(
        method="PUT", path="/api/v2/self-service-profiles/*", status=400, body=REFUSAL, times=1
    )

    response = desk.post(page, typed)

    (made,) = auth0(tenant).profiles.list().items
    assert "was saved, but its introduction" in errors_of(response, "introduction")[0]
    assert form_of(response)["introduction"] == "Hello"
    # What is sent again changes the one that was made.
    assert f'action="{address(made, tenant, "edit/")}"' in text_of(response)


FORBIDDEN = {
    "statusCode": 403,
    "error": "Forbidden",
    "message": "Insufficient scope; expected any of: read:self_service_profiles",
    "errorCode": "insufficient_scope",
}


def test_edit_profile_loses_nothing_while_auth0_refuses_to_show_it(desk, tenant, profile, sandbox):
    page = address(profile, tenant, "edit/")
    typed = {**form_of(desk.get(page)), **TYPED, "allowed_strategies": ["okta", "newer"]}
    path = "/api/v2/self-service-profiles/*"
    sandbox.fault(method="GET", path=path, status=403, body=FORBIDDEN, times=9)

    response = desk.post(page, typed)

    assert response.status_code == 200
    assert "read:self_service_profiles" in text_of(response)
    assert form_of(response).items() >= {**TYPED, "allowed_strategies": ["okta", "newer"]}.items()


def test_edit_profile_keeps_a_provider_that_auth0_added_later(desk, tenant):
    made = auth0(tenant).profiles.create(name="Modern", allowed_strategies=["okta"])
    # As Auth0 would answer once it knows one more.
    newer = dataclasses.replace(made, allowed_strategies=("okta", "newer"))

    form = ProfileForm({"name": "Modern", "allowed_strategies": ["okta", "newer"]}, profile=newer)

    assert "newer" in str(form["allowed_strategies"])
    assert form.fields["allowed_strategies"].clean(["okta", "newer"]) == ["okta", "newer"]
