"""The map of the code.

    alliance/             the site: wires the parts together (settings, urls, views, sitemaps, page_cache ...)
        accounts/         who may sign in: the user, by e-mail address
        outbox/           mail on its way: queued, sent, tried again
        pages/            plain pages that staff edit: about, contact, privacy ...
        shared/           knows nothing of the domain; anything may import it
        management/       prepare, serve, tick: how a site is started, and does what time brings
    members/              who holds it with us: organisations, sign-ons, endorsements, decisions
    principles/           what we hold: clauses, wordings, editions, translations
    templates/  static/   what a reader sees
    tests/                mirrors the source
    tools/                what `make` runs

Imports run one way:

    alliance.urls, alliance.views, alliance.open_data, alliance.sitemaps -> members -> principles -> alliance.shared

`alliance.accounts`, `alliance.outbox` and `alliance.pages` use `alliance.shared` alone. `make check` fails on any
other arrow.
"""
