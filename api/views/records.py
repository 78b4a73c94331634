"""One flat record by its id."""

import re
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, openapi, schemas
from api.documented import Documented
from api.lookups import last_of, record_of, withdrawn_among
from api.pages import Row, data_version
from api.problems import Problem
from api.then import answered
from api.views.base import PublicView
from api.views.incidents import SHAPED, read_shaped, reading_of

_ID = re.compile(r"[a-z]{3}_[a-z0-9]{1,20}")


class RecordView(PublicView):
    """A record; one that was public and is not any more answers 410."""

    resource: ClassVar[str] = "estimates"

    def get(self, request: Request, record_id: str) -> Response:
        as_of, known_by, shaping = read_shaped(request, self.resource)
        reading = reading_of(as_of, known_by)
        wanted = record_id.lower()
        record = record_of(self.resource, wanted, reading.as_of) if _ID.fullmatch(wanted) else None
        if record is None or self._is_withdrawn(record.incident_id, record.incident_ids):
            raise self._absent(wanted)
        if reading.known_by and (record.known_on is None or record.known_on > reading.known_by):
            raise Problem("not_found", f"{wanted} had not been claimed by {known_by}.")
        # With a clock turned back or a reference made whole the body depends on other records too.
        state = data_version().sequence if reading.as_of or reading.known_by or shaping.expanded else None
        tag = answers.entity_tag(request, record.etag, state)
        if answers.is_unchanged(request, tag):
            return answers.not_modified(tag)
        row = Row(record_id=wanted, incident_id=record.incident_id, keys=(), body=record.body)
        (body,) = answered(self.resource, [row], reading, answers.base_url(request), shaping)
        return answers.found(body, tag, record.valid_from)

    def documented(self) -> Documented:
        says = f"One record of the {self.resource} by its id."
        shape = schemas.SHAPES[self.resource]
        return Documented(shape=shape, says=says, parameters=openapi.of_singles(SHAPED), may_go=True)

    @staticmethod
    def _is_withdrawn(incident_id: str | None, incident_ids: list[str]) -> bool:
        """Every incident that it belongs to is withdrawn today."""
        all_ids = [incident_id] if incident_id else incident_ids
        return bool(all_ids) and withdrawn_among(all_ids) == set(all_ids)

    def _absent(self, record_id: str) -> Problem:
        last = last_of(self.resource, record_id) if _ID.fullmatch(record_id) else None
        if last is None or last.valid_to is None:
            return Problem("not_found", f"There is no public record {record_id[:40]!r} among the {self.resource}.")
        members = {
            "withdrawn_at": answers.instant(last.valid_to),
            "reason": f"It is no longer among the public {self.resource}; /changes tells what happened.",
            "successor": None,
        }
        return Problem("withdrawn", f"{record_id} is not public any more.", members=members)
