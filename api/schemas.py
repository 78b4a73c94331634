"""The shape of every answer, for the OpenAPI document and for the test that stored bodies conform to it.

Bodies are written at publication and never pass through these serializers.
"""

from typing import Any

from rest_framework import serializers as s


class Text(s.CharField):
    """A text that may be null where it is not stated."""

    def __init__(self, help_text: str = "", *, null: bool = False) -> None:
        super().__init__(help_text=help_text, allow_null=null)


class Number(s.IntegerField):
    """A whole number that may be null where it is not stated; null is never 0."""

    def __init__(self, help_text: str = "", *, null: bool = True) -> None:
        super().__init__(help_text=help_text, allow_null=null)


class Share(s.FloatField):
    """A share from 0 to 1, null where there was nothing to measure."""

    def __init__(self, help_text: str = "") -> None:
        super().__init__(help_text=help_text, allow_null=True)


class TextList(s.ListField):
    """A list of texts."""

    def __init__(self, help_text: str = "") -> None:
        super().__init__(child=s.CharField(), help_text=help_text)


_PARTIAL = "As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD"


class PartialDate(s.Serializer):
    value = Text(_PARTIAL)
    precision = s.ChoiceField(help_text="How far the date is known", choices=("year", "month", "day"))
    qualifier = Text("How the date is meant (list date_qualifier)")


class Period(s.Serializer):
    def get_fields(self) -> dict[str, s.Field]:
        return {"from": PartialDate(allow_null=True), "to": PartialDate(allow_null=True)}  # `from` is a keyword


class PartyReference(s.Serializer):
    id = Text("par_…; null for a name that is no party of ours", null=True)
    name = Text("As printed where it is no party of ours", null=True)


class PartyOfRole(PartyReference):
    kind = Text("List party_kind")


class Evidence(s.Serializer):
    article = Text("art_…")
    version = Number("Which text of the article", null=False)
    sha256 = Text("Of the text, in hex")
    start = Number("First character, counted in Unicode code points from 0", null=False)
    end = Number("One past the last character", null=False)
    quote = Text("The exact words")
    prefix = Text("Up to 32 characters before")
    suffix = Text("Up to 32 characters after")
    article_url = Text("Address of the article")
    publisher = Text("Who published the article", null=True)
    published_on = Text(_PARTIAL, null=True)


class Origin(s.Serializer):
    kind = Text("machine, importer or person")
    name = Text("Of the extractor or importer, or the word curator")
    version = Text("Of the extractor or importer", null=True)
    confidence = s.FloatField(allow_null=True, help_text="Of the machine, calibrated, 0 to 1")


class Fact(s.Serializer):
    id = Text("Permanent, never reused")
    incident = Text("Public id of the incident")
    text = Text("In words")
    claimant = PartyReference(allow_null=True)
    claimed_on = Text(_PARTIAL, null=True)
    superseded_by = Text("The fact that stands in its place", null=True)
    evidence = Evidence(many=True)
    origin = Origin()
    reviewed_on = s.DateField(help_text="Day on which a curator accepted it")


class Estimate(Fact):
    measure = Text("What is counted (list measure)")
    low = Number("Least number that the words name")
    best = Number("The number that the words name")
    high = Number("Greatest number that the words name")
    bound = Text("How the words limit the number (list bound)")
    currency = Text("ISO 4217, where the measure is money", null=True)
    scope = Text("Which part is counted; null: the whole, or not stated", null=True)
    exposure = Text("List exposure")
    basis = Text("List basis")
    speech = Text("List speech", null=True)
    claimant_kind = Text("List claimant_kind", null=True)
    status = Text("List claim_status")
    rank = Text("List rank")
    rank_reason = Text("Why curators rank it so", null=True)


class Role(Fact):
    party = PartyOfRole()
    roles = TextList("List party_role")
    status = Text("List role_status")
    title = Text("What the person is", null=True)
    organisation = Text("For whom the person speaks or works", null=True)


class RemediationStep(s.Serializer):
    id = Text()
    action = Text("List remediation_action")
    text = Text()
    status = Text("List remediation_status")
    verification = Text("List verification")
    on = Text(_PARTIAL, null=True)
    by = PartyReference(allow_null=True)
    target = Text(null=True)
    promised_on = Text(_PARTIAL, null=True)
    due_on = Text(_PARTIAL, null=True)
    done_on = Text(_PARTIAL, null=True)
    claimant = PartyReference(allow_null=True)
    claimed_on = Text(_PARTIAL, null=True)
    evidence = Evidence(many=True)
    origin = Origin()
    reviewed_on = s.DateField()


class Remediation(Fact):
    action = Text("List remediation_action")
    actor = PartyReference(allow_null=True)
    target = Text("What it is done to", null=True)
    status = Text("List remediation_status")
    verification = Text("List verification")
    promised_on = Text(_PARTIAL, null=True)
    due_on = Text(_PARTIAL, null=True)
    done_on = Text(_PARTIAL, null=True)
    steps = RemediationStep(many=True)


class Action(Fact):
    action = Text("List official_action")
    body = PartyReference(allow_null=True)
    target = PartyReference(allow_null=True)
    status = Text("List action_status")
    amount = s.FloatField(help_text="In whole units of the currency", allow_null=True)
    currency = Text("ISO 4217", null=True)


class Cause(Fact):
    cause = Text("List cause")
    actor = PartyReference(allow_null=True)


class DataInvolved(Fact):
    category = Text("List data_category")
    asserted = Text("List asserted")
    exposure = Text("List exposure")


class Event(Fact):
    event = Text("List event")
    date = PartialDate()


class Statement(Fact):
    speaker = PartyReference(allow_null=True)
    statement_kind = Text("List statement_kind")
    speech = Text("List speech")


class Contradiction(s.Serializer):
    kind = Text("The kind of fact")
    between = TextList("Ids of the two facts")
    rule = Text("The rule that found it")
    resolution = Text("How curators resolved it", null=True)
    note = Text("Of the curators", null=True)


class ArticleOfIncident(s.Serializer):
    id = Text("art_…")
    url = Text("In canonical spelling")
    title = Text("Of the article", null=True)
    publisher = Text("Who published it", null=True)
    published_on = Text(_PARTIAL, null=True)
    versions = Number("How many texts of it are known", null=False)


class Article(ArticleOfIncident):
    incidents = TextList("Public incidents that it feeds")


class Identifier(s.Serializer):
    scheme = Text()
    value = Text()


class RoleHeld(s.Serializer):
    id = Text("rol_…")
    incident = Text()
    roles = TextList("List party_role")
    status = Text("List role_status")


class Party(s.Serializer):
    id = Text("par_…")
    name = Text("The name")
    kind = Text("List party_kind")
    jurisdiction = Text("Where it is at home", null=True)
    aliases = TextList("Other names")
    identifiers = Identifier(many=True)
    roles = RoleHeld(many=True)
    incidents = TextList("Public incidents of which a fact names it")


class HeadlineRange(s.Serializer):
    low = Number("Lowest figure of the comparable live claims", null=False)
    high = Number("Highest figure of the comparable live claims", null=False)


class LeftOut(s.Serializer):
    estimate = Text()
    reason = Text()


class Headline(s.Serializer):
    measure = Text("List measure")
    low = Number("Least number that the words name")
    best = Number("The number that the words name")
    high = Number("Greatest number that the words name")
    bound = Text("List bound")
    claimant = PartyReference(allow_null=True)
    claimed_on = Text(_PARTIAL, null=True)
    estimate = Text("The claim that was chosen")
    text = Text("In words, with claimant and date")
    reason = Text("Why this claim")
    range = HeadlineRange(help_text="Lowest and highest figure of all live claims of this measure and scope")
    left_out = LeftOut(many=True)


class Incident(s.Serializer):
    id = Text("PIKB-YYYY-NNNNN: permanent, never reused")
    url = Text("Address in this API")
    html_url = Text("Address of the page for readers")
    title = Text("As curators word it")
    summary = Text("In the curators' own words", null=True)
    status = Text("List incident_status")
    veracity = Text("List veracity")
    occurred = Period()
    first_public = PartialDate(allow_null=True)
    headline = Headline(allow_null=True)
    estimates = Estimate(many=True)
    parties = Role(many=True)
    remediations = Remediation(many=True)
    actions = Action(many=True)
    causes = Cause(many=True)
    data = DataInvolved(many=True)  # type: ignore[assignment]  # the metaclass takes declared fields away
    events = Event(many=True)
    statements = Statement(many=True)
    contradictions = Contradiction(many=True)
    articles = ArticleOfIncident(many=True)
    aliases = TextList("Ids that lead here")
    merged_from = TextList("Ids of incidents that were merged into this one")
    version = Number("Number of the revision, from 1 on", null=False)
    published_on = s.DateField(help_text="Day of the first publication")
    modified = s.DateTimeField(help_text="Instant of this revision")
    licence = Text("SPDX identifier")


class Change(s.Serializer):
    sequence = Number("Without gaps, in the order of commit", null=False)
    type = Text()
    incident = Text()
    url = Text()
    title = Text("Null once the incident is withdrawn", null=True)
    revision = Number(null=False)
    at = s.DateTimeField()
    record = Text("The fact that changed", null=True)
    text = Text("In words; null once the incident is withdrawn", null=True)


class Meta(s.Serializer):
    count = Number("Exact up to 10,000", null=False)
    count_is = s.ChoiceField(choices=("exact", "at_least"))
    per_page = Number(null=False)
    sort = Text()
    as_of = Text(null=True)
    known_by = Text(null=True)
    data_version = Text("Number of the last change")
    licence = Text()
    searched_for = s.CharField(
        required=False, help_text="With `q`: the words searched for, where nothing has those that were asked for"
    )
    missing = s.ListField(child=s.CharField(), required=False, help_text="With `ids`: those not found")
    sample = s.IntegerField(required=False, help_text="With `sample`: how many were asked for")
    seed = s.IntegerField(required=False, help_text="With `sample`: what was drawn by")
    groups_count = s.IntegerField(required=False, help_text="With `group_by`: how many groups there are")
    grouped = s.IntegerField(required=False, help_text="With `group_by`: of so many newest rows, not of all")


class Group(s.Serializer):
    key = Text("A code, an id, a year, or `unknown` for what is not stated")
    label = Text("What it is called")  # type: ignore[assignment]  # the metaclass takes declared fields away
    key_2 = s.CharField(required=False, help_text="Of the second key, where two were asked for")
    label_2 = s.CharField(required=False)
    count = Number(null=False)


class ChangesMeta(s.Serializer):
    count = Number(null=False)
    count_is = s.ChoiceField(choices=("exact", "at_least"))
    per_page = Number(null=False)
    since = Number(null=False)
    last = Number("Ask again with since= this", null=False)
    data_version = Text()
    licence = Text()


class ContradictionsMeta(s.Serializer):
    count = Number(null=False)
    count_is = s.ChoiceField(choices=("exact", "at_least"))
    as_of = Text(null=True)
    known_by = Text(null=True)
    licence = Text()


class TypedChange(s.Serializer):
    sequence = Number("Its number in /changes", null=False)
    type = Text()
    record = Text("The fact that changed", null=True)
    text = Text("In words")


class FieldChange(s.Serializer):
    name = Text("A member of the incident: title, summary, status, veracity, occurred, first_public, headline")
    before = s.JSONField(help_text="As the member was; null in the first revision")
    after = s.JSONField(help_text="As the member became")


class Revision(s.Serializer):
    revision = Number("The incident's `version`", null=False)
    url = Text("The incident as it was in this revision")
    valid_from = s.DateTimeField()
    valid_to = s.DateTimeField(allow_null=True, help_text="Null: valid still, or at the instant of `as_of`")
    changes = TypedChange(many=True)
    fields = FieldChange(many=True)  # type: ignore[assignment]  # the metaclass takes declared fields away


class Citation(s.Serializer):
    id = Text()
    version = Number("The incident's revision", null=False)
    as_of = Text("The date that the base was read at: today, or as asked for")
    url = Text("The incident's page as it was then")
    text = Text("One line after the manner of APA")
    bibtex = Text("An entry @misc")
    csl_json = s.ListField(child=s.DictField(), help_text="CSL-JSON: a list with one item")
    licence = Text()


class HistoryMeta(s.Serializer):
    count = Number(null=False)
    count_is = s.ChoiceField(choices=("exact", "at_least"))
    per_page = Number(null=False)
    as_of = Text(null=True)
    licence = Text()


def page_of(shape: type[s.Serializer], meta: type[s.Serializer] = Meta) -> type[s.Serializer]:
    """The envelope around a list of these."""
    fields: dict[str, Any] = {
        "meta": meta(),
        "results": shape(many=True),
        **({"groups": Group(many=True, required=False)} if meta is Meta else {}),
        "next": Text("Address of the next page", null=True),
        "previous": Text("Address of the page before", null=True),
    }
    return type(f"{shape.__name__}Page", (s.Serializer,), fields)


class VocabularyHead(s.Serializer):
    name = Text()
    url = Text()
    title = Text()
    purpose = Text()
    updated = s.DateField()
    unknown = Text("The code for not known")
    count = Number(null=False)


class Term(s.Serializer):
    code = Text()
    label = Text()  # type: ignore[assignment]  # the metaclass takes declared fields away
    definition = Text()
    standard = Text(null=True)
    standard_version = Text(null=True)
    source_term = Text(null=True)
    match = Text("exact, close, broad or local")
    parent = Text(null=True)  # type: ignore[assignment]  # the metaclass takes declared fields away
    deprecated_by = Text(null=True)
    aliases = TextList("Words of other sources that mean this code and no other")
    note = Text("A remark for curators", null=True)
    mappings = s.DictField(
        child=s.ListField(child=s.CharField()),
        help_text="Further terms by standard: dpv, veris, hibp, misp, solove, article_9 (of the GDPR)",
    )


class Vocabulary(VocabularyHead):
    terms = Term(many=True)
    ambiguous = TextList("Words of other sources that fit several codes and so get none")
    licence = Text()


class WholeMeta(s.Serializer):
    """Of a list that is always answered whole."""

    count = Number(null=False)
    licence = Text()


class Vocabularies(s.Serializer):
    meta = WholeMeta()
    results = VocabularyHead(many=True)


class Column(s.Serializer):
    table = Text("The resource")
    column = Text("As in the first line; a dot leads into an object")
    type = Text("text, texts, integer, number, boolean, date or instant")
    meaning = Text()


class Dictionary(s.Serializer):
    meta = WholeMeta()
    results = Column(many=True)


class KindAccuracy(s.Serializer):
    kind = Text("A kind of fact, or `all`")
    labelled = Number("Facts that people found in the texts", null=False)
    proposed = Number("Facts that the extractor found", null=False)
    found = Number("Proposed facts that rest on the words of a labelled one", null=False)
    right = Number("Found facts with every key field right", null=False)
    found_precision = Share("found / proposed")
    found_recall = Share("found / labelled")
    found_f1 = Share()
    right_share = Share("right / found")
    strict_precision = Share("right / proposed")
    strict_recall = Share("right / labelled")
    strict_f1 = Share()


class SetAccuracy(s.Serializer):
    set = Text("in_sample, author_left_out, unread or kept_apart")
    says = Text("What the texts are")
    texts = Number(null=False)
    relevance = Share("Texts rightly told to report an incident or not")
    same_incident = Share("Pairs of facts rightly told to be of one incident or of two")
    calibration_error = Share("How far confidence is from the share that is right")
    kinds = KindAccuracy(many=True)


class Accuracy(s.Serializer):
    extractor = Text()
    version = Text()
    measured_on = s.DateField()
    sets = SetAccuracy(many=True)


class Accuracies(s.Serializer):
    meta = WholeMeta()
    results = Accuracy(many=True)


class Suggestion(s.Serializer):
    type = Text("party, incident or code")
    id = Text("Public id, or code")
    label = Text("Name, title, or label of the code")  # type: ignore[assignment]  # as above
    matched = Text("The name, alias, title, id or code that fits")
    vocabulary = Text("Of a code: its list", null=True)
    list = Text("The list that the filter is of")
    filter = Text("The filter that takes the id or code")
    count = Number("How many rows of the list it finds, where that is kept")
    url = Text("The rows; for an incident, itself")


class SuggestionsMeta(s.Serializer):
    q = Text()
    count = Number(null=False)
    licence = Text()


class Suggestions(s.Serializer):
    meta = SuggestionsMeta()
    results = Suggestion(many=True)


class Lookup(s.Serializer):
    url = Text("In canonical spelling")
    covered = s.BooleanField()
    incidents = TextList()
    articles = Article(many=True)


class Root(s.Serializer):
    name = Text()
    api_version = Text()
    data_version = Text()
    data_changed_at = s.DateTimeField(allow_null=True)
    links = s.DictField(child=s.CharField())
    licence = Text()
    licence_url = Text()


class Letter(s.Serializer):
    id = Text("Nobody can guess it: keep it")
    state = s.ChoiceField(choices=("received", "accepted", "declined"))
    received_at = s.DateTimeField()
    url = Text("Where to look what became of it")


class LetterFate(Letter):
    decided_at = s.DateTimeField(allow_null=True)
    outcome = Text("What the curator says to it", null=True)


class SubmissionFate(LetterFate):
    articles = TextList("Public articles at its address")
    incidents = TextList("Public incidents that they feed")


class CorrectionFate(LetterFate):
    record = Text("What it is about")


class Key(s.Serializer):
    prefix = Text("Names the key to people")
    name = Text("What it is for")
    scopes = TextList("What it may do")
    created_at = s.DateTimeField()
    expires_at = s.DateTimeField(allow_null=True)
    last_used_at = s.DateTimeField(allow_null=True, help_text="To the minute")
    revoked_at = s.DateTimeField(allow_null=True)


class NewKey(Key):
    key = Text("Shown once")


class Limit(s.Serializer):
    name = Text("second, minute, hour or day")
    limit = Number(null=False)
    remaining = Number(null=False)
    reset_seconds = Number(null=False)


class RateLimit(s.Serializer):
    caller = Text("anonymous, or the beginning of the key")
    limits = Limit(many=True)


class ProblemError(s.Serializer):
    def get_fields(self) -> dict[str, s.Field]:
        return {
            "in": s.ChoiceField(choices=("query", "path", "header", "body")),
            "name": Text(),
            "code": Text(),
            "detail": Text(),
            "allowed": s.ListField(child=s.CharField(), required=False),
            "did_you_mean": s.ListField(child=s.CharField(), required=False),
        }


class Problem(s.Serializer):
    type = Text("Address of a page about this code")
    title = Text()
    status = Number(null=False)
    detail = Text()
    instance = Text()
    code = Text("Stable")
    request_id = Text(null=True)
    errors = ProblemError(many=True)  # type: ignore[assignment]  # the metaclass takes declared fields away


class Withdrawn(Problem):
    withdrawn_at = s.DateTimeField()
    reason = Text(null=True)
    successor = Text(null=True)


SHAPES: dict[str, type[s.Serializer]] = {
    "incidents": Incident,
    "estimates": Estimate,
    "parties": Party,
    "roles": Role,
    "remediations": Remediation,
    "actions": Action,
    "causes": Cause,
    "data": DataInvolved,
    "events": Event,
    "statements": Statement,
    "articles": Article,
}
PAGES: dict[str, type[s.Serializer]] = {name: page_of(shape) for name, shape in SHAPES.items()}
CONTRADICTIONS = page_of(Contradiction, ContradictionsMeta)
HISTORY = page_of(Revision, HistoryMeta)
CHANGES = page_of(Change, ChangesMeta)
