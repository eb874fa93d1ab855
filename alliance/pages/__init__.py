"""Plain pages that staff edit: about, contact, privacy and the like."""
