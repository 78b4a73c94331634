"""The review pages inside the admin."""
