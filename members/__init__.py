"""Who holds it with us: organisations, their sign-ons, endorsements, representatives, and the decisions on them."""
