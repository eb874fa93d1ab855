from django.urls import path, register_converter

from members.views import case, join, organisations, person, signing


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
    # /accounts/, as far as it is about more than the account
    path("accounts/name/", person.name, name="own-name"),
    path("accounts/data/", person.own, name="own-data"),
    path("accounts/data/own-data.json", person.own_json, name="own-data-json"),
    path("accounts/data/erasure/", person.erasure, name="own-data-erasure"),
    path("accounts/data/erased/", person.erased, name="own-data-erased"),
    # /organisation/
    path("organisation/", case.case_list, name="case-list"),
]
