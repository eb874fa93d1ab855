"""Takes organisations in from an earlier register: all rows of a file, or none. The command and the admin share it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from simple_history.utils import bulk_create_with_history
from taggit.models import Tag, TaggedItem

from alliance.shared.csv_file import Remark
from members.import_file import Progress, RegisterFile, Row, no_progress
from members.models import Decision, Endorsement, Organisation, Signatory, SignOn
from members.models.organisation import RESERVED

if TYPE_CHECKING:
    from alliance.accounts.models import User

T = TypeVar("T")
# Rows that are written, or looked for, with one query.
BATCH = 500
# For the record, in the source language as every decision of this site itself.
REASON = "Recorded from an earlier register."


class Overtaken(Exception):
    """Somebody else wrote at the same moment what this import was about to write. Nothing was done."""


@dataclass
class Plan:
    """What an import does, or would do: which rows are new, and what is to be said of the others."""

    new: list[Row] = field(default_factory=list)
    errors: list[Remark] = field(default_factory=list)
    duplicates: list[Remark] = field(default_factory=list)
    known: list[Remark] = field(default_factory=list)
    not_kept: list[Remark] = field(default_factory=list)
    left_out: list[Remark] = field(default_factory=list)

    @property
    def endorsing(self) -> int:
        return sum(row.edition is not None for row in self.new)

    @property
    def drafts(self) -> int:
        return len(self.new) - self.endorsing

    def is_refused(self, *, are_others: bool) -> bool:
        """Whether nothing may be done: for an error, or a likely duplicate of which nobody said that it is another."""
        return bool(self.errors or (self.duplicates and not are_others))


def take_in(register: RegisterFile, *, by: "User", are_others: bool = False, progress: Progress = no_progress) -> Plan:
    """Writes every row that is new, in one transaction, unless the plan that is returned is refused.

    `are_others`: somebody has looked at the likely duplicates. Raises Overtaken.
    """
    try:
        with transaction.atomic():
            # One import at a time: what is compared is not stored yet while another one runs.
            ContentType.objects.select_for_update(no_key=True).get(app_label="members", model="organisation")
            plan = compare(register)
            if not plan.is_refused(are_others=are_others):
                _write(plan.new, by=by, progress=progress)
    except IntegrityError as error:
        raise Overtaken(
            gettext("Somebody wrote at the same moment. Nothing was imported: start the import once more.")
        ) from error
    return plan


# What is there already, in the file and in the database


def compare(register: RegisterFile) -> Plan:
    """The plan for these rows as the database is now. A name that is there in the same country is known: no row twice.

    Looks at all organisations, counted only or not: only who may see all of them may import.
    """
    plan = Plan(errors=[*register.errors], not_kept=[*register.not_kept], left_out=[*register.left_out])
    in_file = _Seen()
    for batch in _batches(register.rows):
        in_database = _Seen()
        for organisation in _alike(batch):
            in_database.add(organisation, _described(organisation))
        for row in batch:
            _sort(row, plan, in_file, in_database)
    plan.errors.sort(key=lambda remark: remark.line)
    return plan


class _Seen:
    """Organisations by what tells that two are the same, or may be; each with the words for it."""

    def __init__(self) -> None:
        self.same: dict[tuple[str, str], str] = {}
        self.alike: defaultdict[tuple[str, str], list[str]] = defaultdict(list)

    def add(self, organisation: Organisation, words: str) -> None:
        self.same.setdefault(_identity(organisation), words)
        if not getattr(organisation, "is_merged", False):
            for key in _keys(organisation):
                self.alike[key].append(words)

    def like(self, organisation: Organisation) -> list[str]:
        """Each once, in the order in which they were seen."""
        return list(dict.fromkeys(words for key in _keys(organisation) for words in self.alike.get(key, ())))


def _identity(organisation: Organisation) -> tuple[str, str]:
    return organisation.folded_name or organisation.name, str(organisation.country)


def _keys(organisation: Organisation) -> list[tuple[str, str]]:
    """What `OrganisationQuerySet.likely_duplicates` compares, of what a file can say."""
    keys = [("name", organisation.folded_name or organisation.name)]
    return [*keys, ("domain", organisation.domain)] if organisation.domain else keys


def _alike(batch: Sequence[Row]) -> Iterable[Organisation]:
    names = {row.organisation.folded_name for row in batch}
    domains = {row.organisation.domain for row in batch} - {""}
    return Organisation.objects.with_the_same(names=names, domains=domains)


def _described(organisation: Organisation) -> str:
    """By its public code where it is counted only: what is said here may end up in a log or on a screen."""
    return gettext("“%(name)s” (%(country)s, %(standing)s)") % {
        "name": organisation,
        "country": organisation.country.code,
        "standing": organisation.get_standing_display(),
    }


def _sort(row: Row, plan: Plan, in_file: _Seen, in_database: _Seen) -> None:
    """Where the row belongs in the plan."""
    organisation = row.organisation
    if line := in_file.same.get(_identity(organisation)):
        plan.errors.append(Remark(row.line, gettext("The same organisation is on %(line)s.") % {"line": line}))
        return
    alike = in_database.like(organisation) + in_file.like(organisation)
    in_file.add(organisation, gettext("line %(line)s") % {"line": row.line})
    if there := in_database.same.get(_identity(organisation)):
        plan.known.append(Remark(row.line, there))
        return
    plan.new.append(row)
    if alike:
        others = gettext(", ").join(alike[:5])
        plan.duplicates.append(Remark(row.line, gettext("May be the same as %(others)s.") % {"others": others}))


# Writing


def _write(rows: Sequence[Row], *, by: "User", progress: Progress) -> None:
    tags = _tags({theme for row in rows for theme in row.themes})
    content_type = ContentType.objects.get_for_model(Organisation)
    taken: set[str] = set(RESERVED)
    done = 0
    for batch in _batches(rows):
        _give_addresses(batch, taken)
        organisations = bulk_create_with_history(
            [row.organisation for row in batch], Organisation, batch_size=BATCH, default_user=by
        )
        TaggedItem.objects.bulk_create(
            TaggedItem(tag=tag, content_type=content_type, object_id=organisation.pk)
            for organisation, row in zip(organisations, batch, strict=True)
            for tag in {tags[theme.casefold()] for theme in row.themes}
        )
        _endorse([row for row in batch if row.edition], by=by)
        SignOn.objects.bulk_create(
            SignOn(organisation=row.organisation, applicant=by, language=settings.LANGUAGE_CODE)
            for row in batch
            if not row.edition
        )
        done += len(batch)
        progress(gettext("Writing"), done, len(rows))


def _give_addresses(batch: Sequence[Row], taken: set[str]) -> None:
    """Each an address that is free and a standing; `taken` grows by them."""
    wanted = [slug for row in batch for slug in row.organisation.possible_slugs()]
    taken.update(Organisation.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    for row in batch:
        row.organisation.slug = row.organisation.slug_beside(taken)
        taken.add(row.organisation.slug)
        if row.edition:
            row.organisation.standing = Organisation.Standing.MEMBER


def _endorse(batch: Sequence[Row], *, by: "User") -> None:
    """Accepted by the decision that this import is; the endorsement says where it is from and who recorded it."""
    Signatory.objects.bulk_create(row.signatory for row in batch if row.signatory)
    Endorsement.objects.bulk_create(
        Endorsement(
            organisation=row.organisation,
            edition=row.edition,
            edition_digest=row.edition.digest,
            language=settings.LANGUAGE_CODE,
            method=Endorsement.Method.REGISTER,
            signatory=row.signatory,
            agreed_to_endorse=True,
            # Nobody was asked for this here.
            may_sign=False,
            recorded_by=by,
            signed_at=row.signed_at,
        )
        for row in batch
    )
    Decision.objects.bulk_create(
        Decision(organisation=row.organisation, verb=Decision.Verb.ACCEPT, reason=REASON, by=by) for row in batch
    )


def _tags(themes: set[str]) -> dict[str, Tag]:
    """The tag of each theme, by its name in small letters; new ones in one order, as `read_tags` has them."""
    known = {tag.name.casefold(): tag for tag in Tag.objects.all()}
    for theme in sorted(themes):
        if theme.casefold() not in known:
            known[theme.casefold()] = Tag.objects.create(name=theme)
    return known


def _batches(rows: Sequence[T]) -> Iterator[list[T]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch
