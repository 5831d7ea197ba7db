"""Which limit of the plan a call counts against."""

import pytest

from portal.auth0 import PLANS
from portal.auth0.plans import Group, group_of

ORGANIZATION = ("organizations", "org_1")


@pytest.mark.parametrize(
    ("method", "path", "group"),
    [
        ("GET", ("organizations",), Group.LIST_ORGANIZATIONS),
        ("GET", ("organizations", "search"), Group.LIST_ORGANIZATIONS),
        ("GET", ("organizations", "name", "acme"), Group.READ_ORGANIZATION_BY_NAME),
        ("GET", ORGANIZATION, Group.READ_ORGANIZATION),
        ("POST", ("organizations",), Group.WRITE_ORGANIZATIONS),
        ("PATCH", ORGANIZATION, Group.WRITE_ORGANIZATIONS),
        ("GET", (*ORGANIZATION, "enabled_connections"), Group.READ_ORGANIZATION_CONNECTIONS),
        (
            "GET",
            (*ORGANIZATION, "enabled_connections", "con_1"),
            Group.READ_ORGANIZATION_CONNECTIONS,
        ),
        ("POST", (*ORGANIZATION, "enabled_connections"), Group.WRITE_ORGANIZATION_CONNECTIONS),
        ("GET", (*ORGANIZATION, "discovery-domains"), Group.OTHER),
        ("GET", ("connections",), Group.READ_CONNECTIONS),
        ("GET", ("connections", "con_1", "clients"), Group.READ_CONNECTIONS),
        ("PATCH", ("connections", "con_1", "clients"), Group.OTHER),
        ("GET", ("connections", "con_1", "scim-configuration"), Group.OTHER),
        ("GET", ("clients",), Group.READ_CLIENTS),
        ("GET", ("logs",), Group.READ_LOGS),
        ("POST", ("self-service-profiles", "ssp_1", "sso-ticket"), Group.OTHER),
    ],
)
def test_group_of_a_call(method, path, group):
    assert group_of(method, path) is group


def test_buckets_are_the_overall_one_first():
    enterprise = PLANS["enterprise"].buckets(Group.READ_ORGANIZATION)

    assert [name for name, _ in enterprise] == ["overall", "read-organization"]


def test_buckets_of_other_calls_are_shared_where_the_plan_says_so():
    assert [name for name, _ in PLANS["essentials"].buckets(Group.OTHER)] == ["other"]
    assert [name for name, _ in PLANS["enterprise"].buckets(Group.OTHER)] == ["overall"]
    assert PLANS["unlimited"].buckets(Group.OTHER) == []
