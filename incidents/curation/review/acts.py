"""The acts that the page's forms post: each reads its fields and makes one call into the domain."""

import re
from collections.abc import Callable, Mapping

from django.http import QueryDict

from incidents.curation import decide, link
from incidents.curation.refusals import InvalidField, Refusal
from incidents.curation.review import forms
from incidents.models import Article, ArticleVersion, Decision, Fact, Incident, User

Act = Callable[[Article, QueryDict, User], str]

_INCIDENT_ID = re.compile(r"#?(\d{1,9})|(PIKB-\d{4}-\d{5,})")


def perform(act: str, article: Article, posted: QueryDict, curator: User) -> str:
    """Do what a form asks; returns what was done, in words. Raises a Refusal."""
    try:
        perform_act = _ACTS[act]
    except KeyError:
        raise Refusal(f"{act[:40]!r} is no act of this page: {', '.join(_ACTS)}") from None
    return perform_act(article, posted, curator)


def _accept(article: Article, posted: QueryDict, curator: User) -> str:
    fact = _fact(article, posted)
    decide.accept(fact=fact, curator=curator, version=_version(posted), note=_note(posted))
    return "Accepted."


def _edit(article: Article, posted: QueryDict, curator: User) -> str:
    fact = _fact(article, posted)
    changes = forms.read_fields(fact.kind, posted)
    stored = fact.evidence.select_related("article_version").first()
    version = stored.article_version if stored else _latest(article)
    span = forms.read_span(posted, version=version, stored=stored)
    decision = decide.edit_and_accept(
        fact=fact,
        curator=curator,
        version=_version(posted),
        changes=changes,
        evidence=span,
        number=posted.get("number") or None,
        note=_note(posted),
    )
    return "Edited and accepted." if decision.kind == "edit_and_accept" else "Accepted without a change."


def _reject(article: Article, posted: QueryDict, curator: User) -> str:
    fact = _fact(article, posted)
    reason = posted.get("reason", "")
    decide.reject(fact=fact, curator=curator, version=_version(posted), reason=reason, note=_note(posted))
    return "Rejected."


def _same(article: Article, posted: QueryDict, curator: User) -> str:
    fact = _fact(article, posted)
    recorded = _other_fact(posted.get("recorded", ""))
    decide.corroborate(fact=fact, recorded=recorded, curator=curator, version=_version(posted), note=_note(posted))
    return "The words are further evidence of the recorded claim."


def _retract(article: Article, posted: QueryDict, curator: User) -> str:
    decide.retract(
        fact=_fact(article, posted), curator=curator, version=_version(posted), reason=posted.get("reason", "")
    )
    return "Retracted."


def _supersede(article: Article, posted: QueryDict, curator: User) -> str:
    old = _other_fact(posted.get("recorded", ""))
    decide.supersede(old=old, new=_fact(article, posted), curator=curator, reason=posted.get("reason", "revised"))
    return "The older claim is superseded by this one."


def _add(article: Article, posted: QueryDict, curator: User) -> str:
    number = posted.get("number", "1")
    row = article.incident_links.filter(incident_number=number, state="accepted").select_related("incident").first()
    if row is None:
        raise InvalidField("number", f"Incident {number} of this article is not linked yet.")
    kind = posted.get("kind", "")
    version = _latest(article)
    fields = forms.read_fields(kind, posted)
    span = forms.read_span(posted, version=version)
    decide.add(
        article_version=version,
        incident=row.incident,
        kind=kind,
        fields=fields,
        start=span.start,
        end=span.end,
        curator=curator,
        note=_note(posted),
    )
    return "Added."


def _link(article: Article, posted: QueryDict, curator: User) -> str:
    incident = _incident(posted.get("incident", ""))
    link.link(
        article=article,
        number=posted.get("number", ""),
        incident=incident,
        curator=curator,
        version=_version(posted),
    )
    return f"Linked to {incident}."


def _unlink(article: Article, posted: QueryDict, curator: User) -> str:
    incident = _incident(posted.get("incident", ""))
    link.unlink(
        article=article, number=posted.get("number", ""), incident=incident, curator=curator, version=_version(posted)
    )
    return "The link is taken back."


def _open(article: Article, posted: QueryDict, curator: User) -> str:
    fields = {"title": ""} | forms.read_incident(posted)
    incident = link.open_incident(
        article=article, number=posted.get("number", ""), curator=curator, version=_version(posted), **fields
    )
    return f"Opened as candidate #{incident.pk}."


def _not_relevant(article: Article, posted: QueryDict, curator: User) -> str:
    link.mark_not_relevant(
        article=article,
        curator=curator,
        reason=posted.get("reason", ""),
        version=_version(posted),
        note=_note(posted),
    )
    return "Marked as not relevant."


def _undo(article: Article, posted: QueryDict, curator: User) -> str:
    decision = Decision.objects.filter(article=article, pk=_whole_number(posted, "decision")).first()
    if decision is None:
        raise Refusal("This article has no such decision.")
    decide.undo(decision=decision, curator=curator)
    return "Undone."


_ACTS: Mapping[str, Act] = {
    "accept": _accept,
    "edit": _edit,
    "reject": _reject,
    "same": _same,
    "retract": _retract,
    "supersede": _supersede,
    "add": _add,
    "link": _link,
    "unlink": _unlink,
    "open": _open,
    "not_relevant": _not_relevant,
    "undo": _undo,
}


def _fact(article: Article, posted: QueryDict) -> Fact:
    fact = article.facts.filter(public_id=posted.get("fact", "")).first()
    if fact is None:
        raise Refusal("This article has no such fact.")
    return fact


def _other_fact(public_id: str) -> Fact:
    fact = Fact.objects.filter(public_id=public_id).first()
    if fact is None:
        raise Refusal("Choose the recorded claim.")
    return fact


def _incident(text: str) -> Incident:
    """The incident that "PIKB-2018-00001" or, before publication, "#12" names."""
    found = _INCIDENT_ID.fullmatch(text.strip())
    if found is None:
        raise InvalidField("incident", f"{text[:40]!r} is neither a public id (PIKB-2018-00001) nor a number (#12).")
    incident = Incident.objects.filter(pk=int(found[1])) if found[1] else Incident.objects.filter(public_id=found[2])
    if not incident.exists():
        raise InvalidField("incident", f"There is no incident {text.strip()}.")
    return incident.get()


def _latest(article: Article) -> ArticleVersion:
    version = article.latest
    if version is None:
        raise Refusal("The article has no text yet.")
    return version


def _version(posted: QueryDict) -> int:
    return _whole_number(posted, "version")


def _whole_number(posted: QueryDict, name: str) -> int:
    text = posted.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refusal(f"The form lacks its {name}; load the page again.")
    return int(text)


def _note(posted: QueryDict) -> str | None:
    return posted.get("decision_note", "").strip()[:2000] or None
