"""What was done about it, what an authority did, and how it came about: literal answers by sentence."""

from collections.abc import Callable

import pytest

from incidents.extraction import pipeline
from incidents.extraction.reading import Reading
from incidents.proposed import ProposedAction, ProposedCause, ProposedRemediation

Parsed = Callable[[str], Reading]


def _facts(reading: Reading, kind: type) -> list:
    return [candidate.fact for candidate in pipeline.propose(reading) if isinstance(candidate.fact, kind)]


@pytest.mark.parametrize(
    ("sentence", "action", "status"),
    [
        ("Marlow Bank has written to the customers concerned.", "notify_subjects", "ActivityCompleted"),
        ("Marlow Bank will notify every affected customer.", "notify_subjects", "ActivityPlanned"),
        ("Letters began going out on Monday.", "notify_subjects", "ActivityOngoing"),
        ("The clinic reported the loss to the commissioner.", "notify_authority", "ActivityCompleted"),
        ("The clinic has passed the matter to the police.", "referral_to_police", "ActivityCompleted"),
        ("Marlow Bank is offering two years of credit monitoring.", "credit_monitoring", "ActivityOngoing"),
        ("The council has deleted the recordings.", "delete_data", "ActivityCompleted"),
        ("All log-ins have been reset.", "reset_credentials", "ActivityCompleted"),
        ("The company has fired the clerk.", "staff_action", "ActivityCompleted"),
        ("The app removed the pixels in June.", "disable_feature", "ActivityCompleted"),
        ("The page was taken down within an hour.", "take_offline", "ActivityCompleted"),
        ("The contractor's access has been revoked.", "suspend_party", "ActivityCompleted"),
        ("The hospital hired forensic experts.", "independent_assessment", "ActivityCompleted"),
        ("The hospital did not pay a ransom.", "ransom_paid", "ActivityNotCompleted"),
        ("The school has appointed a data protection officer.", "governance_change", "ActivityCompleted"),
    ],
)
def test_a_remedy_and_its_status(parsed: Parsed, sentence: str, action: str, status: str) -> None:
    found = {(fact.action, fact.status) for fact in _facts(parsed(sentence), ProposedRemediation)}
    assert (action, status) in found


@pytest.mark.parametrize(
    ("sentence", "cause"),
    [
        ("A nurse left the laptop on a bus.", "Loss"),
        ("The results were sent to the wrong address.", "Misdelivery"),
        ("The clerk forgot to use the blind copy field.", "Misdelivery"),
        ("A wrong setting left the folder open to anyone.", "Misconfiguration"),
        ("The thieves guessed the administrator's password.", "Brute force"),
        ("They tried stolen passwords from other sites.", "Use of stolen creds"),
        ("The caller pretended to be a technician.", "Pretexting"),
        ("An accountant clicked on a link in the message.", "Phishing"),
        ("The officer looked up records without a legitimate reason.", "Privilege abuse"),
        ("The gang exploited a flaw in the firewall.", "Exploit vuln"),
        ("Hackers scrambled the hospital's files and left a ransom note.", "Ransomware"),
        ("A pixel sent the answers to an advertiser.", "tracking_pixel"),
        ("The file had hidden columns with the names.", "Misdelivery"),
        ("The records were thrown out in a skip behind the clinic.", "Disposal error"),
        ("Two laptops were stolen from the office.", "Theft"),
        ("The app recorded conversations without their knowledge.", "covert_collection"),
        ("The chain scanned faces without the consent of shoppers.", "consent_defect"),
        ("The bureau kept the files for years longer than necessary.", "retention_beyond_purpose"),
        ("Somebody scraped the profiles.", "scraping"),
        ("The firm sold the locations to data brokers.", "undisclosed_sharing"),
    ],
)
def test_a_cause_in_plain_words(parsed: Parsed, sentence: str, cause: str) -> None:
    assert cause in {fact.cause for fact in _facts(parsed(sentence), ProposedCause)}


@pytest.mark.parametrize(
    ("sentence", "action", "status"),
    [
        ("The regulator is investigating the leak.", "investigation", "open"),
        ("The clinic was fined $40,000 by the Garante.", "administrative_fine", "decided"),
        ("The ICO fined the council £70,000.", "monetary_penalty", "decided"),
        ("The company would contest the fine.", "appeal", "threatened"),
        ("The court dismissed the appeal.", "appeal", "upheld"),
        ("A class action was filed in March.", "class_action", "open"),
        ("The clerk pleaded guilty.", "conviction", "decided"),
        ("The watchdog issued a reprimand.", "reprimand", "decided"),
    ],
)
def test_an_official_act(parsed: Parsed, sentence: str, action: str, status: str) -> None:
    found = {(fact.action, fact.status) for fact in _facts(parsed(sentence), ProposedAction)}
    assert (action, status) in found


@pytest.mark.parametrize(
    ("sentence", "action", "status"),
    [
        # what is taken away, by many verbs
        ("Tolverne yanked the location tool on Friday.", "disable_feature", "ActivityCompleted"),
        ("The museum pulled the plug on its ticket server.", "take_offline", "ActivityCompleted"),
        ("The parish whipped the minutes off its website.", "take_offline", "ActivityCompleted"),
        ("The lender binned the old application forms.", "delete_data", "ActivityCompleted"),
        ("The broker still holds the copied profiles.", "delete_data", "ActivityNotCompleted"),
        ("Four resellers were thrown off the platform.", "suspend_party", "ActivityCompleted"),
        # what is demanded, by the verb of the demand and that of the deed
        ("Tolverne's lawyers urged the recipient to shred the letters.", "demand_deletion", "ActivityCompleted"),
        ("The agency swore an affidavit that the copies had been destroyed.", "certify_deletion", "ActivityCompleted"),
        # mended, built again, made stricter
        ("Engineers squashed the bug overnight.", "patch", "ActivityCompleted"),
        ("Users have received the new firmware.", "patch", "ActivityCompleted"),
        ("The fix did not hold.", "patch", "ActivityNotCompleted"),
        ("The firm withdrew its emergency update.", "patch", "ActivityHalted"),
        ("The payroll system came back on Tuesday.", "rebuild", "ActivityCompleted"),
        ("The college made two-step log-in compulsory for its staff.", "reconfigure", "ActivityCompleted"),
        ("All open sessions were invalidated.", "revoke_tokens", "ActivityCompleted"),
        # told, or not
        ("The council has yet to write to the tenants.", "notify_subjects", "ActivityNotCompleted"),
        ("The bank has been texting customers since Monday.", "notify_subjects", "ActivityOngoing"),
        ("At no point did the school inform the parents.", "notify_subjects", "ActivityNotCompleted"),
        ("The letters to patients were held back.", "notify_subjects", "ActivityHalted"),
        ("The trust has self-reported to the regulator.", "notify_authority", "ActivityCompleted"),
        # staff, money, words
        ("The registrar was moved to other duties.", "staff_action", "ActivityCompleted"),
        ("The port bargained with the hackers for a week.", "ransom_paid", "ActivityCompleted"),
        ("Subscribers will get a voucher.", "compensation", "ActivityPlanned"),
        ("The choir drilled its volunteers in handling lists.", "training", "ActivityCompleted"),
        ("The chairwoman said sorry to passengers.", "publish_statement", "ActivityCompleted"),
    ],
)
def test_a_remedy_by_class_of_verb_and_object(parsed: Parsed, sentence: str, action: str, status: str) -> None:
    found = {(fact.action, fact.status) for fact in _facts(parsed(sentence), ProposedRemediation)}
    assert (action, status) in found


@pytest.mark.parametrize(
    ("sentence", "action", "status", "body"),
    [
        ("The Ombudsman stung the carrier for 3 million euros.", "administrative_fine", "decided", "Ombudsman"),
        ("The Ombudsman ordered the carrier to pay $40,000.", "administrative_fine", "decided", "Ombudsman"),
        (
            "The Ombudsman ordered the carrier to erase the files.",
            "order_rectification_erasure",
            "decided",
            "Ombudsman",
        ),
        (
            "The Ombudsman told the carrier to inform its customers.",
            "order_to_communicate_breach",
            "decided",
            "Ombudsman",
        ),
        ("The Ombudsman told the carrier to stop the recordings.", "limitation_or_ban", "decided", "Ombudsman"),
        (
            "The Ombudsman pressed the carrier to explain the delay.",
            "order_to_provide_information",
            "open",
            "Ombudsman",
        ),
        ("The Ombudsman has vowed to look into the leak.", "investigation", "announced", "Ombudsman"),
        ("The Ombudsman did not rule out an inquiry.", "investigation", "threatened", "Ombudsman"),
        ("The Federal Court slashed the fine to 90,000 euros.", "appeal", "reduced", "Federal Court"),
        ("The Federal Court overturned the lower ruling.", "appeal", "annulled", "Federal Court"),
        ("The Federal Court rejected the carrier's challenge.", "appeal", "upheld", "Federal Court"),
    ],
)
def test_an_official_act_by_class_of_verb(parsed: Parsed, sentence: str, action: str, status: str, body: str) -> None:
    found = {(fact.action, fact.status, fact.body) for fact in _facts(parsed(sentence), ProposedAction)}
    assert (action, status, body) in found


def test_a_body_without_a_name_is_printed_with_its_country_and_number(parsed: Parsed) -> None:
    found = _facts(parsed("Nine attorneys general demanded answers from the carrier."), ProposedAction)
    assert "Nine attorneys general" in {fact.body for fact in found}
    found = _facts(parsed("Portugal's watchdog opened an inquiry into the carrier."), ProposedAction)
    assert "Portugal's watchdog" in {fact.body for fact in found}


def test_rows_that_fit_the_same_words_make_one_candidate(parsed: Parsed) -> None:
    found = _facts(parsed("The council has deleted the recordings."), ProposedRemediation)
    assert [fact.action for fact in found].count("delete_data") == 1
