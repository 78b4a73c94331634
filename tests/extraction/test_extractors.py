"""Extractors are chosen by name; what the settings allow is what there is."""

import pytest

from incidents.extraction import Document
from incidents.extraction.chat import ChatSettings
from incidents.extraction.extractors import NAMES, UnknownExtractor, build, label

CHAT = ChatSettings(url="http://127.0.0.1:1/v1", model="m")


def test_several_extractors_stand_side_by_side_in_the_order_asked_for() -> None:
    assert [label(one) for one in build(["chat", "rules"], chat_settings=CHAT).values()] == ["chat 1 m", "rules 1.0"]


def test_every_name_can_be_built() -> None:
    assert tuple(build(NAMES, chat_settings=CHAT)) == ("rules", "chat")


def test_the_rules_are_one_of_them() -> None:
    found = build(["rules"])["rules"].extract(Document(id="a1", text="Le temps est beau aujourd'hui."))
    assert (found.document_id, found.relevant, found.extractor_name, found.extractor_version) == (
        "a1", False, "rules", "1.0",
    )  # fmt: skip


def test_an_unknown_name_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(UnknownExtractor, match="no extractor 'magic'; allowed are rules, chat"):
        build(["magic"])


def test_chat_without_a_server_is_refused() -> None:
    with pytest.raises(UnknownExtractor, match="address and the model"):
        build(["chat"])
