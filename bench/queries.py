"""How many queries a page takes that is made anew.

python -m bench.queries /principles/ ...      in the environment of the site: the count of each path, as JSON
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.figures import Table
from bench.pages import PAGES
from bench.sites import Site


def table(sites: list[Site], folder: Path) -> Iterator[Table]:
    paths = {page.path: page.name for page in PAGES if not page.is_known}
    counts = [json.loads(site.run("-m", "bench.queries", *paths)) for site in sites]
    found = Table("Queries of a page that is made anew", ("page", *(site.database for site in sites)))
    for path, name in paths.items():
        found.add(name, *(str(count[path]) for count in counts))
    yield found


def counted(paths: list[str]) -> dict[str, int]:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_ENCODING="br")
    count = 0

    def counting(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*arguments)

    found = {}
    for path in paths:
        # What a worker asks once in its life is no part of it.
        client.get(path)
        count = 0
        with connection.execute_wrapper(counting):
            client.get(path)
        found[path] = count
    return found


if __name__ == "__main__":
    print(json.dumps(counted(sys.argv[1:])))
