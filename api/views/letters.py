"""Sending in: articles that should be read, and what a public record has wrong. A letter's address tells its fate."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, letters, schemas
from api.callers import key_of
from api.documented import Documented
from api.letters import Kept
from api.lookups import articles_at, is_public
from api.problems import Finding, Problem, refuse
from api.request_bodies import Member, read_members, text, text_schema
from api.values import Day, InvalidValue, Url, shown
from api.views.base import PublicView, take_only
from incidents.canonical_urls import LONGEST_URL
from incidents.intake import keys
from incidents.intake.models import Correction, Submission
from incidents.published import bodies

NO_STORE = "private, no-store"
LONGEST_TEXT = 200_000  # characters of a pasted article
_LETTER_ID = re.compile(r"(?i:(?:sub|cor)_[a-z2-7]{26})")
_RECORD_ID = re.compile(r"(?i:PIKB-\d{4}-\d{5,10}|[a-z]{3}_[a-z0-9]{1,20})")


def _url(value: Any) -> str:
    return str(Url().read(text(longest=LONGEST_URL)(value)))


def _day(value: Any) -> str:
    return str(Day().read(text(longest=10)(value)))


def _contact(value: Any) -> str:
    address = text(longest=254)(value)
    try:
        validate_email(address)
    except ValidationError as error:
        raise InvalidValue(f"{shown(address)} is no e-mail address") from error
    return address


def _record(value: Any) -> str:
    wanted = text(longest=40)(value)
    if not _RECORD_ID.fullmatch(wanted):
        raise InvalidValue(f"{shown(wanted)} is not a public id such as PIKB-2018-00001 or est_1a2b3c")
    return wanted.upper() if wanted[:4].upper() == "PIKB" else wanted.lower()


CONTACT = Member(
    name="contact",
    says="An e-mail address for questions; seen by curators alone.",
    read=_contact,
    schema={"type": "string", "format": "email", "maxLength": 254},
)
SUBMISSION: tuple[Member, ...] = (
    Member(name="url", says="The article's address.", read=_url, schema={"type": "string", "format": "uri"}),
    Member(
        name="text",
        says="The article itself, where it has no public address.",
        read=text(shortest=200, longest=LONGEST_TEXT),
        schema=text_schema(LONGEST_TEXT, 200),
    ),
    Member(name="title", says="Its headline.", read=text(longest=500), schema=text_schema(500)),
    Member(name="publisher", says="Who published it.", read=text(longest=200), schema=text_schema(200)),
    Member(name="published_on", says="When: YYYY, YYYY-MM or YYYY-MM-DD.", read=_day, schema=Day().schema()),
    Member(
        name="reason",
        says="Why it belongs here, in 10 to 2,000 characters.",
        read=text(shortest=10, longest=2000),
        schema=text_schema(2000, 10),
        is_required=True,
    ),
    CONTACT,
)
CORRECTION: tuple[Member, ...] = (
    Member(
        name="record",
        says="The public id of the incident, claim, party or article that is wrong.",
        read=_record,
        schema=text_schema(40),
        is_required=True,
    ),
    Member(
        name="member",
        says="Which member of the object, such as headline.high.",
        read=text(longest=60),
        schema=text_schema(60),
    ),
    Member(
        name="problem",
        says="What is wrong, in 10 to 4,000 characters.",
        read=text(shortest=10, longest=4000),
        schema=text_schema(4000, 10),
        is_required=True,
    ),
    Member(
        name="proposal",
        says="What would be right.",
        read=text(longest=4000),
        schema=text_schema(4000),
    ),
    Member(
        name="evidence_url",
        says="Where that can be read.",
        read=_url,
        schema={"type": "string", "format": "uri"},
    ),
    CONTACT,
)


class LettersView(PublicView):
    """Takes letters of one kind in; there is no list of them."""

    http_method_names = ["post", "options"]
    scope = "submit"
    kind: ClassVar[str]
    model: ClassVar[type[Submission | Correction]]
    members: ClassVar[Sequence[Member]]
    says: ClassVar[str]

    def post(self, request: Request) -> Response:
        letters.check_open()
        take_only(request)
        told = read_members(request, self.members)
        self.check(told)
        kept = letters.keep_once(request, told, lambda: self.keep(request, told))
        base = answers.base_url(request)
        response = Response(
            dict(kept.body) | {"url": f"{base}{kept.location}"},
            status=kept.status,
            headers={"Location": f"{base}{kept.location}", "Cache-Control": NO_STORE},
        )
        if kept.is_repeated:
            response["Idempotency-Replayed"] = "true"
        return response

    def check(self, told: dict[str, Any]) -> None:
        """Raise Problem for what no single member can tell."""

    def keep(self, request: Request, told: dict[str, Any]) -> Kept:
        """The letter in the box, and what its sender is told."""
        letter = self.model._default_manager.using(keys.ALIAS).create(key=key_of(request), **told)
        return _kept(letter, self.kind)

    def documented(self) -> Documented:
        return Documented(shape=schemas.Letter, says=self.says, takes=tuple(self.members), status=201)


class SubmissionsView(LettersView):
    """An article for the curators to read. Nothing of it is public before one has decided."""

    kind, model = "submissions", Submission
    members = SUBMISSION
    says = "Send in an article, by address or as text. Nothing of it is public before a curator has decided."

    def check(self, told: dict[str, Any]) -> None:
        if "url" not in told and "text" not in told:
            detail = "either `url` or `text` is needed"
            raise refuse([Finding(name="url", code="missing_member", detail=detail, place="body")])


class CorrectionsView(LettersView):
    """Something that a public record has wrong."""

    kind, model = "corrections", Correction
    members = CORRECTION
    says = "Tell what a public record has wrong. Curators decide; the record changes by their decision alone."

    def check(self, told: dict[str, Any]) -> None:
        if not is_public(told["record"]):
            detail = f"there is no public record {told['record']!r}"
            raise refuse([Finding(name="record", code="invalid_value", detail=detail, place="body")])


class LetterView(PublicView):
    """What became of a letter, for whoever has its address."""

    kind: ClassVar[str] = "submissions"

    def get(self, request: Request, letter_id: str) -> Response:
        letters.check_open()
        take_only(request)
        model = Submission if self.kind == "submissions" else Correction
        own = ("url", "article") if self.kind == "submissions" else ("record",)
        found = (
            model._default_manager.using(keys.ALIAS)
            .filter(public_id=letter_id.lower())
            .values("public_id", "state", "received_at", "decided_at", "outcome", *own)
            .first()
            if _LETTER_ID.fullmatch(letter_id)
            else None
        )
        if found is None:
            raise Problem("not_found", "There is no letter at this address; it is told once, when a letter is sent.")
        base = answers.base_url(request)
        body = _fate(found, self.kind, base) | self._led_to(found, base)
        return Response(body, headers={"Cache-Control": NO_STORE})

    def documented(self) -> Documented:
        says = f"What became of one of the {self.kind}, and why."
        shape = schemas.SubmissionFate if self.kind == "submissions" else schemas.CorrectionFate
        return Documented(shape=shape, says=says)

    def _led_to(self, found: dict[str, Any], base: str) -> dict[str, Any]:
        """What is public now of what the letter was about."""
        if self.kind == "corrections":
            return {"record": found["record"]}
        public = [bodies.parse(record.body, base) for record in articles_at(found["url"])] if found["url"] else []
        articles = [article["id"] for article in public]
        if not articles and found["article"] and is_public(found["article"]):
            articles = [found["article"]]
        incidents = sorted({incident for article in public for incident in article["incidents"]})
        return {"articles": articles, "incidents": incidents}


def _kept(letter: Submission | Correction, kind: str) -> Kept:
    location = f"/api/v1/{kind}/{letter.public_id}"
    body = {"id": letter.public_id, "state": letter.state, "received_at": answers.instant(letter.received_at)}
    return Kept(status=201, body=body, location=location)


def _fate(found: dict[str, Any], kind: str, base: str) -> dict[str, Any]:
    return {
        "id": found["public_id"],
        "url": f"{base}/api/v1/{kind}/{found['public_id']}",
        "state": found["state"],
        "received_at": answers.instant(found["received_at"]),
        "decided_at": answers.instant(found["decided_at"]) if found["decided_at"] else None,
        "outcome": found["outcome"] or None,
    }
