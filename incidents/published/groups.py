"""What lists can be grouped by, and the SQL that names a row's groups – one source for counting and for keeping counts.

A group key is named after the filter that looks at the same thing; a date is grouped by its year, the earliest that it
allows. A row without a value belongs to the group UNKNOWN, so that no answer hides how much is not known. A row with
several values counts once in each.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg import sql

from incidents.published.models import FACETS

UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class GroupKey:
    """Something to group a resource by.

    `kind`: "facet" by the link rows of an incident, "code" by the codes of a flat record, "column" by a column of the
    row, "year" by the year of a date column. `labels` names the code list whose labels describe the groups, or
    "party" where the codes are parties' ids.
    """

    name: str
    kind: str
    column: str = ""
    labels: str = ""

    def values(self, row: str) -> sql.Composable:
        """A subquery with one text column `code`: the groups of the row of this alias, none where nothing is known."""
        template = {
            "facet": "SELECT t.code FROM published_incidentterm AS t"
            " WHERE t.revision_id = {row}.id AND t.facet = {name}",
            "code": "SELECT substr(one.code, {skip}) AS code FROM unnest({row}.codes) AS one(code)"
            " WHERE starts_with(one.code, {prefix})",
            "column": "SELECT {row}.{column}::text AS code WHERE {row}.{column} IS NOT NULL",
            "year": "SELECT to_char({row}.{column}, 'YYYY') AS code WHERE {row}.{column} IS NOT NULL",
        }[self.kind]
        return sql.SQL(template).format(
            row=sql.Identifier(row),
            name=sql.Literal(self.name),
            column=sql.Identifier(self.column),
            prefix=sql.Literal(f"{self.name}:"),
            skip=sql.Literal(len(self.name) + 2),
        )


_FACET_LABELS = {
    "party": "party",
    "role": "party_role",
    "cause": "cause",
    "data": "data_category",
    "remediation": "remediation_action",
    "action": "official_action",
    "action_body": "party",
}
_CLAIMED = GroupKey(name="claimed_on", kind="year", column="sort_on")


def _codes(**labels: str) -> tuple[GroupKey, ...]:
    return tuple(GroupKey(name=name, kind="code", labels=source) for name, source in labels.items())


def _dated(name: str) -> GroupKey:
    return GroupKey(name=name, kind="year", column="sort_on")


GROUP_KEYS: Mapping[str, tuple[GroupKey, ...]] = {
    "incidents": (
        *(GroupKey(name=facet, kind="facet", labels=_FACET_LABELS[facet]) for facet in FACETS),
        GroupKey(name="status", kind="column", column="status", labels="incident_status"),
        GroupKey(name="veracity", kind="column", column="veracity"),
        GroupKey(name="occurred", kind="year", column="occurred_earliest"),
        GroupKey(name="first_public", kind="year", column="first_public_earliest"),
    ),
    "estimates": (
        *_codes(
            claimant="party",
            claimant_kind="claimant_kind",
            measure="measure",
            bound="bound",
            status="claim_status",
            exposure="exposure",
            rank="rank",
        ),
        _CLAIMED,
    ),
    "parties": _codes(kind="party_kind", role="party_role", jurisdiction=""),
    "roles": (*_codes(party="party", role="party_role", status="role_status"), _CLAIMED),
    "remediations": (
        *_codes(action="remediation_action", status="remediation_status", verification="verification", actor="party"),
        _dated("date"),
    ),
    "actions": (
        *_codes(action="official_action", status="action_status", body="party", target="party"),
        _CLAIMED,
    ),
    "causes": (*_codes(cause="cause", actor="party"), _CLAIMED),
    "data": (*_codes(category="data_category", asserted="asserted", exposure="exposure"), _CLAIMED),
    "events": (*_codes(event="event"), _dated("date")),
    "statements": (*_codes(statement_kind="statement_kind", speaker="party"), _CLAIMED),
    "articles": (*_codes(publisher=""), _dated("published_on")),
}
