"""The read side: revisions of what the public may see, and the columns that filters need. No key to the write side."""
