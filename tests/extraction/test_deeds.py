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
