from django.urls import include, path

from tickets import desk, hooks, landing, mail_hooks, opting_out, record_page

app_name = "tickets"

urlpatterns = [
    path("l/<str:token>/", landing.landing, name="landing"),
    path("l/<str:token>/stop/", opting_out.opt_out, name="opt_out"),
    path("dns/<str:token>/", record_page.record_page, name="record_page"),
    *desk.urlpatterns,
    path("hooks/mail/", include(mail_hooks.urlpatterns)),
    path("hooks/auth0/logs/<uuid:hook_id>/", hooks.auth0_logs, name="log_hook"),
]
