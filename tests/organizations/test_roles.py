import itertools

import pytest
from django.contrib.auth.models import Group

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
