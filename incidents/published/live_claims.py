"""Which estimates stand as a number of those affected: by codes, so that filters and a partial index mean the same."""

# What `affected` counts: not money and not bytes, which are claims about something else.
COUNTS_OF_AFFECTED = [
    f"measure:{measure}"
    for measure in ("people", "accounts", "records", "households", "devices", "organisations", "files", "unknown")
]
NEVER_LIVE = ["status:retracted", "rank:deprecated", "exposure:none"]
REPLACED = ["superseded:true", "status:superseded", "status:revised"]
