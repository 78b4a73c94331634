import datetime

from incidents.published import headline, remediations
from incidents.published.known import prune
from tests.published.claims import a_claim, eighty_seven, fifty, thirty, words


def a_body(**arrays):
    names = ("estimates", "parties", "remediations", "actions", "causes", "data", "events", "statements")
    body = {name: [] for name in (*names, "contradictions", "articles")} | arrays
    return {"id": "PIKB-2018-00001", "title": "T"} | body | {"headline": headline.choose(body["estimates"])}


def an_article(article="art_1", published_on="2018-04-05"):
    return {"id": article, "published_on": published_on}


def ids(objects):
    return [one["id"] for one in objects]


def on(text):
    return datetime.date.fromisoformat(text)


def a_step(step_id, **given):
    dates = {"promised_on": None, "due_on": None, "done_on": None}
    defaults = {"id": step_id, "action": "disable_feature", "text": "Disable feature", "by": None, "target": None}
    more = {"verification": "unverified", "claimant": None, "claimed_on": None, "evidence": [words()], "on": None}
    return defaults | dates | more | {"status": "ActivityPlanned", "origin": {}, "reviewed_on": None} | given


def test_on_20_march_2018_it_is_50_million_and_not_87():
    pruned = prune(a_body(estimates=[fifty(), eighty_seven(), thirty()]), on("2018-03-20"))
    assert ids(pruned["estimates"]) == ["est_50"]
    assert pruned["headline"]["text"] == "50 million people (The Daily Example, 2018-03-17)"
    assert pruned["headline"]["left_out"] == []


def test_on_5_april_2018_all_three_are_known():
    pruned = prune(a_body(estimates=[fifty(), eighty_seven(), thirty()]), on("2018-04-05"))
    assert ids(pruned["estimates"]) == ["est_50", "est_87", "est_30"]
    assert pruned["headline"]["text"] == "at most 87 million people (Facebook, 2018-04-04)"


def test_before_the_first_claim_there_is_no_headline():
    pruned = prune(a_body(estimates=[fifty()]), on("2018-03-16"))
    assert pruned["estimates"] == []
    assert pruned["headline"] is None


def test_a_month_is_known_from_its_last_day():
    body = a_body(estimates=[fifty(claimed_on="2018-03")])
    assert ids(prune(body, on("2018-03-30"))["estimates"]) == []
    assert ids(prune(body, on("2018-03-31"))["estimates"]) == ["est_50"]


def test_a_claim_without_date_counts_from_its_earliest_article():
    body = a_body(estimates=[a_claim(evidence=[words("2018-04-05"), words("2018-03-19"), words(None)])])
    assert ids(prune(body, on("2018-03-18"))["estimates"]) == []
    assert ids(prune(body, on("2018-03-19"))["estimates"]) == ["est_1"]


def test_a_claim_without_any_date_was_never_known_by_a_day():
    assert prune(a_body(estimates=[a_claim(evidence=[words(None)])]), on("2030-01-01"))["estimates"] == []


def test_what_is_superseded_later_stood_before():
    body = a_body(estimates=[fifty(superseded_by="est_87", status="superseded"), eighty_seven()])
    then = prune(body, on("2018-03-20"))["estimates"][0]
    assert (then["superseded_by"], then["status"]) == (None, "asserted")
    later = prune(body, on("2018-04-04"))["estimates"][0]
    assert (later["superseded_by"], later["status"]) == ("est_87", "superseded")


def test_a_contradiction_is_known_when_both_sides_are():
    clash = {"kind": "estimate", "between": ["est_50", "est_30"], "rule": "bounds", "resolution": "open", "note": None}
    body = a_body(estimates=[fifty(), thirty()], contradictions=[clash])
    assert prune(body, on("2018-04-03"))["contradictions"] == []
    assert prune(body, on("2018-04-04"))["contradictions"] == [clash]


def test_an_article_stays_when_it_was_out_or_is_the_witness_of_a_claim_that_stays():
    body = a_body(
        estimates=[fifty(evidence=[words("2018-04-05", "art_late")])],
        articles=[
            an_article("art_early", "2018-03-17"),
            an_article("art_late", "2018-04-05"),
            an_article("art_other", "2018-04-06"),
            an_article("art_undated", None),
        ],
    )
    assert ids(prune(body, on("2018-03-20"))["articles"]) == ["art_early", "art_late"]


def test_a_promise_is_a_promise_until_the_deed_is_claimed():
    promise = a_step("rem_1", claimed_on="2018-03-21", promised_on="2018-03-21")
    deed = a_step("rem_2", claimed_on="2018-04-04", done_on="2018-04-04", status="ActivityCompleted")
    body = a_body(remediations=[remediations.assemble("rem_1", "PIKB-2018-00001", [promise, deed])])

    now = body["remediations"][0]
    assert (now["status"], now["promised_on"], now["done_on"]) == ("ActivityCompleted", "2018-03-21", "2018-04-04")
    (then,) = prune(body, on("2018-04-01"))["remediations"]
    assert (then["id"], then["status"], then["done_on"]) == ("rem_1", "ActivityPlanned", None)
    assert ids(then["steps"]) == ["rem_1"]
    assert prune(body, on("2018-03-20"))["remediations"] == []


def test_the_body_that_was_given_stays_as_it_was():
    body = a_body(estimates=[fifty(superseded_by="est_87", status="superseded"), eighty_seven()])
    prune(body, on("2018-03-20"))
    assert body["estimates"][0]["status"] == "superseded"
    assert body["headline"]["estimate"] == "est_87"


def test_what_is_superseded_stays_so_though_the_claim_between_was_not_known_yet():
    between = eighty_seven(claimed_on="2018", superseded_by="est_30")
    body = a_body(estimates=[fifty(superseded_by="est_87", status="superseded"), between, thirty()])
    then = prune(body, on("2018-06-01"))["estimates"]
    assert [(one["id"], one["superseded_by"]) for one in then] == [("est_50", "est_30"), ("est_30", None)]
    assert then[0]["status"] == "superseded"
