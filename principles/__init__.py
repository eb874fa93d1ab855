"""What we hold: the clauses that staff edit, the editions that are published, and their translations."""
