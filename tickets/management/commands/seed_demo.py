"""Fill a demo with sample people and customers; running it again changes nothing but passwords."""

import os
from contextlib import closing
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organizations.models import Customer
from tickets.demo import company
from tickets.demo.sandbox import Sandbox
from tickets.demo.scene import Scene
from tickets.demo.stories import STORIES
from tickets.demo.timeline import play
from tickets.demo.upload import upload

VARIABLES = (
    "PORTAL_DEMO_PASSWORD",
    "PORTAL_DEMO_API_KEY",
    "SANDBOX_URL",
    "SANDBOX_CLIENT_ID",
    "SANDBOX_CLIENT_SECRET",
)


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        for variable in VARIABLES:
            if not os.environ.get(variable):
                raise CommandError(f"{variable} isn't set; the demo sets it for this command.")
        company.hire(os.environ["PORTAL_DEMO_PASSWORD"])
        company.let_in(os.environ["PORTAL_DEMO_API_KEY"])
        tenant = company.connect(os.environ)
        company.write_presets(tenant)
        known = set(Customer.objects.filter(name__in=STORIES).values_list("name", flat=True))
        with closing(Sandbox(os.environ["SANDBOX_URL"])) as sandbox:
            scene = Scene(tenant, sandbox)
            unplayed = [story(scene) for name, story in STORIES.items() if name not in known]
            play(unplayed, scene.wait_until)
            upload(scene)
