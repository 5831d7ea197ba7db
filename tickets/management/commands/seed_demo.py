"""Fill a demo with sample people and customers; running it again changes nothing but passwords."""

import os
from typing import Any

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError

from organizations.models import Tenant, User
from organizations.roles import Role

PEOPLE = {
    "Sam Support": ("support@acme.example", Role.SUPPORT),
    "Maria Manager": ("manager@acme.example", Role.MANAGER),
    "Olga Operator": ("operator@acme.example", Role.OPERATOR),
}
VARIABLES = (
    "PORTAL_DEMO_PASSWORD",
    "SANDBOX_URL",
    "SANDBOX_CLIENT_ID",
    "SANDBOX_CLIENT_SECRET",
)


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        for variable in VARIABLES:
            if not os.environ.get(variable):
                raise CommandError(f"{variable} is not set; the demo sets it for this command.")
        for name, (email, role) in PEOPLE.items():
            user, _ = User.objects.get_or_create(email=email, defaults={"name": name})
            user.is_staff = user.is_superuser = role is Role.OPERATOR
            user.set_password(os.environ["PORTAL_DEMO_PASSWORD"])
            user.save()
            user.groups.set([Group.objects.get(name=role)])
        Tenant.objects.update_or_create(
            domain="acme-saas.us.auth0.example",
            defaults={
                "name": "Acme",
                "base_url": os.environ["SANDBOX_URL"],
                "environment": Tenant.Environment.STAGING,
                "plan": Tenant.Plan.UNLIMITED,
                "client_id": os.environ["SANDBOX_CLIENT_ID"],
                "client_secret": os.environ["SANDBOX_CLIENT_SECRET"],
            },
        )
