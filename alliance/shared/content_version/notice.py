"""How a writer says that a version will be drawn: docs/adr/0017-readers-hold-the-version.md has the argument."""

# Seconds from the announcement to the draw, and for how many of them a reader relies on that there was none. Clocks of
# two machines may run at speeds that differ by a fifth.
NOTICE = 0.010
LEASE = 0.008
# The lock that says so: any number that nothing else in this database uses.
ANNOUNCED = 0x616C6C69616E6365
ANNOUNCE = f"SELECT pg_advisory_xact_lock_shared({ANNOUNCED}); SELECT pg_sleep({NOTICE})"
