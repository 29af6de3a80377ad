"""The address table: every page of the product, the account pages in use, the admin."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from scoring.web import health
from scoring.web.account.views import no_password

# The admin's own login form knows nothing of the limits on failed logins.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # Django documents this as the way

handler500 = "scoring.web.failure.server_error"

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path(
        "account/reauthenticate/",
        account.reauthenticate,
        name="account_reauthenticate",
    ),
    path("account/password/", account.password_change, name="account_change_password"),
    # Where the page above leads who has no password: only an administrator gives the first one.
    path("account/password/none/", no_password, name="account_set_password"),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("admin/", admin.site.urls),
    path("", include("scoring.web.urls")),
]
