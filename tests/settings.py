"""The portal's settings in tests: the product's own, tasks run in place, cheap passwords."""

import tests.environment  # noqa: F401  (must come before the settings are read)
from portal.settings import *  # noqa: F403

# Services are tested with their tasks run in place after commit; journeys use real workers.
CELERY_TASK_ALWAYS_EAGER = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Nothing is collected for tests: static files are served from where they lie.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
# A browser keeps its connections to the test's server open, and each would keep one to the test
# database, which then could not be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
# A file, as in production: of an in-memory database, threads share one cache of locked tables.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}  # noqa: F405
