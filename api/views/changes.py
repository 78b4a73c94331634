"""The feed of typed changes: numbered without gaps in the order of commit, so that a reader resumes exactly."""

from typing import Any

import orjson
from psycopg import sql
from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, database, openapi, schemas
from api.documented import Documented
from api.filters import Conditions
from api.pages import COUNT_CAP, data_version
from api.parameters import ONLY_JSON, Single, read_singles, unknown_parameter
from api.problems import Finding, refuse
from api.sql import statement
from api.values import IncidentId, OneOf, Reader, Whole
from api.views.base import PublicView, pairs_of
from api.views.lists import encoded
from incidents.published import bodies
from incidents.published.models import CHANGE_TYPES


class Types(Reader):
    """Change types between commas."""

    shape = "change types"

    def read(self, text: str) -> list[str]:
        one = OneOf(CHANGE_TYPES)
        return [one.read(part.strip()) for part in text.split(",")]


PARAMETERS: tuple[Single, ...] = (
    Single(
        name="since",
        says="The number of the last change that you have; 0 (default) for all.",
        reader=Whole(0, 10**15),
    ),
    Single(name="type", says=f"Types between commas: {', '.join(CHANGE_TYPES)}.", reader=Types()),
    Single(name="incident", says="Changes of this incident alone.", reader=IncidentId()),
    Single(name="per_page", says="How many changes a page has, 0 to 200; 25 by default.", reader=Whole(0, 200)),
    ONLY_JSON,
)


class ChangesView(PublicView):
    """What changed, oldest first. Keep `meta.last`, ask again with `since=` it, and nothing is missed or told twice."""

    def get(self, request: Request) -> Response:
        pairs = pairs_of(request)
        findings: list[Finding] = []
        values = read_singles(pairs, PARAMETERS, findings)
        names = tuple(one.name for one in PARAMETERS)
        findings += [unknown_parameter(name, names) for name, _ in pairs if name not in names]
        if findings:
            raise refuse(findings)
        version = data_version()
        return answers.versioned(request, version, lambda: _feed(request, pairs, values))

    def documented(self) -> Documented:
        says = "Typed changes, oldest first. Keep `meta.last` and ask again with `since=` it to resume exactly."
        return Documented(shape=schemas.CHANGES, says=says, parameters=openapi.of_singles(PARAMETERS))


def _feed(request: Request, pairs: list[tuple[str, str]], values: dict[str, Any]) -> bytes:
    since: int = values.get("since") or 0
    per_page: int = 25 if values.get("per_page") is None else values["per_page"]
    conditions: Conditions = [sql.SQL("c.sequence > {}").format(sql.Literal(since))]
    if values.get("type"):
        conditions.append(sql.SQL("c.type = ANY({})").format(sql.Literal(values["type"])))
    if values.get("incident"):
        conditions.append(sql.SQL("c.incident_id = {}").format(sql.Literal(values["incident"])))
    composed = statement("changes").format(
        conditions=sql.SQL(" AND ").join(conditions),
        limit=sql.Literal(per_page + 1 if per_page else 0),
        count_limit=sql.Literal(COUNT_CAP + 1),
    )
    found = database.rows(composed)
    count, newest = found[0][:2]
    rows = [row[2:] for row in found if row[2] is not None]
    page = rows[:per_page]
    last = page[-1][0] if page else since
    meta = {
        "count": min(count, COUNT_CAP),
        "count_is": "at_least" if count > COUNT_CAP else "exact",
        "per_page": per_page,
        "since": since,
        # Past everything that the filter left out, once the end is reached: the next reader need not look again.
        "last": last if len(rows) > per_page or not per_page else max(newest or 0, since),
        "data_version": str(newest or 0),
        "licence": answers.LICENCE,
    }
    following = None
    if len(rows) > per_page and page:
        kept = [pair for pair in pairs if pair[0] != "since"]
        query = encoded([*kept, ("since", str(last))])
        following = f"{answers.base_url(request)}{request.path}?{query}"
    base = answers.base_url(request)
    results = b",".join(_change(body, is_gone, base) for _, body, is_gone in page)
    return answers.envelope(meta, results, following, None)


def _change(body: str, is_gone: bool, base_url: str) -> bytes:
    """A change as stored; what it said about an incident that was withdrawn since is not repeated."""
    if not is_gone:
        return bodies.render(body, base_url)
    return orjson.dumps(bodies.parse(body, base_url) | {"title": None, "text": None})
