import logging
import re

# Addresses that let in whoever knows them: a key in a log would be a key for everybody who reads the log.
KEYS = re.compile(
    r"(/(?:members/signing|members/invitation|accounts/confirm-email|accounts/password/reset/key)/)[^/?\s]+"
)


class WithoutKeys(logging.Filter):
    """Takes the keys out of the addresses that a record names."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(KEYS.sub(r"\1…", it) if isinstance(it, str) else it for it in record.args)
        if isinstance(record.msg, str):
            record.msg = KEYS.sub(r"\1…", record.msg)
        return True
