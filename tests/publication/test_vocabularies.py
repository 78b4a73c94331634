import io

import pytest
from django.core.management import CommandError, call_command

from incidents import vocabularies as lists
from incidents.publication import vocabularies
from incidents.published.models import VocabularyTerm

pytestmark = pytest.mark.django_db

COUNT = sum(len(lists.load(name).terms) for name in lists.names())


def test_every_term_is_served_in_the_order_of_its_list():
    assert vocabularies.load() == vocabularies.Loaded(created=COUNT, updated=0, unchanged=0)
    terms = VocabularyTerm.objects.filter(vocabulary="veracity")
    assert list(terms.values_list("code", flat=True)) == [
        "Confirmed",
        "Suspected",
        "Near miss",
        "False positive",
        "Unknown",
    ]
    first = terms[0]
    assert (first.standard, first.standard_version, first.source_term, first.match) == (
        "VERIS",
        "1.4.1",
        "security_incident.Confirmed",
        "exact",
    )
    assert (first.parent, first.deprecated_by) == (None, None)


def test_loading_again_changes_nothing():
    vocabularies.load()
    ids = set(VocabularyTerm.objects.values_list("pk", flat=True))
    assert vocabularies.load() == vocabularies.Loaded(created=0, updated=0, unchanged=COUNT)
    assert set(VocabularyTerm.objects.values_list("pk", flat=True)) == ids


def test_a_changed_term_is_brought_up_to_its_file():
    vocabularies.load()
    VocabularyTerm.objects.filter(vocabulary="bound", code="at_most").update(label="Old", position=99)
    VocabularyTerm.objects.filter(vocabulary="bound", code="at_least").delete()
    assert vocabularies.load() == vocabularies.Loaded(created=1, updated=1, unchanged=COUNT - 2)
    term = VocabularyTerm.objects.get(vocabulary="bound", code="at_most")
    assert (term.label, term.position) == ("At most", 1)


def stale(**columns):
    VocabularyTerm.objects.create(
        vocabulary="bound", code="roughly", position=50, label="Roughly", definition="Near.", match="local", **columns
    )


def test_a_term_that_vanished_is_an_error():
    stale()
    with pytest.raises(CommandError, match="not in the files any more: bound:roughly; give them deprecated_by"):
        call_command("load_vocabularies")
    assert VocabularyTerm.objects.count() == 1


def test_a_deprecated_term_may_leave_the_files_and_stays_served():
    stale(deprecated_by="about")
    vocabularies.load()
    assert VocabularyTerm.objects.filter(code="roughly").exists()


def test_the_command_prints_counts():
    said = io.StringIO()
    call_command("load_vocabularies", stdout=said)
    call_command("load_vocabularies", stdout=said)
    assert said.getvalue().splitlines() == [
        f"{COUNT} terms new, 0 changed, 0 as before",
        f"0 terms new, 0 changed, {COUNT} as before",
    ]
