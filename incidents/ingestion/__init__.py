"""Feeds and pages become article versions: fetched and parsed in the sandbox, stored once, immutable."""
