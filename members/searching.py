"""The form in which names are looked for, as people type them: without case, accents and marks, in any script."""

import unicodedata

from members import identity

LONGEST_QUERY = 200
# An index of three letters finds no part that is shorter. So a word begins after two spaces, and a letter that is a
# word by itself, as in Chinese, is followed by two dots, which are letters to Unicode and stand in no name.
BEFORE_A_WORD = "  "
AFTER_A_SIGN = "\N{LATIN LETTER SINOLOGICAL DOT}" * 2
SHORTEST_PART = 3
# What people type who have no such key. Unicode takes none of these letters apart.
LETTERS = str.maketrans(
    {"æ": "ae", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "œ": "oe", "þ": "th", "ŧ": "t"}
    | {"ى": "ي", "ة": "ه", "ـ": ""}
)
SIGNS = (
    ("\u3040", "\u30ff"),  # kana
    ("\u3400", "\u4dbf"),
    ("\u4e00", "\u9fff"),
    ("\U00020000", "\U0003ffff"),
)


def searched_form(*texts: str) -> str:
    """What is kept and looked in: every word of the texts, each with two spaces before it."""
    return "".join(BEFORE_A_WORD + spelt(word) for text in texts for word in words_of(text))


def sought_parts(query: str) -> list[str]:
    """What a searched form must hold, all of it: words of three letters or more in any place, shorter ones in front."""
    words = [spelt(word) for word in words_of(query)]
    return [word if len(word) >= SHORTEST_PART else BEFORE_A_WORD + word for word in words]


def words_of(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in decomposed if not unicodedata.category(letter).startswith("M"))
    return identity.fold(plain).translate(LETTERS).split()


def spelt(word: str) -> str:
    return "".join(letter + AFTER_A_SIGN if is_sign(letter) else letter for letter in word)


def is_sign(letter: str) -> bool:
    return any(first <= letter <= last for first, last in SIGNS)
