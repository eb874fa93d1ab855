"""When two organisations may be the same: the form in which names, domains and registration numbers are compared."""

import re
import unicodedata
from urllib.parse import urlsplit

# What the database has room for. Folding can make a text longer: one Arabic sign stands for eighteen letters.
LONGEST_NAME = 200
LONGEST_NUMBER = 80

# A domain under which anybody can have a page says nothing about who an organisation is.
SHARED_HOSTS = """
    bit.ly blogspot.com bsky.app facebook.com github.io gitlab.io google.com instagram.com linkedin.com linktr.ee
    mastodon.social medium.com sites.google.com substack.com t.me telegram.me threads.net tiktok.com twitter.com vk.com
    wa.me weebly.com weibo.com wixsite.com wordpress.com x.com youtube.com
""".split()
LEGAL_FORMS = """
    ab ac ag aisbl ano aps as asbl asociacion association associacao bv cbo co company corp corporation cso ev fondation
    fondazione foundation fundacao fundacion ggmbh gmbh inc incorporated kg limited llc ltd ngo npo nv ong ooo osc oy
    plc sa sarl sas sl slu spa srl stiftung trust ug verein vzw
""".split()


def fold(text: str) -> str:
    """The text without case, accents and marks, words parted by single spaces, in any script."""
    # Decomposed twice: what a letter is made of may have a case of its own, and its small form may be composed again.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"\w+", plain.replace("_", " ").replace(".", "")))


def fold_name(name: str) -> str:
    """The folded name without legal forms; a name that is nothing else keeps them. Cut where it is too long to keep."""
    words = fold(name).split()
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words)[:LONGEST_NAME].rstrip()


def fold_number(number: str) -> str:
    """A registration number without the marks that registers write differently, cut where it is too long to keep."""
    plain = "".join(re.findall(r"\w", unicodedata.normalize("NFKC", number).casefold())).replace("_", "")
    return plain[:LONGEST_NUMBER]


def own_domain(website: str) -> str:
    """The website's host without `www.`, or nothing if it is a host that many share."""
    host = (urlsplit(website).hostname or "").removeprefix("www.")
    is_shared = any(host == shared or host.endswith(f".{shared}") for shared in SHARED_HOSTS)
    return "" if is_shared else host
