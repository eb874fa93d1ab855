from pathlib import Path

import pytest

from tools import messages

TEMPLATE = """
msgid "Read"
msgstr ""

#, python-format
msgid "%(count)s clause"
msgid_plural "%(count)s clauses"
msgstr[0] ""
msgstr[1] ""
"""
HEADER = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=n != 1;\\n"
"""
READ = """
msgid "Read"
msgstr "Lesen"
"""
CLAUSES = """
#, python-format
msgid "%(count)s clause"
msgid_plural "%(count)s clauses"
msgstr[0] "%(count)s Satz"
msgstr[1] "%(count)s Sätze"
"""


@pytest.fixture
def language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a language, beside a template of two messages."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "TEMPLATE", tmp_path / "django.pot")
    messages.TEMPLATE.write_text(HEADER + TEMPLATE)
    folder = tmp_path / "de"
    (folder / "LC_MESSAGES").mkdir(parents=True)
    return folder


def faults(language: Path, text: str) -> str:
    (language / "LC_MESSAGES" / "django.po").write_text(HEADER + text)
    return "\n".join(messages.faults_of(language))


def test_whole_translation_has_no_faults(language: Path) -> None:
    assert faults(language, READ + CLAUSES) == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (READ, "not there, run `make messages`: ('%(count)s clause'"),
        (READ.replace("Lesen", "") + CLAUSES, "not translated: 'Read'"),
        (READ + CLAUSES.replace("%(count)s Sätze", ""), "not translated: ('%(count)s clause'"),
        (READ.replace("msgid", "#, fuzzy\nmsgid") + CLAUSES, "fuzzy: 'Read'"),
        (READ + CLAUSES.replace("%(count)s Satz", "%(number)s Satz"), "unknown named placeholder"),
        (READ + 'msgid "broken\n', "django.po: "),
    ],
    ids=["missing", "empty", "empty plural", "fuzzy", "wrong placeholder", "malformed"],
)
def test_fault_of_a_translation_is_named(language: Path, text: str, fault: str) -> None:
    assert fault in faults(language, text)
