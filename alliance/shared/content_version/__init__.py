"""The content version: one row for each part of the public content, drawn anew with every change of that part.

Triggers of the database do it, in the transaction of the change and whoever makes it. A version is a random number: it
is compared and never counted, so that a restored backup cannot use one again for other content. It is null while
migrations run. docs/adr/0016-readers-ask-for-the-version.md has the argument.
"""
