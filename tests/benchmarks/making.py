"""Incidents as publication would store them, made by the hundred thousand from a seed, ready to be copied in.

Bodies and rows have the shape that `incidents.publication` gives them; test_making.py compares them with what it makes
of the same bodies. Everything about incident number n follows from the seed and n alone, whatever the size of the base,
except which parties it names: their number grows with the base.
"""

import base64
import datetime
import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from incidents.published.bodies import BASE_MARK
from incidents.published.intervals import interval
from incidents.published.wording import estimate_in_words

SEED = 2026
RARE_WORD, COMMON_WORD, USUAL_WORD = "quagga", "personal", "laptop"
RARE_INCIDENTS = (11, 222, 733)  # in every base, so that the rare word stays as rare
_NO_VALUE = r"\N"
_MEASURES = ("people", "people", "people", "accounts", "records", "devices")
_BOUNDS = ("exact", "about", "at_most", "at_least", "more_than", "between", "none_stated")
_ROLES = ("DataProcessor", "Recipient", "ThirdParty", "ServiceProvider", "actor_external", "journalist", "platform")
_ACTIONS = (
    *("reset_credentials", "patch", "disable_feature", "take_offline", "restrict_api_access", "revoke_tokens"),
    *("suspend_party", "delete_data", "encrypt", "rebuild", "reconfigure", "audit_third_parties"),
)
_CAUSES = ("Phishing", "Misconfiguration", "Loss", "Misdelivery", "Programming error", "Disposal error", "Malfunction")
_DATA = ("contact", "identity_name", "birth_age", "government_id", "special_health", "demographic", "special_belief")
_STATUSES = ("IncidentMitigated", "IncidentConcluded", "IncidentTerminated", "IncidentOngoing", "IncidentSuspected")
_OFFICIAL = ("investigation", "warning", "reprimand", "data_protection_audit", "limitation_or_ban")
_FIRST_PUBLICATION = datetime.datetime(2019, 1, 1, tzinfo=datetime.UTC)
_PUBLISHING_SECONDS = 7 * 365 * 86_400


class _Hole(str):
    """Where a value goes into a ready JSON text."""

    __slots__ = ()


def _template(shape: Mapping[str, Any]) -> str:
    """The JSON of a shape as a %-template; values that are `_Hole` are filled in later, as JSON."""

    def filled(value: object) -> orjson.Fragment:
        return orjson.Fragment(f"%({value})s".encode())

    return orjson.dumps(shape, default=filled, option=orjson.OPT_PASSTHROUGH_SUBCLASS).decode()


def _holes(*names: str) -> dict[str, _Hole]:
    return {name: _Hole(name) for name in names}


_ORIGIN = {"kind": "machine", "name": "rules", "version": "1.0", "confidence": 0.9}
_REVIEWED = "2018-04-06"
_EVIDENCE = _template(
    {"article": _Hole("article"), "version": 1, "sha256": _Hole("sha256")}
    | _holes("start", "end", "quote")
    | {"prefix": "As it was told, ", "suffix": " on that day."}
    | {"article_url": _Hole("url"), "publisher": _Hole("publisher"), "published_on": _Hole("day")}
)
_HEAD = _holes("id", "incident", "text")
_TAIL = {"evidence": [_Hole("evidence")], "origin": _ORIGIN, "reviewed_on": _REVIEWED}
_UNCLAIMED = {"claimant": None, "claimed_on": None, "superseded_by": None}
_ESTIMATE = _template(
    _HEAD
    | _holes("measure", "low", "best", "high", "bound")
    | {"currency": None, "scope": None, "exposure": "acquired", "basis": "none_stated", "speech": None}
    | _holes("claimant", "claimant_kind", "claimed_on", "status")
    | {"rank": "normal", "rank_reason": None}
    | _holes("superseded_by")
    | _TAIL
)
_ROLE = _template(
    _HEAD
    | {"party": {"id": _Hole("party"), "name": _Hole("name"), "kind": _Hole("kind")}, "roles": [_Hole("role")]}
    | {"status": "alleged", "title": None, "organisation": None}
    | _UNCLAIMED
    | _TAIL
)
_ON = {"promised_on": None, "due_on": None, "done_on": _Hole("on")}
_STEP = _template(
    _holes("id", "action", "text")
    | {"status": "ActivityCompleted", "verification": _Hole("verification"), "on": _Hole("on"), "by": _Hole("actor")}
    | {"target": None}
    | _ON
    | {"claimant": None, "claimed_on": _Hole("on")}
    | _TAIL
)
_REMEDIATION = _template(
    _holes("id", "incident", "action", "text", "actor")
    | {"target": None, "status": "ActivityCompleted", "verification": _Hole("verification")}
    | _ON
    | {"claimant": None, "claimed_on": _Hole("on"), "superseded_by": None, "steps": [_Hole("step")]}
    | _TAIL
)
_ACTION = _template(
    _HEAD
    | {"action": _Hole("action"), "body": _Hole("body"), "target": _Hole("target"), "status": "open"}
    | {"amount": None, "currency": None}
    | _UNCLAIMED
    | _TAIL
)
_CAUSE = _template(_HEAD | {"cause": _Hole("cause"), "actor": None} | _UNCLAIMED | _TAIL)
_INVOLVED = _template(
    _HEAD | {"category": _Hole("category"), "asserted": "involved", "exposure": "acquired"} | _UNCLAIMED | _TAIL
)
_HEADLINE = _template(
    _holes("measure", "low", "best", "high", "bound", "claimant", "claimed_on")
    | {"estimate": _Hole("id"), "text": _Hole("text"), "reason": _Hole("reason")}
    | {"range": {"low": _Hole("least"), "high": _Hole("greatest")}, "left_out": [_Hole("left_out")]}
)
_ARTICLE = _template(
    {"id": _Hole("article"), "url": _Hole("url"), "title": _Hole("title"), "publisher": _Hole("publisher")}
    | {"published_on": _Hole("day"), "versions": 1}
)
_INCIDENT = _template(
    _holes("id", "url", "html_url", "title", "summary", "status", "veracity")
    | {"occurred": {"from": _Hole("occurred"), "to": None}, "first_public": _Hole("first_public")}
    | {"headline": _Hole("headline"), "estimates": [_Hole("estimates")], "parties": [_Hole("roles")]}
    | {"remediations": [_Hole("remediations")], "actions": [_Hole("actions")], "causes": [_Hole("causes")]}
    | {"data": [_Hole("data")], "events": [], "statements": [], "contradictions": [], "articles": [_Hole("article")]}
    | {"aliases": [], "merged_from": [], "version": _Hole("number"), "published_on": _Hole("published_on")}
    | {"modified": _Hole("modified"), "licence": "CC-BY-4.0"}
)


@dataclass(frozen=True, kw_only=True)
class Party:
    """An organisation or authority that incidents name."""

    number: int
    public_id: str
    name: str
    kind: str

    @property
    def reference(self) -> str:
        return f'{{"id":"{self.public_id}","name":"{self.name}"}}'


@dataclass(kw_only=True)
class Rows:
    """Lines for COPY by table, in its text format."""

    revisions: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # of each revision, for the search vector
    terms: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    plain: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in PLAIN_TABLES})


PLAIN_TABLES = ("incident", "estimate", "role", "remediation")


def public_id(prefix: str, number: int) -> str:
    """An id that looks drawn by lot: neighbours in time are none in the index, as with real ones."""
    mixed = (number * 0x9E3779B97F4A7C15F39D + 0x1B873593) % 2**80
    return f"{prefix}_{base64.b32encode(mixed.to_bytes(10, 'big')).decode().lower()}"


class Maker:
    """Makes the incidents of a base of `size` incidents."""

    def __init__(self, *, size: int) -> None:
        self.size = size
        draw = random.Random(SEED)
        syllables = [one + two for one in "bdfgklmnprstvz" for two in ("a", "e", "i", "o", "u", "an", "er", "il")]
        words = sorted({"".join(draw.choices(syllables, k=draw.choice((2, 3)))) for _ in range(12_000)})
        draw.shuffle(words)
        # Some words stand in every tenth text and most in hardly any, as in any language.
        weights = [1 / (rank + 3) for rank in range(len(words))]
        self._sentences = [" ".join(draw.choices(words, weights, k=13)).capitalize() + "." for _ in range(4_000)]
        self._publishers = [f"The {word.capitalize()} Post" for word in words[:300]]
        names = words[300:]
        self.organisations = [self._party(number, names, "organisation") for number in range(max(200, size // 20))]
        self.authorities = [
            self._party(len(self.organisations) + number, names, "authority") for number in range(max(20, size // 2000))
        ]
        self._step = _PUBLISHING_SECONDS / size

    @staticmethod
    def _party(number: int, names: list[str], kind: str) -> Party:
        first, last = names[number % len(names)], names[(number * 7 + 3) % len(names)]
        return Party(
            number=number, public_id=public_id("par", number), name=f"{first} {last} {number}".title(), kind=kind
        )

    @property
    def parties(self) -> list[Party]:
        return [*self.organisations, *self.authorities]

    def id_of(self, number: int) -> str:
        return f"PIKB-{self._day(random.Random(SEED * 1_000_003 + number)).year}-{number + 1:05d}"

    @staticmethod
    def _day(draw: random.Random) -> datetime.date:
        """The day on which it came out; recent years have more."""
        return datetime.date(2026 - int(21 * draw.random() ** 2), draw.randint(1, 12), draw.randint(1, 28))

    def add(self, number: int, rows: Rows, *, plain: bool = False) -> None:
        """Add incident number n with its revisions and records to the rows."""
        draw = random.Random(SEED * 1_000_003 + number)
        _One(self, number, draw, self._day(draw)).add_to(rows, plain=plain)


class _One:
    """One incident on its way into rows."""

    def __init__(self, maker: Maker, number: int, draw: random.Random, day: datetime.date) -> None:
        self.maker, self.number, self.draw, self.day = maker, number, draw, day
        self.id = f"PIKB-{day.year}-{number + 1:05d}"
        organisations, chance = maker.organisations, draw.random
        # Cubed, so that the best known party has 3 % of all links at a million and most have a handful.
        self.controller = organisations[int(len(organisations) * chance() ** 3)]
        self.second = organisations[int(len(organisations) * chance() ** 3)]
        self.has_action = chance() < 0.3
        others = maker.authorities if self.has_action else organisations
        self.third = others[int(len(others) * chance() ** 3)]
        self.measure = draw.choice(_MEASURES)
        self.sentences = draw.choices(maker._sentences, k=7)
        self.quotes = [sentence[: 18 + place] for place, sentence in enumerate(self.sentences)]
        published = maker._publishers[int(300 * chance() ** 3)]
        self.article = {
            "article": f'"{public_id("art", number)}"',
            "url": f'"https://news.example/{number}"',
            "sha256": f'"{hashlib.sha256(str(number).encode()).hexdigest()}"',
            "publisher": f'"{published}"',
            "day": f'"{day}"',
            "title": f'"{self.sentences[0][:40]}"',
        }
        self._ids = iter(range(number * 16, number * 16 + 16))
        self._facts = 0
        self.records: list[tuple[str, str, int, int | None]] = []  # line, body, opened and closed at revision

    def _evidence(self) -> str:
        self._facts += 1
        quote = self.quotes[self._facts % 7]
        start = 100 * self._facts
        return _EVIDENCE % (self.article | {"start": start, "end": start + len(quote), "quote": f'"{quote}"'})

    def _next_id(self, prefix: str) -> str:
        return public_id(prefix, next(self._ids))

    def add_to(self, rows: Rows, *, plain: bool) -> None:
        draw = self.draw
        revisions = 1 if (luck := draw.random()) > 0.25 else 2 if luck > 0.05 else 3
        instants = self._instants(revisions)
        status, veracity = draw.choice(_STATUSES), "confirmed" if draw.random() < 0.8 else "suspected"
        first, second, third = self._estimates()
        roles = self._roles(rows, plain=plain)
        remediations = self._remediations(rows, plain=plain)
        others = self._others()
        titles = [self._title(draw), *(self._title(draw) for _ in range(revisions - 1))]
        summary = self._summary(draw)
        shared = {
            "id": f'"{self.id}"',
            "url": f'"{BASE_MARK}/api/v1/incidents/{self.id}"',
            "html_url": f'"{BASE_MARK}/incidents/{self.id}"',
            "summary": f'"{summary}"',
            "status": f'"{status}"',
            "veracity": f'"{veracity}"',
            "first_public": f'{{"value":"{self.day}","precision":"day","qualifier":"exact"}}',
            "roles": ",".join(roles),
            "remediations": ",".join(remediations),
            **others,
            "article": _ARTICLE % self.article,
            "published_on": f'"{instants[0].date()}"',
        }
        occurred = self._occurred(draw)
        shared["occurred"] = occurred[0]
        self._record("articles", self.article["article"].strip('"'), shared["article"], self._article_columns(), 1)
        for place, (instant, title) in enumerate(zip(instants, titles, strict=True), start=1):
            is_last = place == revisions
            # Where there are several revisions, the third claim came with the second and superseded the first.
            estimates = [first[0], second] if place < revisions and place == 1 else [first[1], second, third]
            chosen = self._headline(estimates)
            body = _INCIDENT % (
                shared
                | {"title": f'"{title}"', "number": place, "modified": f'"{instant:%Y-%m-%dT%H:%M:%SZ}"'}
                | {"headline": chosen[0], "estimates": ",".join(one["body"] for one in estimates)}
            )
            closed = _NO_VALUE if is_last else instants[place].isoformat()
            low, high = (_NO_VALUE if one is None else one for one in chosen[1])
            key = self.number * 3 + place
            rows.revisions.append(
                f"{key}\t{self.id}\t{place}\tpublished\t{body}\t{_sha(body)}\t{instant.isoformat()}\t{closed}"
                f"\t{instants[0].isoformat()}\t{title}\t{status}\t{veracity}\t{occurred[1]}\t{occurred[2]}"
                f"\t{self.day}\t{self.day}\tt\t{low}\t{high}\n"
            )
            names = f"{chosen[2]} {self.controller.name} {self.second.name} {self.third.name}"
            rows.words.append(f"{key}\t{title}\t{names}\t{' '.join(self.quotes)}\t{summary}\n")
            for facet, code in self._terms():
                rows.terms.append(f"{key}\t{self.id}\t{facet}\t{code}\t{instant.isoformat()}\t{'ft'[is_last]}\n")
        if revisions > 1:
            self._estimate_record(first[0], 1, 2)
            self._estimate_record(first[1], 2)
        else:
            self._estimate_record(first[1], 1)
        self._estimate_record(second, 1)
        self._estimate_record(third, 2 if revisions > 1 else 1)
        for line, body, opened, end in self.records:
            until = _NO_VALUE if end is None else instants[end - 1].isoformat()
            rows.records.append(f"{line}\t{body}\t{_sha(body)}\t{instants[opened - 1].isoformat()}\t{until}\n")
        if plain:
            rows.plain["incident"].append(
                f"{self.number + 1}\t{self.id}\t{titles[-1]}\t{summary}\t{status}\t{veracity}\t{self.day}"
                f"\t{instants[-1].isoformat()}\n"
            )
            for one in (first[1], second, third):
                rows.plain["estimate"].append(self._plain_estimate(one))

    def _instants(self, revisions: int) -> list[datetime.datetime]:
        """When each revision was published: the base grew evenly, and later revisions came when they came."""
        seconds = [self.number * self.maker._step]
        while len(seconds) < revisions:
            left = _PUBLISHING_SECONDS - seconds[-1]
            seconds.append(seconds[-1] + 1 + self.draw.random() * left)
        return [_FIRST_PUBLICATION + datetime.timedelta(seconds=int(one)) for one in seconds]

    def _title(self, draw: random.Random) -> str:
        return f"{self.controller.name}: {draw.choice(self.maker._sentences)[:50].rsplit(' ', 1)[0].lower()}"

    def _summary(self, draw: random.Random) -> str:
        words = [COMMON_WORD] if draw.random() < 0.55 else []
        words += [USUAL_WORD] if draw.random() < 0.018 else []
        words += [RARE_WORD] if self.number in RARE_INCIDENTS else []
        return " ".join([*self.sentences[:5], *words])

    def _occurred(self, draw: random.Random) -> tuple[str, str, str]:
        """As JSON, with its first and last day; 3 of 10 do not say when it happened."""
        luck, year = draw.random(), self.day.year - draw.randint(0, 2)
        if luck < 0.3:
            return "null", _NO_VALUE, _NO_VALUE
        if luck < 0.5:
            value = f'{{"value":"{year}","precision":"year","qualifier":"exact"}}'
            return value, f"{year}-01-01", f"{year}-12-31"
        day = datetime.date(year, draw.randint(1, 12), draw.randint(1, 28))
        return f'{{"value":"{day}","precision":"day","qualifier":"exact"}}', str(day), str(day)

    def _estimates(self) -> tuple[tuple[dict[str, Any], dict[str, Any]], dict[str, Any], dict[str, Any]]:
        """What a journalist, the regulator and the controller said; the third supersedes the first."""
        draw = self.draw
        size = int(10 ** (1 + 7 * draw.random() ** 2))
        ids = [self._next_id("est") for _ in range(3)]
        said = ((self.second, "journalist"), (self.third, "regulator"), (self.controller, "controller"))
        made = [
            self._estimate(ids[place], party, kind, size * (place + 1), self.day + datetime.timedelta(days=9 * place))
            for place, (party, kind) in enumerate(said)
        ]
        superseded = self._finished(made[0] | {"superseded_by": f'"{ids[2]}"', "status": "superseded"})
        return (self._finished(made[0]), superseded), self._finished(made[1]), self._finished(made[2])

    def _estimate(self, own_id: str, party: Party, kind: str, size: int, day: datetime.date) -> dict[str, Any]:
        bound = self.draw.choice(_BOUNDS)
        values: dict[str, int | None] = {"low": None, "best": None, "high": None}
        if bound in ("exact", "about", "none_stated"):
            values["best"] = size
        if bound in ("at_most", "between"):
            values["high"] = size * 2
        if bound in ("at_least", "more_than", "between"):
            values["low"] = size
        text = estimate_in_words(values | {"bound": bound, "measure": self.measure, "currency": None})
        return {
            "own_id": own_id,
            "party": party,
            "values": values,
            "bound": bound,
            "day": day,
            "kind": kind,
            "text": text,
            "status": "asserted",
            "superseded_by": "null",
            "evidence": self._evidence(),
        }

    def _finished(self, one: dict[str, Any]) -> dict[str, Any]:
        values = {name: "null" if value is None else value for name, value in one["values"].items()}
        told = {
            "measure": f'"{self.measure}"',
            "bound": f'"{one["bound"]}"',
            "claimant": one["party"].reference,
            "claimed_on": f'"{one["day"]}"',
            **values,
        }
        body = _ESTIMATE % {
            "id": f'"{one["own_id"]}"',
            "incident": f'"{self.id}"',
            "text": f'"{one["text"]}"',
            "claimant_kind": f'"{one["kind"]}"',
            "status": f'"{one["status"]}"',
            "superseded_by": one["superseded_by"],
            "evidence": one["evidence"],
            **told,
        }
        return one | {"body": body, "told": told}

    def _headline(self, estimates: list[dict[str, Any]]) -> tuple[str, tuple[int | None, int | None], str]:
        """The body's headline, the interval that it allows, and its words: the last claim, by who stands highest."""
        chosen = estimates[-1]
        live = [one for one in estimates if one["status"] != "superseded"]
        figures = [value for one in live for value in one["values"].values() if value is not None]
        reasons = {True: "superseded", False: "other_claimant"}
        left_out = ",".join(
            f'{{"estimate":"{one["own_id"]}","reason":"{reasons[one["status"] == "superseded"]}"}}'
            for one in estimates[:-1]
        )
        whose = "the controller" if chosen["kind"] == "controller" else "a regulator"
        text = f"{chosen['text']} ({chosen['party'].name}, {chosen['day']})"
        body = _HEADLINE % (
            chosen["told"]
            | {"id": f'"{chosen["own_id"]}"', "text": f'"{text}"', "reason": f'"most recent live claim by {whose}"'}
            | {"least": min(figures), "greatest": max(figures), "left_out": left_out}
        )
        values = chosen["values"]
        allowed = interval(values["low"], values["best"], values["high"], chosen["bound"])
        assert allowed is not None
        return body, allowed, text

    def _estimate_record(self, one: dict[str, Any], opened: int, closed: int | None = None) -> None:
        values = one["values"]
        allowed = interval(values["low"], values["best"], values["high"], one["bound"])
        assert allowed is not None
        low, high = (_NO_VALUE if value is None else value for value in allowed)
        is_superseded = one["status"] == "superseded"
        by = f",superseded_by:{one['superseded_by'][1:-1]}" if is_superseded else ""
        party = one["party"].public_id
        codes = (
            f"basis:none_stated,bound:{one['bound']},claimant:{party},claimant_kind:{one['kind']},exposure:acquired"
            f",measure:{self.measure},origin:machine,party:{party},rank:normal,status:{one['status']}"
            f",superseded:{str(is_superseded).lower()}{by}"
        )
        columns = f"{one['day']}\t{one['day']}\t{_NO_VALUE}\t{low}\t{high}\t{{{codes}}}\t{_NO_VALUE}"
        self._record("estimates", one["own_id"], one["body"], columns, opened, closed)

    def _record(
        self, resource: str, own_id: str, body: str, columns: str, opened: int, closed: int | None = None
    ) -> None:
        incident = _NO_VALUE if resource == "articles" else self.id
        if resource == "articles":
            body = f'{body[:-1]},"incidents":["{self.id}"]}}'
        self.records.append((f"{resource}\t{own_id}\t{incident}\t{{{self.id}}}\t{columns}", body, opened, closed))

    def _columns(self, day: object, codes: str, name: str = _NO_VALUE) -> str:
        return f"{day}\t{day}\t{name}\t{_NO_VALUE}\t{_NO_VALUE}\t{{{codes}}}\t{_NO_VALUE}"

    def _article_columns(self) -> str:
        url, publisher, title = (self.article[name].strip('"') for name in ("url", "publisher", "title"))
        return self._columns(self.day, f"publisher:{publisher.casefold()}", title).removesuffix(_NO_VALUE) + _sha(url)

    def _roles(self, rows: Rows, *, plain: bool) -> list[str]:
        draw = self.draw
        self.roles = ["DataController", draw.choice(_ROLES), "regulator" if self.has_action else draw.choice(_ROLES)]
        bodies = []
        for party, role in zip((self.controller, self.second, self.third), self.roles, strict=True):
            own_id, evidence = self._next_id("rol"), self._evidence()
            body = _ROLE % {
                "id": f'"{own_id}"',
                "incident": f'"{self.id}"',
                "text": f'"{role}"',
                "party": f'"{party.public_id}"',
                "name": f'"{party.name}"',
                "kind": f'"{party.kind}"',
                "role": f'"{role}"',
                "evidence": evidence,
            }
            codes = (
                f"kind:{party.kind},origin:machine,party:{party.public_id},role:{role},status:alleged,superseded:false"
            )
            self._record("roles", own_id, body, self._columns(self.day, codes, party.name), 1)
            bodies.append(body)
            if plain:
                rows.plain["role"].append(
                    f"{own_id}\t{self.number + 1}\t{party.number}\t{role}\talleged\t{self._quote()}\n"
                )
        return bodies

    def _remediations(self, rows: Rows, *, plain: bool) -> list[str]:
        draw = self.draw
        self.remediations = draw.sample(_ACTIONS, 3)
        bodies = []
        for place, action in enumerate(self.remediations):
            own_id, day = self._next_id("rem"), self.day + datetime.timedelta(days=5 + 40 * place)
            verification = "self_certified" if draw.random() < 0.7 else "independently_verified"
            given = {
                "id": f'"{own_id}"',
                "incident": f'"{self.id}"',
                "action": f'"{action}"',
                "text": f'"{action}"',
                "actor": self.controller.reference,
                "verification": f'"{verification}"',
                "on": f'"{day}"',
                "evidence": self._evidence(),
            }
            body = _REMEDIATION % (given | {"step": _STEP % given})
            actor = self.controller.public_id
            codes = (
                f"action:{action},actor:{actor},origin:machine,party:{actor},status:ActivityCompleted"
                f",superseded:false,verification:{verification}"
            )
            self._record("remediations", own_id, body, self._columns(day, codes), 1)
            bodies.append(body)
            if plain:
                rows.plain["remediation"].append(
                    f"{own_id}\t{self.number + 1}\t{self.controller.number}\t{action}\tActivityCompleted"
                    f"\t{verification}\t{day}\t{self._quote()}\n"
                )
        return bodies

    def _others(self) -> dict[str, str]:
        """A cause, a kind of data and, for three in ten, what an authority did."""
        draw = self.draw
        self.cause, self.category = _CAUSES[int(7 * draw.random() ** 2)], _DATA[int(7 * draw.random() ** 2)]
        cause_id, data_id = self._next_id("cau"), self._next_id("dat")
        head = {"incident": f'"{self.id}"'}
        cause = _CAUSE % (
            head
            | {"id": f'"{cause_id}"', "text": f'"{self.cause}"', "cause": f'"{self.cause}"'}
            | {"evidence": self._evidence()}
        )
        common = "origin:machine,superseded:false"
        self._record("causes", cause_id, cause, self._columns(self.day, f"cause:{self.cause},{common}"), 1)
        data = _INVOLVED % (
            head
            | {"id": f'"{data_id}"', "text": f'"{self.category}"', "category": f'"{self.category}"'}
            | {"evidence": self._evidence()}
        )
        codes = f"asserted:involved,category:{self.category},exposure:acquired,{common}"
        self._record("data", data_id, data, self._columns(self.day, codes), 1)
        self.action = draw.choice(_OFFICIAL) if self.has_action else None
        return {"causes": cause, "data": data, "actions": self._action(head) if self.action else ""}

    def _action(self, head: dict[str, str]) -> str:
        own_id, body, target = self._next_id("act"), self.third, self.controller
        text = _ACTION % (
            head
            | {"id": f'"{own_id}"', "text": f'"{self.action}"', "action": f'"{self.action}"'}
            | {"body": body.reference, "target": target.reference, "evidence": self._evidence()}
        )
        parties = ",".join(f"party:{one}" for one in sorted({body.public_id, target.public_id}))
        codes = (
            f"action:{self.action},body:{body.public_id},origin:machine,{parties},status:open,superseded:false"
            f",target:{target.public_id}"
        )
        self._record("actions", own_id, text, self._columns(self.day, codes), 1)
        return text

    def _terms(self) -> list[tuple[str, str]]:
        parties = {self.controller.public_id, self.second.public_id, self.third.public_id}
        return sorted(
            {("party", one) for one in parties}
            | {("role", one) for one in self.roles}
            | {("remediation", one) for one in self.remediations}
            | {("cause", self.cause), ("data", self.category)}
            | ({("action", self.action), ("action_body", self.third.public_id)} if self.action else set())
        )

    def _quote(self) -> str:
        return self.quotes[self._facts % 7]

    def _plain_estimate(self, one: dict[str, Any]) -> str:
        values = "\t".join(_NO_VALUE if value is None else str(value) for value in one["values"].values())
        return (
            f"{one['own_id']}\t{self.number + 1}\t{one['party'].number}\t{one['text']}\t{self.measure}\t{values}"
            f"\t{one['bound']}\t{one['kind']}\t{one['day']}\t{one['status']}\t{self._quote()}\n"
        )


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
