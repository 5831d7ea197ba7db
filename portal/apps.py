from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from django.conf import settings

        from portal import checks  # noqa: F401  (registers the system checks)
        from portal.monitoring.metrics import calls, learn, parts

        learn(parts.told)
        learn(calls.told)
        if settings.SENTRY_DSN:
            from portal.monitoring import sentry

            sentry.start(settings.SENTRY_DSN)
