from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = "Customers and organizations"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from organizations.roles import sync_roles

        from .staff_sign_in import events  # noqa: F401  (connects its receivers)

        # Groups follow the code: a permission that a release adds reaches its roles.
        post_migrate.connect(sync_roles, sender=self)
