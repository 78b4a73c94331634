"""What the demo prints last: where everything is, how to log in, three lines to try, how to stop and erase."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# {incident} is looked up in the running API: ids are given out in the order of publication.
SHOWN_PARTY = "Cambridge Analytica"
EXAMPLES = (
    (
        "How many people? Three claims that conflict, each with claimant, date and words:",
        "/api/v1/incidents/{incident}/estimates",
    ),
    ("What was switched off for good, in every incident:", "/api/v1/remediations?action=disable_feature"),
    ("A slip of the finger is answered with a hint:", "/api/v1/incidents?partyy=facebook"),
)


def find_incident(base_url: str, party: str = SHOWN_PARTY) -> str | None:
    """The public id of the first incident of a party, asked of the API; None when there is none."""
    query = urllib.parse.urlencode({"party": party, "per_page": 1})
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback is nothing for a proxy
    try:
        with direct.open(f"{base_url}/api/v1/incidents?{query}", timeout=10) as answer:
            found: list[dict[str, Any]] = json.load(answer)["results"]
    except (urllib.error.URLError, KeyError, ValueError):
        return None
    return str(found[0]["id"]) if found else None


def render(*, base_url: str, username: str, password: str, password_file: Path, status: Mapping[str, Any]) -> str:
    """The last block of the demo's output."""
    incident = find_incident(base_url)
    lines = [
        "",
        f"  Pages      {base_url}/",
        f"  API        {base_url}/api/v1/",
        f"  API docs   {base_url}/api/v1/docs",
        f"  Admin      {base_url}/admin/",
        f"  Log in as  {username}, password {password}  (also in {password_file})",
        "",
        *_example_lines(base_url, incident),
        f"  {status['articles_waiting']} articles wait for review: {base_url}/admin/review/",
        "",
        "  Stop with Ctrl-C. `make demo` continues where this ends; `make demo-reset` erases everything.",
        "",
    ]
    return "\n".join(lines)


def _example_lines(base_url: str, incident: str | None) -> list[str]:
    lines = []
    for purpose, path in EXAMPLES:
        if "{incident}" in path and incident is None:
            continue  # nothing published yet: a line that answers 404 teaches nothing
        lines += [f"  {purpose}", f"    curl '{base_url}{path.format(incident=incident)}'", ""]
    return lines
