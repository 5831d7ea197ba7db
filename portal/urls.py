"""Every door of the portal."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from portal.health import healthz
from portal.styleguide import styleguide
from portal.theme import theme
from portal.views import not_found

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "SSO onboarding: administration"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("theme.css", theme, name="theme"),
    path("language/", login_not_required(set_language), name="set_language"),
    # The address is who a member of staff is: nobody changes their own.
    path("account/email/", not_found),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("organizations.urls")),
    path("", include("tickets.urls")),
]
if settings.DEBUG:
    urlpatterns += [path("styleguide/", styleguide, name="styleguide")]

handler400 = "portal.views.bad_request"
handler403 = "portal.views.forbidden"
handler404 = "portal.views.not_found"
handler500 = "portal.views.server_error"
