"""The only way out: the guarded HTTP client, and the sandbox in which hostile bytes are read."""
