"""Who may open what: one entry for each address of ours, with what everybody meets there."""

from dataclasses import dataclass

ROLES = (
    *("anonymous", "outsider", "of_a", "of_b", "applicant"),
    *("editor", "publisher", "officer", "without_second_factor", "administrator"),
)
# Instead of a status: led to a page on which one could gain what is missing.
SIGN_IN, SECOND_FACTOR = "sign in", "second factor"

Outcome = int | str
Gate = dict[str, Outcome]


@dataclass(frozen=True)
class Gates:
    """What each role meets who opens an address, and who posts there without having typed anything."""

    get: Gate
    post: Gate | None = None


def gate(everybody_else: Outcome, **outcomes: Outcome) -> Gate:
    assert outcomes.keys() <= set(ROLES)
    return {role: outcomes.get(role, everybody_else) for role in ROLES}


def for_everybody(status: Outcome = 200, *, post: Outcome = 405) -> Gates:
    return Gates(gate(status), gate(post))


def for_whoever_is_signed_in(status: Outcome = 200, *, post: Outcome = 405) -> Gates:
    return Gates(gate(status, anonymous=SIGN_IN), gate(post, anonymous=SIGN_IN))


def opened_by_whoever_is_signed_in(status: Outcome = 200) -> Gates:
    return Gates(gate(status, anonymous=SIGN_IN))


def for_one(role: str, get: Outcome = 200, *, post: Outcome = 405) -> Gates:
    """To everybody else it does not exist, staff of every rank among them."""
    return Gates(gate(404, anonymous=SIGN_IN, **{role: get}), gate(404, anonymous=SIGN_IN, **{role: post}))


def at_the_desk(get: Outcome = 200, *, post: Outcome = 405) -> Gates:
    return for_one("of_a", get, post=post)


def for_staff(
    *roles: str, get: Outcome = 200, post: Outcome | None = None, posting: tuple[str, ...] | None = None
) -> Gates:
    """For these roles and the administrator; `posting` are those who may post, where they are others."""

    def staff_gate(roles: tuple[str, ...], outcome: Outcome) -> Gate:
        let_in = dict.fromkeys((*roles, "administrator"), outcome)
        return gate(403, **{"anonymous": SIGN_IN, "without_second_factor": SECOND_FACTOR, **let_in})

    return Gates(
        staff_gate(roles, get), None if post is None else staff_gate(roles if posting is None else posting, post)
    )


def for_no_staff() -> Gates:
    """Nobody adds or deletes such a row by hand, an administrator neither."""
    return for_staff(get=403, post=403)


def of_rows(model: str, *roles: str, history: int = 200) -> dict[str, Gates]:
    """What Django's admin has for each kind of row, where rows are only looked at."""
    looking = {view: for_staff(*roles) for view in ("changelist", "change")}
    never = {view: for_no_staff() for view in ("add", "delete")}
    views = looking | never | {"history": for_staff(*roles, get=history)}
    return {f"admin:{model}_{view}": gates for view, gates in views.items()}


def of_texts(model: str) -> dict[str, Gates]:
    """The same, where editors and publishers write."""
    writers = ("editor", "publisher")
    views = {view: for_staff(*writers) for view in ("changelist", "history", "simple_history")}
    views |= {view: for_staff(*writers, post=200) for view in ("add", "change")}
    return {f"admin:{model}_{view}": gates for view, gates in views.items()}


SITE = {
    **{name: for_everybody() for name in ("health", "robots", "sitemap", "sitemap-file", "security", "home")},
    **{name: for_everybody() for name in ("data", "data-package", "data-file")},
    "pages:page-detail": for_everybody(),
}
PRINCIPLES = {
    **{f"principles:{kind}-list": for_everybody() for kind in ("belief", "principle", "tag", "edition")},
    **{f"principles:{kind}-detail": for_everybody() for kind in ("belief", "principle", "tag", "edition")},
    **{f"principles:{name}": for_everybody() for name in ("comparison", "edition-text", "edition-feed")},
    **{f"principles:{name}": for_everybody() for name in ("embedded-text", "embedded-text-json")},
    **{f"principles:{name}": for_staff("editor", "publisher", post=405) for name in ("preview", "preview-clause")},
}
MEMBERS = {
    **{f"members:{name}": for_everybody() for name in ("join", "organisation-list", "organisation-detail")},
    **{f"members:{name}": for_everybody() for name in ("organisation-logo", "badge", "embedding")},
    **{f"members:{name}": for_everybody() for name in ("endorsement-feed", "change-feed")},
    "members:signing": for_everybody(post=422),
    "members:invitation": Gates(gate(200, of_a=302), gate(403, anonymous=SIGN_IN, of_a=302)),
    "members:sign-on-new": for_whoever_is_signed_in(post=422),
    "members:case-list": for_whoever_is_signed_in(),
    "members:desk-goodbye": for_whoever_is_signed_in(404),
}
# The case with which A came, which has been decided; and one that an applicant has begun and signed.
CASE_OF_A = {
    **{f"members:sign-on-{name}": at_the_desk() for name in ("detail", "receipt", "receipt-json")},
    **{f"members:sign-on-{name}": at_the_desk(409, post=409) for name in ("organisation", "text", "check")},
    **{f"members:sign-on-{name}": at_the_desk(405, post=409) for name in ("call-back", "retract")},
}
OPEN_CASE = {
    **{f"members:sign-on-{name}": for_one("applicant") for name in ("detail", "receipt", "receipt-json")},
    **{f"members:sign-on-{name}": for_one("applicant", post=422) for name in ("organisation", "text")},
    "members:sign-on-check": for_one("applicant", post=302),
    **{f"members:sign-on-{name}": for_one("applicant", 405, post=302) for name in ("call-back", "retract")},
}
DESK_OF_A = {
    "members:desk": at_the_desk(),
    **{f"members:desk-{name}": at_the_desk() for name in ("data", "receipt", "receipt-json", "logo-image")},
    **{f"members:desk-{name}": at_the_desk(post=422) for name in ("logo", "profile", "visibility")},
    "members:desk-leave": at_the_desk(post=302),
    **{f"members:desk-{name}": at_the_desk(405, post=302) for name in ("logo-remove", "profile-withdraw")},
    "members:edition-question": at_the_desk(),
    **{f"members:edition-{name}": at_the_desk(302, post=422) for name in ("reaffirm", "stay", "object")},
    "members:representative-list": at_the_desk(post=422),
    "members:representative-show-name": at_the_desk(302, post=302),
    "members:representative-end": at_the_desk(post=302),
    **{f"members:invitation-{name}": at_the_desk(302, post=302) for name in ("withdraw", "renew")},
}
DECISIONS = {
    **of_rows("members_signon", "officer", history=302),
    **of_rows("members_organisation", "officer"),
    **of_rows("members_profilechange", "officer", history=302),
    "admin:members_organisation_simple_history": for_staff("officer"),
    "admin:members_organisation_import": for_staff("officer", post=422),
    "admin:members_organisation_import_confirmation": for_staff("officer", get=405, post=422),
    "admin:members_organisation_export": for_staff("officer", post=405),
    **{
        f"admin:members_{row}_decision": for_staff("officer", get=405, post=422)
        for row in ("signon", "organisation", "profilechange")
    },
    "admin:members_signon_review": for_staff("officer", get=405, post=302),
    "admin:members_signon_scan": for_staff("officer", post=405),
    **{
        f"admin:members_organisation_signatory_{verb}": for_staff("officer", post=422)
        for verb in ("correction", "erasure")
    },
    "admin:members_signon_note": for_staff("officer", get=405, post=422),
    **{
        f"admin:members_{name}": for_staff("officer", post=422)
        for name in ("signon_merge", "signon_paper_signature", "organisation_correction", "organisation_hand_over")
    },
}
TEXTS = {
    **of_texts("principles_beliefstatement"),
    **of_texts("principles_coreprinciple"),
    # What was ever published is never deleted.
    **{f"admin:principles_{kind}_delete": for_no_staff() for kind in ("beliefstatement", "coreprinciple")},
    **of_texts("pages_page"),
    "admin:pages_page_delete": for_staff(post=302),
    **of_texts("pages_pagetranslation"),
    # It begins on the form of its page.
    "admin:pages_pagetranslation_add": for_staff("editor", "publisher", get=302, post=302),
    "admin:pages_pagetranslation_delete": for_staff(post=302),
    **{f"admin:principles_translation_{view}": for_staff("editor", "publisher") for view in ("changelist", "export")},
    # Who looks may not write: that takes a language of one's own, which an administrator always has.
    **{
        f"admin:principles_translation_{view}": for_staff("editor", "publisher", post=422, posting=())
        for view in ("language", "clause")
    },
    **{
        f"admin:principles_translation_{view}": for_staff(get=405, post=409) for view in ("take_on", "review", "reopen")
    },
    **{f"admin:principles_translator_{view}": for_staff() for view in ("changelist", "history")},
    **{f"admin:principles_translator_{view}": for_staff(post=200) for view in ("add", "change")},
    "admin:principles_translator_delete": for_staff(post=302),
    **of_rows("principles_edition", "editor", "publisher"),
    "admin:principles_edition_publish": for_staff("editor", "publisher", post=422, posting=("publisher",)),
    "admin:principles_edition_class": for_staff("publisher", post=422),
}
# Staff have one password and one place to sign in, which is the site's.
DOORS_OF_THE_ADMIN = {
    f"admin:{name}": for_staff("editor", "publisher", "officer", get=302) for name in ("login", "password_change")
}
PEOPLE = {
    "admin:accounts_user_delete": for_staff(get=302),
    "admin:accounts_user_erasure": for_staff(post=302),
}
MESSAGES = {
    **of_rows("members_announcement", "publisher"),
    "admin:members_announcement_change": for_staff("publisher", get=302),
    **{
        f"admin:members_announcement_{verb}": for_staff("publisher", get=405, post=302)
        for verb in ("cancel", "release")
    },
    **of_rows("outbox_mail"),
}
# Nobody here has an app, a key or recovery codes. What these forms do is tested in tests/accounts/.
ACCOUNTS = {
    "members:own-name": for_whoever_is_signed_in(post=422),
    "members:own-data": for_whoever_is_signed_in(),
    # The second one asks for the password once more.
    **{f"members:own-data-{page}": opened_by_whoever_is_signed_in(302) for page in ("json", "erasure")},
    "members:own-data-erased": for_everybody(),
    "accounts:account-detail": opened_by_whoever_is_signed_in(),
    "accounts:second-factor": Gates(
        gate(
            302,
            anonymous=SIGN_IN,
            **dict.fromkeys(("outsider", "of_a", "of_b", "applicant", "without_second_factor"), 200),
        )
    ),
    **{f"account_{page}": Gates(gate(302, anonymous=200)) for page in ("login", "request_login_code", "signup")},
    "account_confirm_login_code": Gates(gate(302)),
    "account_logout": Gates(gate(200, anonymous=302)),
    **{
        f"account_{page}": Gates(gate(200))
        for page in (
            *("inactive", "email_verification_sent", "reset_password", "reset_password_done"),
            *("reset_password_from_key", "reset_password_from_key_done"),
        )
    },
    "account_confirm_email": Gates(gate(404)),
    **{f"account_{page}": opened_by_whoever_is_signed_in() for page in ("reauthenticate", "email", "change_password")},
    "account_set_password": opened_by_whoever_is_signed_in(302),
    **{f"mfa_{page}": opened_by_whoever_is_signed_in() for page in ("index", "list_webauthn")},
    **{f"mfa_{page}": Gates(gate(302)) for page in ("authenticate", "login_webauthn")},
    **{
        f"mfa_{page}": opened_by_whoever_is_signed_in(302)
        for page in (
            *("reauthenticate", "activate_totp", "generate_recovery_codes"),
            *("add_webauthn", "reauthenticate_webauthn", "edit_webauthn", "remove_webauthn"),
        )
    },
    **{
        f"mfa_{page}": opened_by_whoever_is_signed_in(404)
        for page in ("deactivate_totp", "view_recovery_codes", "download_recovery_codes")
    },
}

EVERYWHERE = (
    SITE
    | PRINCIPLES
    | MEMBERS
    | CASE_OF_A
    | DESK_OF_A
    | DECISIONS
    | TEXTS
    | PEOPLE
    | DOORS_OF_THE_ADMIN
    | MESSAGES
    | ACCOUNTS
)
