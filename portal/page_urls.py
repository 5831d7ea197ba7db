"""The URLs of all pages, which emails and messages link to. Workers import only these."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from portal.monitoring.health.endpoint import healthz
from portal.monitoring.metrics.endpoint import metrics
from portal.web.design.styleguide import styleguide
from portal.web.design.theme import theme
from portal.web.views import not_found

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# The one page for it, which asks who it is again and leaves a line in the audit trail.
_password_page: Any = RedirectView.as_view(pattern_name="account_change_password")
admin.site.password_change = _password_page  # type: ignore[method-assign]
# Its tables need the room.
admin.site.enable_nav_sidebar = False
admin.site.site_header = admin.site.site_title = "SSO onboarding: administration"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("theme.css", theme, name="theme"),
    path("language/", login_not_required(set_language), name="set_language"),
    # The address is who a member of staff is: nobody changes their own.
    path("account/email/", not_found),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("tickets.urls.shared")),
    path("", include("organizations.urls")),
    path("", include("tickets.urls")),
]
if settings.DEBUG:
    urlpatterns += [path("styleguide/", styleguide, name="styleguide")]
