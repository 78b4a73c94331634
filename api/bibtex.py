"""Text as BibTeX and plain LaTeX read it: special characters as commands, accents on their letters."""

import re
import unicodedata

# BibTeX counts braces whatever stands before them, so \{ alone would open a group that nothing closes.
_COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{special: f"\\{special}" for special in "&%$#_"},
    "ß": r"{\ss}",
    "ø": r"{\o}",
    "Ø": r"{\O}",
    "æ": r"{\ae}",
    "Æ": r"{\AE}",
    "œ": r"{\oe}",
    "Œ": r"{\OE}",
    "ł": r"{\l}",
    "Ł": r"{\L}",
    "đ": r"{\dj}",
    "Đ": r"{\DJ}",
    "ð": r"{\dh}",
    "Ð": r"{\DH}",
    "þ": r"{\th}",
    "Þ": r"{\TH}",
    "ı": r"{\i}",
    "“": "``",
    "”": "''",
    "‘": "`",
    "’": "'",
    "–": "--",
    "—": "---",
}
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
    "\u0328": "k",
}


def escape(text: str) -> str:
    """The text between braces of a BibTeX field: in it braces are in pairs, and it prints as it was.

    Letters without a command of plain LaTeX stay as they are, in UTF-8.

    >>> escape("Méta & Sons")
    "M{\\\\'{e}}ta \\\\& Sons"
    """
    text = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in text)
    return "".join(map(_escaped, unicodedata.normalize("NFC", " ".join(text.split()))))


def _escaped(character: str) -> str:
    if character in _COMMANDS:
        return _COMMANDS[character]
    letter, *accents = list(unicodedata.normalize("NFD", character))
    if len(accents) == 1 and accents[0] in _ACCENTS and re.fullmatch("[A-Za-z]", letter):
        carrier = rf"\{letter}" if letter in "ij" else letter  # without the dot, in whose place the accent stands
        return f"{{\\{_ACCENTS[accents[0]]}{{{carrier}}}}}"
    return character
