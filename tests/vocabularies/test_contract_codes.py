"""The codes that the extraction contract names, written out: a list may add "unknown" to them and nothing else."""

import pytest

from incidents import vocabularies
from incidents.proposed import KINDS

CLOSED = {
    "bound": "exact at_most at_least fewer_than more_than about between order_of_magnitude placeholder unknown_stated "
    "none_stated",
    "measure": "people accounts records households devices organisations files data_volume_bytes money",
    "claim_status": "asserted reaffirmed revised superseded retracted disputed",
    "exposure": "potentially_accessible accessed acquired misused contained notified installed indirectly_collected "
    "none",
    "party_kind": "organisation person authority group",
    "role_status": "alleged claimed_by_self admitted denied found settled_without_admission cleared",
    "remediation_status": "ActivityProposed ActivityPlanned ActivityOngoing ActivityCompleted ActivityHalted "
    "ActivityNotCompleted",
    "verification": "unverified self_certified corroborated independently_verified contradicted reverted",
    "action_status": "threatened announced open preliminary_findings decided appealed upheld reduced annulled settled "
    "closed_no_action",
    "asserted": "involved not_involved",
    "date_qualifier": "exact before after about",
    "statement_kind": "admission denial apology claim promise statement",
}
OPEN = {
    "event": "data_collected_from data_collected_to occurred_from occurred_to discovered contained controller_aware "
    "authority_notified subjects_notified first_public decision",
    "speech": "direct_quote indirect_quote document reporter_voice",
    "party_role": "spokesperson other journalist court platform Recipient ThirdParty DataController DataProcessor "
    "DataProtectionAuthority regulator actor_external actor_internal actor_partner victim_organisation whistleblower",
    "official_action": "investigation appeal notification_of_alleged_infringement criminal_charge class_action "
    "individual_suit administrative_fine settlement parliamentary_hearing summons",
    "remediation_action": "independent_assessment other suspend_party notify_subjects notify_authority rebuild "
    "delete_data disable_feature policy_change publish_statement credit_monitoring ransom_paid no_action",
    "data_category": "lifestyle special_health account contact",
}
CAUSES = {"scraping", "Misdelivery", "Phishing", "SQLi", "Ransomware", "Misconfiguration", "policy_violating_transfer"}


@pytest.mark.parametrize("name", CLOSED)
def test_closed_list_of_the_contract_has_these_codes_and_unknown_alone(name: str) -> None:
    assert vocabularies.load(name).codes | {"unknown"} == set(CLOSED[name].split()) | {"unknown"}


@pytest.mark.parametrize("name", OPEN)
def test_open_list_has_every_code_that_the_contract_names(name: str) -> None:
    assert set(OPEN[name].split()) - vocabularies.load(name).codes == set()


def test_causes_are_the_plain_words_of_the_contract() -> None:
    assert CAUSES - vocabularies.load("cause").codes == set()


def test_every_list_that_a_proposed_fact_names_can_be_read() -> None:
    named = {name for kind in KINDS.values() for name in kind.vocabulary_of.values()}
    assert named == {*CLOSED, *OPEN, "cause"}
    assert all(vocabularies.load(name).terms for name in named)
