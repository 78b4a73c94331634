"""Names that crooks go by: gangs that call themselves so, and single ones behind a handle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from incidents.extraction.reading import Reading

if TYPE_CHECKING:
    from incidents.extraction.entities import Entity

SELF_STYLED = re.compile(
    r"\b(?:(?:call|calls|called|calling|style|styles|styled|styling|sign|signs|signing|dub|dubs|dubbing|name|names|naming"
    r"|brand|brands|describe|describes) (?:it|them|him|her)sel(?:f|ves)(?: as)?|go(?:es|ing)? by|by the (?:name|handle"
    r"|alias|moniker|pseudonym)(?: of)?|(?:us(?:ing|es?)|under) the (?:name|handle|alias|moniker|pseudonym)|known"
    r" (?:online |only )?as|nicknamed|dubbed|alias)[ ,:]{1,2}(?:the )?[“\"‘']?$",
    re.IGNORECASE,
)
CROOKED = re.compile(
    r"gang|group|crew|hack|collective|trader|seller|extort|attacker|thie(?:f|ves)|intruder|ransom|cyber-?crim|criminal"
    r"|somebody|someone|\buser\b|broker|leak|stolen|for sale",
    re.IGNORECASE,
)
CALLED_BEFORE = re.compile(
    r"\b(?:ransomware|extortion|hacking|hacker|cybercrime|data-extortion|ransom|hacktivist|cyber|leak)[\w -]{0,14}"
    r"(?:gang|group|crew|collective|outfit|cartel|syndicate|operation)s?,? (?:the )?[“\"‘']?$",
    re.IGNORECASE,
)
ONE_PERSON = re.compile(
    r"\b(?:himself|herself|somebody|someone|seller|trader|teenager|a hacker|man|woman)\b", re.IGNORECASE
)


def is_group(reading: Reading, entity: Entity) -> bool:
    """A gang: "a group that calls itself X", "the ransomware crew X"."""
    for mention in entity.mentions[:3]:
        before = reading.text[max(0, mention.start - 120) : mention.start]
        if CALLED_BEFORE.search(before[-60:]):
            return True
        if SELF_STYLED.search(before[-48:]) and CROOKED.search(before):
            return not ONE_PERSON.search(before[-60:])
    return bool(
        entity.described & {"gang", "crew", "collective", "ransomware", "~gang", "~crew", "~collective"}
        and CROOKED.search(reading.text[max(0, entity.first.start - 80) : entity.first.end + 40])
    )


def goes_by(reading: Reading, entity: Entity) -> bool:
    """Whether a crook is said to use the name: "somebody going by Sprocket"."""
    before = (reading.text[max(0, one.start - 120) : one.start] for one in entity.mentions[:3])
    return any(SELF_STYLED.search(words[-48:]) and CROOKED.search(words) for words in before)
