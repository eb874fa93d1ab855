"""What any site of this kind could use: it knows nothing of clauses, editions or organisations."""
