"""Publish everything that is public anew, for instance after the shape of bodies changed.

Each incident is a transaction of its own, and one that reads the same is left alone: so it may be stopped at any moment
and run again, and goes on where it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from incidents.models import Incident, User
from incidents.publication.publish import publish
from incidents.publication.refusals import NotAPerson, PublicationRefused
from incidents.published.reading import current


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far it has come. `position` is the key of the incident looked at last; `refused` says why by public id."""

    total: int
    position: int = 0
    published: int = 0
    unchanged: int = 0
    refused: tuple[tuple[str, str], ...] = ()

    @property
    def seen(self) -> int:
        return self.published + self.unchanged + len(self.refused)


def republish(*, curator: User, after: int = 0, batch: int = 100) -> Iterator[Progress]:
    """Publish what is published, in the order of its keys from the one after `after`; the progress after each batch.

    Raises NotAPerson. Incidents that must not be published any more are counted as refused and stay as they are.
    """
    everything = Incident.objects.filter(state="published")
    progress = Progress(total=everything.filter(pk__gt=after).count(), position=after)
    while some := list(everything.filter(pk__gt=progress.position).order_by("pk")[:batch]):
        for incident in some:
            progress = _one(incident, curator, replace(progress, position=incident.pk))
        yield progress


def _one(incident: Incident, curator: User, progress: Progress) -> Progress:
    public_id = incident.public_id or ""
    before = current().filter(incident_id=public_id).values_list("number", flat=True).first()
    try:
        revision = publish(incident=incident, curator=curator)
    except NotAPerson:
        raise
    except PublicationRefused as refusal:
        return replace(progress, refused=(*progress.refused, (public_id, str(refusal))))
    if revision.number == before:
        return replace(progress, unchanged=progress.unchanged + 1)
    return replace(progress, published=progress.published + 1)
