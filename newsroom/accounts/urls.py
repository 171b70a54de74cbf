"""The addresses of accounts, by the names under which django-allauth looks for them.

What is not named here is not there: nobody signs up, and addresses are changed by administrators.
"""

from __future__ import annotations

from allauth.account.views import PasswordResetDoneView
from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView
from django.urls import path

from newsroom.accounts import views
from newsroom.accounts.credentials import passkeys
from newsroom.accounts.sign_in import providers

urlpatterns = [
    path("login/code/", views.SecondFactor.as_view(), name="mfa_authenticate"),
    path("login/passkey/", passkeys.SignIn.as_view(), name="mfa_login_webauthn"),
    path("login/cancelled/", views.sign_in_cancelled, name="socialaccount_login_cancelled"),
    path("password/forgotten/", views.ForgotPassword.as_view(), name="account_reset_password"),
    path("password/forgotten/sent/", PasswordResetDoneView.as_view(), name="account_reset_password_done"),
    path("password/new/<uidb36>/<key>/", views.NewPassword.as_view(), name="account_reset_password_from_key"),
    path("account/", views.security, name="own_security"),
    path("account/factors/", views.no_page_of_its_own, name="mfa_index"),
    path("account/browsers/end/", views.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("account/password/", views.ChangePassword.as_view(), name="account_change_password"),
    path("account/password/set/", views.SetPassword.as_view(), name="account_set_password"),
    path("account/confirm/", views.ConfirmByPassword.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", views.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("account/confirm/passkey/", views.ConfirmByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("account/confirm/provider/", views.confirm_by_provider, name="confirm_by_provider"),
    path("account/app/", views.AddApp.as_view(), name="mfa_activate_totp"),
    path("account/app/remove/", views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/recovery-codes/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "account/recovery-codes/download/",
        DownloadRecoveryCodesView.as_view(),
        name="mfa_download_recovery_codes",
    ),
    path("account/recovery-codes/new/", views.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/passkeys/", views.no_page_of_its_own, name="mfa_list_webauthn"),
    path("account/passkeys/new/", passkeys.Add.as_view(), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", passkeys.Rename.as_view(), name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", passkeys.Remove.as_view(), name="mfa_remove_webauthn"),
    path("oidc/<provider_id>/login/", providers.start, name="openid_connect_login"),
    path("oidc/<provider_id>/login/callback/", providers.finish, name="openid_connect_callback"),
]
