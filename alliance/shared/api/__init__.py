"""What a read-only JSON API of lists is made of: pages that rows cannot slip out of, refusals, schemas."""
