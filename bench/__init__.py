"""How fast the site is, from outside, on databases that are filled for it. No test asserts a time."""
