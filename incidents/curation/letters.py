"""What curators do with letters: take a submission in as an article, or answer a letter; each once, with an outcome.

The outcome is told to whoever sent the letter. A correction that is accepted changes nothing by itself: the record
changes by the curator's decisions about its facts, as always.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from incidents.curation.journal import check_person
from incidents.ingestion import single
from incidents.intake.models import Correction, Submission
from incidents.models import User

Letter = Submission | Correction


class AlreadyDecided(ValueError):
    """Somebody has decided this letter; the message says who and how."""


class OutcomeMissing(ValueError):
    """A decision about a letter says why, because its sender is told."""


def accept(letter: Letter, *, curator: User, outcome: str, extractors: Sequence[str]) -> Letter:
    """Take a submission in, or answer a correction. Raises what these two raise."""
    if isinstance(letter, Submission):
        return accept_submission(letter, curator=curator, outcome=outcome, extractors=extractors)
    return accept_correction(letter, curator=curator, outcome=outcome)


def accept_submission(submission: Submission, *, curator: User, outcome: str, extractors: Sequence[str]) -> Submission:
    """Enter the article into the pipeline, as one of an unverified source, and tell the sender so.

    Raises AlreadyDecided, NotAPerson, OutcomeMissing, single.NotTakenIn.
    """
    with transaction.atomic():
        locked = _locked(submission, curator, outcome)
        assert isinstance(locked, Submission)
        if locked.text:
            taken = single.take_in_text(
                locked.text,
                url=locked.url or None,
                published_on=locked.published_on or None,
                publisher=locked.publisher or None,
                extractors=extractors,
                choice=single.OF_READERS,
            )
            locked.article = taken.version.article.public_id
        else:
            article = single.enqueue_url(locked.url, publisher=locked.publisher or None, choice=single.OF_READERS)
            locked.article = article.public_id
        _decide(locked, "accepted", curator, outcome)
        return locked


def accept_correction(correction: Correction, *, curator: User, outcome: str) -> Correction:
    """Tell the sender what was done. Raises AlreadyDecided, NotAPerson, OutcomeMissing."""
    with transaction.atomic():
        locked = _locked(correction, curator, outcome)
        _decide(locked, "accepted", curator, outcome)
        assert isinstance(locked, Correction)
        return locked


def decline(letter: Letter, *, curator: User, outcome: str) -> Letter:
    """Tell the sender why nothing is done. Raises AlreadyDecided, NotAPerson, OutcomeMissing."""
    with transaction.atomic():
        locked = _locked(letter, curator, outcome)
        _decide(locked, "declined", curator, outcome)
        return locked


def count_open() -> dict[str, int]:
    """How many submissions and corrections nobody has decided yet."""
    return {
        "submission": Submission.objects.filter(state="received").count(),
        "correction": Correction.objects.filter(state="received").count(),
    }


def _locked(letter: Letter, curator: User, outcome: str) -> Letter:
    check_person(curator)
    if not outcome.strip():
        raise OutcomeMissing("say what the sender shall be told")
    found: Letter = type(letter)._default_manager.select_for_update().get(pk=letter.pk)
    if not found.is_open:
        raise AlreadyDecided(f"{found.decided_by} has {found.state} it on {found.decided_at:%Y-%m-%d %H:%M}")
    return found


def _decide(letter: Letter, state: str, curator: User, outcome: str) -> None:
    letter.state, letter.outcome = state, outcome.strip()
    letter.decided_by, letter.decided_at = curator.get_username(), timezone.now()
    letter.save()
