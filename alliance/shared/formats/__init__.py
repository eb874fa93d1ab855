"""Dates as this site writes them, where Django's own form for a language does not read well."""
