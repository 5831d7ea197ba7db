"""All URLs of the portal: the APIs and the pages."""

from django.urls import include, path

from portal import page_urls

urlpatterns = [
    path("api/keycard/", include("organizations.api.keycard")),
    path("api/v1/", include("tickets.api.urls")),
    *page_urls.urlpatterns,
]

handler400 = "portal.web.views.bad_request"
handler403 = "portal.web.views.forbidden"
handler404 = "portal.web.views.not_found"
handler500 = "portal.web.views.server_error"
