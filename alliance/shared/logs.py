import logging
import re

# Addresses that let in whoever knows them: a key in a log would be a key for everybody who reads the log.
KEYS = re.compile(
    r"(/(?:members/signing|members/invitation|accounts/confirm-email|accounts/password/reset/key)/)[^/?\s]+"
)
# Addresses that are made of a name. Those of organisations that are named nowhere are refused, and so logged, most.
NAMES = re.compile(
    r"((?<!/admin)/members/(?!(?:join|signing|invitation)/)|(?<!/admin/members)/organisation/|/badges/)[^/?\s]+"
)


def without_keys(text: str) -> str:
    return NAMES.sub(r"\1…", KEYS.sub(r"\1…", text))


class WithoutKeys(logging.Filter):
    """Takes the keys, and the names of organisations, out of the addresses that a record names."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(without_keys(it) if isinstance(it, str) else it for it in record.args)
        if isinstance(record.msg, str):
            record.msg = without_keys(record.msg)
        return True
