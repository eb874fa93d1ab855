"""The browser that the browser tests drive: the one that the machine has, never one fetched for the purpose."""

import shutil

PACKAGE = "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_program() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)
