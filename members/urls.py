from django.urls import path, register_converter

from members import feeds
from members.views import (
    badges,
    case,
    desk,
    edition_question,
    invitation,
    join,
    logo,
    organisations,
    person,
    profile,
    representatives,
    signing,
)


class SlugConverter:
    """An organisation's address: letters and figures of any script."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SlugConverter, "anyslug")

app_name = "members"

DESK = "organisation/<anyslug:slug>/"

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
    # /members/invitation/<key>/
    path("members/invitation/<str:key>/", invitation.answer, name="invitation"),
    # /members/
    path("members/", organisations.organisation_list, name="organisation-list"),
    path("members/<anyslug:slug>/", organisations.organisation_detail, name="organisation-detail"),
    path("members/<anyslug:slug>/logo.webp", logo.public_logo, name="organisation-logo"),
    # /badges/, and the page on which one finds what to copy
    path("badges/<anyslug:slug>.svg", badges.badge, name="badge"),
    path("embed/text/", badges.embedding, name="embedding"),
    # /feeds/
    path("feeds/changes.atom", feeds.change_feed, name="change-feed"),
    path("feeds/endorsements.atom", feeds.endorsement_feed, name="endorsement-feed"),
    # /accounts/, as far as it is about more than the account
    path("accounts/name/", person.name, name="own-name"),
    path("accounts/data/", person.own, name="own-data"),
    path("accounts/data/own-data.json", person.own_json, name="own-data-json"),
    path("accounts/data/erasure/", person.erasure, name="own-data-erasure"),
    path("accounts/data/erased/", person.erased, name="own-data-erased"),
    # /organisation/
    path("organisation/", case.case_list, name="case-list"),
    path("organisation/goodbye/", desk.goodbye, name="desk-goodbye"),
    # /organisation/<slug>/
    path(DESK, desk.overview, name="desk"),
    path(f"{DESK}data.json", desk.own_data, name="desk-data"),
    path(f"{DESK}endorsements/<uuid:key>/", desk.receipt, name="desk-receipt"),
    path(f"{DESK}endorsements/<uuid:key>.json", desk.receipt_json, name="desk-receipt-json"),
    path(f"{DESK}logo.webp", logo.own_logo, name="desk-logo-image"),
    path(f"{DESK}logo/", logo.change_logo, name="desk-logo"),
    path(f"{DESK}logo/removal/", logo.remove_logo, name="desk-logo-remove"),
    path(f"{DESK}profile/", profile.change_profile, name="desk-profile"),
    path(f"{DESK}profile/withdrawal/", profile.withdraw_change, name="desk-profile-withdraw"),
    path(f"{DESK}visibility/", profile.change_visibility, name="desk-visibility"),
    path(f"{DESK}withdrawal/", desk.leave, name="desk-leave"),
    # /organisation/<slug>/edition/
    path(f"{DESK}edition/", edition_question.edition_question, name="edition-question"),
    path(f"{DESK}edition/reaffirmation/", edition_question.reaffirm, name="edition-reaffirm"),
    path(f"{DESK}edition/staying/", edition_question.stay, name="edition-stay"),
    path(f"{DESK}edition/objection/", edition_question.object_to_class, name="edition-object"),
    # /organisation/<slug>/representatives/
    path(f"{DESK}representatives/", representatives.representative_list, name="representative-list"),
    path(f"{DESK}representatives/own-name/", representatives.show_name, name="representative-show-name"),
    path(f"{DESK}representatives/<int:number>/end/", representatives.end, name="representative-end"),
    path(
        f"{DESK}representatives/invitations/<uuid:key>/withdrawal/",
        representatives.withdraw,
        name="invitation-withdraw",
    ),
    path(f"{DESK}representatives/invitations/<uuid:key>/renewal/", representatives.renew, name="invitation-renew"),
]
