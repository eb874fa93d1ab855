"""The accounts of the Alliance: who funds it, what it plans to spend, and what a year came to."""
