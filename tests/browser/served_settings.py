"""The settings of a site in production, which keeps all that it makes in the folder VAR_DIR."""

import os
from pathlib import Path

from alliance.settings import *  # noqa: F403

VAR_DIR = Path(os.environ["VAR_DIR"])
STATIC_ROOT = VAR_DIR / "static"
