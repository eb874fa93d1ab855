from django.urls import path, register_converter

from members.views import case, desk, join, logo, organisations, profile, signing


class SlugConverter:
    """An organisation's address: letters and figures of any script."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SlugConverter, "anyslug")

app_name = "members"

urlpatterns = [
    # /members/join/
    path("members/join/", join.introduction, name="join"),
    path("members/join/organisation/", join.organisation_new, name="sign-on-new"),
    path("members/join/<uuid:key>/", case.case_detail, name="sign-on-detail"),
    path("members/join/<uuid:key>/organisation/", join.organisation_change, name="sign-on-organisation"),
    path("members/join/<uuid:key>/text/", join.text, name="sign-on-text"),
    path("members/join/<uuid:key>/check/", join.check, name="sign-on-check"),
    path("members/join/<uuid:key>/call-back/", case.call_back, name="sign-on-call-back"),
    path("members/join/<uuid:key>/retraction/", case.retract, name="sign-on-retract"),
    path("members/join/<uuid:key>/receipt/", case.receipt, name="sign-on-receipt"),
    path("members/join/<uuid:key>/receipt.json", case.receipt_json, name="sign-on-receipt-json"),
    # /members/signing/<key>/
    path("members/signing/<str:key>/", signing.sign, name="signing"),
    # /members/
    path("members/", organisations.organisation_list, name="organisation-list"),
    path("members/<anyslug:slug>/", organisations.organisation_detail, name="organisation-detail"),
    path("members/<anyslug:slug>/logo.webp", logo.public_logo, name="organisation-logo"),
    # /organisation/
    path("organisation/", case.case_list, name="case-list"),
    path("organisation/goodbye/", desk.goodbye, name="desk-goodbye"),
    # /organisation/<slug>/
    path("organisation/<anyslug:slug>/", desk.overview, name="desk"),
    path("organisation/<anyslug:slug>/data.json", desk.own_data, name="desk-data"),
    path("organisation/<anyslug:slug>/endorsements/<uuid:key>/", desk.receipt, name="desk-receipt"),
    path("organisation/<anyslug:slug>/endorsements/<uuid:key>.json", desk.receipt_json, name="desk-receipt-json"),
    path("organisation/<anyslug:slug>/logo.webp", logo.own_logo, name="desk-logo-image"),
    path("organisation/<anyslug:slug>/logo/", logo.change_logo, name="desk-logo"),
    path("organisation/<anyslug:slug>/logo/removal/", logo.remove_logo, name="desk-logo-remove"),
    path("organisation/<anyslug:slug>/profile/", profile.change_profile, name="desk-profile"),
    path("organisation/<anyslug:slug>/profile/withdrawal/", profile.withdraw_change, name="desk-profile-withdraw"),
    path("organisation/<anyslug:slug>/visibility/", profile.change_visibility, name="desk-visibility"),
    path("organisation/<anyslug:slug>/withdrawal/", desk.leave, name="desk-leave"),
]
