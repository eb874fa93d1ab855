"""Nobody forgets a column of text in which a person may be named."""

from django.test import Client

from alliance.shared.erasing import columns_that_name_people, places, text_columns
from alliance.shared.words import Words

# Each with why nothing is written over there.
SAYS_NOTHING_OF_PEOPLE = {
    "admin.LogEntry.object_id": "a number",
    "auth": "names of permissions and groups",
    "content_version": "names of parts of the content",
    "contenttypes": "names of models",
    "sessions": "looked into by erasing.sessions()",
    "taggit": "themes; staff are shown where one is a name",
    "finances": "names of bodies, categories and lines, codes and links, which never change; staff are shown where",
    "outbox.Lease": "names of jobs",
    "principles": "the text, which never changes; staff are shown where it names somebody",
    "post_office.EmailTemplate": "not used",
    "post_office.Attachment": "not used",
    "account": "rows of an account, deleted with it",
    "mfa": "rows of an account, deleted with it",
    "accounts.User": "the person's own row",
    "members.Signatory": "the person's own row",
    "members.Endorsement": "digests and codes",
    "members.SignOn": "codes",
    "members.Organisation": "the organisation's record: names, addresses, registers; staff are shown where",
    "members.HistoricalOrganisation": "the organisation's record, as it was",
    "members.Decision.verb": "a code",
    "members.Invitation": "an address, deleted with what is erased",
    "members.Letter": "codes",
    "members.Logo.digest": "a digest",
    "members.PaperScan": "a digest and a code; the scan is deleted with what is erased",
    "members.ProfileChange": "the organisation's record: a name, a country and a website that were proposed",
    "members.SignatureRequest": "codes",
    "pages": "addresses and codes",
    "post_office.Email.from_email": "the site's own address",
    "post_office.Email.message_id": "a number",
    "post_office.Email.backend_alias": "a code",
    "post_office.Log.exception_type": "a code",
}


def test_every_column_of_text_is_written_over_or_said_to_name_nobody() -> None:
    written_over = {str(column) for column in columns_that_name_people()}

    undecided = [
        str(column)
        for column in text_columns()
        if str(column) not in written_over and not str(column).startswith(tuple(SAYS_NOTHING_OF_PEOPLE))
    ]

    assert undecided == []
    assert {"members.Decision.reason", "members.HistoricalOrganisation.history_change_reason"} <= written_over
    assert {"pages.PageTranslation.text", "pages.HistoricalPageTranslation.title"} <= written_over


def test_columns_that_apps_name_exist() -> None:
    from django.apps import apps

    columns = {str(column) for column in text_columns()}
    named = [
        label
        for config in apps.get_app_configs()
        for label in (*getattr(config, "names_people", ()), *getattr(config, "may_name_people", ()))
    ]

    assert set(named) <= columns


def test_place_in_a_session_is_found(db: None, client: Client) -> None:
    client.post("/members/join/organisation/", {"name": "Of Ana Lima"})

    assert [place.label[:7] for place in places(Words({"Ana Lima": "-"}))] == ["session"]
