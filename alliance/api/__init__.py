"""The one JSON API of the site: which lists it has, its description and its page."""

ROOT = "/api/v1/"
