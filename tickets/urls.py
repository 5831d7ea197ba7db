from django.urls import include, path

from tickets import desk, hooks, mail_hooks
from tickets.landing import check, colleague, new_link, opt_out, page, records

app_name = "tickets"

urlpatterns = [
    path("l/<str:token>/", page.landing, name="landing"),
    path("l/<str:token>/check/", check.check, name="check"),
    path("l/<str:token>/colleague/", colleague.colleague, name="colleague_named"),
    path("new-link/", new_link.new_link, name="new_link"),
    path("l/<str:token>/stop/", opt_out.opt_out, name="opt_out"),
    path("dns/<str:token>/", records.records, name="records"),
    *desk.urlpatterns,
    path("hooks/mail/", include(mail_hooks.urlpatterns)),
    path("hooks/auth0/logs/<uuid:hook_id>/", hooks.auth0_logs, name="log_hook"),
]
