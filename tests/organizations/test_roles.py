import itertools

import pytest
from django.contrib.auth.models import Group

from organizations.models import User
from organizations.roles import PERMISSIONS, Role, permissions_of, sync_roles
from tests.factories import make_user


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_what_the_table_says_and_nothing_else(db, role):
    user = make_user(role)

    may = {name for name in PERMISSIONS if user.has_perm(f"organizations.{name}")}

    assert may == set(permissions_of(role))


def test_each_role_may_all_that_lesser_roles_may():
    sets = [set(permissions_of(role)) for role in Role]

    assert all(lesser < greater for lesser, greater in itertools.pairwise(sets))


def test_syncing_again_takes_away_what_somebody_added(db):
    viewer = Group.objects.get(name=Role.VIEWER)
    viewer.permissions.add(*Group.objects.get(name=Role.OPERATOR).permissions.all())

    sync_roles()

    assert viewer.permissions.count() == len(permissions_of(Role.VIEWER))


def test_what_somebody_may_takes_one_query(db, django_assert_num_queries):
    user = make_user(Role.SUPPORT)

    with django_assert_num_queries(1):
        assert user.has_perm("organizations.issue_tickets")
        assert not user.has_perm("organizations.manage_staff")


def test_an_account_without_a_role_may_nothing_and_a_superuser_everything(db):
    nobody = User.objects.create_user("nobody@acme.example")
    root = User.objects.create_superuser("root@acme.example")

    for name in PERMISSIONS:
        assert not nobody.has_perm(f"organizations.{name}")
        assert root.has_perm(f"organizations.{name}")
    assert "organizations.manage_staff" in root.get_all_permissions()
