"""Which sentences of a page are the outlet's own: cue phrases, and the shape and place of lines where no cue stands.

Appeals, newsletters, cookie notices and the like are known by their words (`lexicon/furniture.json`), sentence by
sentence, because outlets glue them into paragraphs. Headlines of other stories have no such words: they are lines
without a full stop, under a heading ("MORE FROM THE ECHO") or at the very foot of the page.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from incidents.extraction import lexicon

Span = tuple[int, int]

LONG_RUN, LEAST_LETTERS = 200, 0.4  # characters; share of letters, of which prose full of figures has 0.7
TAIL_FROM = 0.6  # a "Comments" line ends the article only in its last part
APPEAL_GAP = 2  # units between two appeals that belong to the appeal
LONGEST_TITLE = 150  # characters of a line that may be another story's headline
LEAST_BELOW = 2  # lines of prose below a heading of other stories that go on with the article
LEAST_PROSE = 3  # lines of prose that must stand above a foot known by its shape alone
TOP_LINES = 4  # lines from the top among which the paths of a menu stand

CODE = re.compile(r"^\s*[{\[<].*[}\]>]\s*$")
BULLET = re.compile(r"^(?:[•·▪‣►▶>*»›–—-]|\d{1,2}[.)])\s")
PROSE_END = re.compile(r"[.!?…:;,][”\"’')\]]*$")
FULL_STOP = re.compile(r"\.[”\"’')\]]*$")
MENU = re.compile(r"\s[|·»›>]\s")
# Where a list belongs to the sentence above it, and what closes a letter.
SIGNED = re.compile(r"^(?:yours|sincerely|regards|best wishes|kind regards|respectfully|signed|by: /s/)", re.IGNORECASE)
NO_GROUP = frozenset(("tail", "heading", "about"))


@cache
def _cues(group: str) -> re.Pattern[str]:
    return _joined(lexicon.load("furniture")[group])


@cache
def _all_cues() -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """Cues at the beginning of a sentence, and those anywhere, which are searched faster one by one."""
    cues = [cue for name, held in lexicon.load("furniture").items() if name not in NO_GROUP for cue in held]
    anywhere = tuple(re.compile(cue) for cue in cues if not cue.startswith("^"))
    return _joined([cue for cue in cues if cue.startswith("^")]), anywhere


def _joined(cues: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{cue})" for cue in cues), re.IGNORECASE)


def marked(text: str, pieces: Sequence[Span]) -> list[bool]:
    """For every piece of the text, in order, whether it is furniture."""
    furniture = [_is_furniture(text[start:end]) for start, end in pieces]
    appeal = [bool(_cues("appeal").search(text, start, end)) for start, end in pieces]
    _fill_appeals(appeal, furniture)
    lines = list(_lines(pieces))
    _fill_lines(pieces, lines, furniture)
    words = [text[pieces[line[0]][0] : pieces[line[-1]][1]].strip() for line in lines]
    dropped = _menus(words) | _under_headings(words) | _about(text, pieces, lines, words)
    dropped |= _foot(words, [all(furniture[one] for one in line) or at in dropped for at, line in enumerate(lines)])
    for at in dropped:
        for one in lines[at]:
            furniture[one] = True
    tail = _tail_start(text, pieces, _goes_on(pieces, lines, words, furniture))
    furniture[tail:] = [True] * (len(pieces) - tail)
    return furniture


def _is_furniture(piece: str) -> bool:
    words = piece.strip()
    first, anywhere = _all_cues()
    if CODE.match(words) or _is_no_prose(words) or first.match(words):
        return True
    # Twice as fast as ignoring case: an expression whose first letter is certain skips to it.
    lower = words.lower()
    return any(cue.search(lower) for cue in anywhere)


def _is_no_prose(words: str) -> bool:
    """Columns of figures, rules of dashes, runs of brackets: long, and hardly a letter in it."""
    return len(words) >= LONG_RUN and sum(map(str.isalpha, words)) < LEAST_LETTERS * len("".join(words.split()))


def _fill_appeals(appeal: list[bool], furniture: list[bool]) -> None:
    """What stands between two appeals, a few pieces apart, is part of the appeal."""
    marks = [index for index, found in enumerate(appeal) if found]
    for left, right in pairwise(marks):
        if right - left - 1 <= APPEAL_GAP:
            furniture[left:right] = [True] * (right - left)


def _lines(pieces: Sequence[Span]) -> Iterator[list[int]]:
    """The pieces of each line."""
    line: list[int] = []
    for index, (start, _) in enumerate(pieces):
        if line and start != pieces[line[-1]][1]:
            yield line
            line = []
        line.append(index)
    if line:
        yield line


def _fill_lines(pieces: Sequence[Span], lines: list[list[int]], furniture: list[bool]) -> None:
    """A line of which more than half is furniture is furniture: "We use cookies. 312 partners may … Accept all"."""
    for line in lines:
        sizes = [pieces[one][1] - pieces[one][0] for one in line]
        dropped = sum(size for size, one in zip(sizes, line, strict=True) if furniture[one])
        if 2 * dropped > sum(sizes):
            for one in line:
                furniture[one] = True


def _is_title(words: str) -> bool:
    """A line that could be a headline: short, and no sentence that ends."""
    return len(words) <= LONGEST_TITLE and not FULL_STOP.search(words) and not words.endswith((":", ";", ","))


def _menus(words: list[str]) -> set[int]:
    """ "Home > News > Transport" at the top; a lone bar is a masthead's too."""
    return {
        at
        for at, line in enumerate(words[:TOP_LINES])
        if len(MENU.findall(line)) >= 2 and _is_title(line) and not re.search(r"[.!?] ", line)
    }


def _under_headings(words: list[str]) -> set[int]:
    """Lines in the shape of headlines under a heading that announces other stories, with the heading."""
    found: set[int] = set()
    open_heading = False
    for at, line in enumerate(words):
        if _is_heading(line):
            open_heading = True
        elif not _is_title(line):
            open_heading = False
        if open_heading:
            found.add(at)
    return found


def _is_heading(line: str) -> bool:
    return _cues("heading").fullmatch(line.strip(" :|>•–—-▾")) is not None


def _about(text: str, pieces: Sequence[Span], lines: list[list[int]], words: list[str]) -> set[int]:
    """What a press release says of its issuer in general, from "About Acme" to the next heading."""
    found: set[int] = set()
    inside = False
    for at, line in enumerate(words):
        if pieces[lines[at][0]][0] > TAIL_FROM * len(text) and _cues("about").search(line):
            inside = True
        elif inside and at - 1 in found and _is_title(line) and len(line) < LONGEST_TITLE // 2:
            inside = False
        if inside:
            found.add(at)
    return found


def _foot(words: list[str], furniture: list[bool]) -> set[int]:
    """The last lines of the page while they are furniture or look like headlines, below enough prose."""
    prose = [at for at, line in enumerate(words) if not furniture[at] and FULL_STOP.search(line)]
    if len(prose) < LEAST_PROSE:
        return set()
    foot = range(prose[-1] + 1, len(words))
    above = words[prose[-1] + 1 : prose[-1] + 2]
    if any(SIGNED.match(line) for line in words[prose[-1] :]) or (above and not _opens_foot(above[0])):
        return set()
    return {at for at in foot if _is_title(words[at])}


def _opens_foot(line: str) -> bool:
    """A list that a sentence announced goes on; so does a quotation whose mark closes the article."""
    return not line.endswith(":")


def _goes_on(pieces: Sequence[Span], lines: list[list[int]], words: list[str], furniture: list[bool]) -> set[int]:
    """The pieces that head other stories amid the article: below those stories there is prose, and no more titles.

    One paragraph may as well be what a page tells of the last of the other stories.
    """
    found: set[int] = set()
    below = titles = 0
    for line, said in zip(reversed(lines), reversed(words), strict=True):
        if below >= LEAST_BELOW and not titles and _is_heading(said):
            found.add(line[0])
        if not all(furniture[one] for one in line):
            below += 1
            titles += _is_title(said)
    return found


def _tail_start(text: str, pieces: Sequence[Span], amid: set[int]) -> int:
    """Index of the first piece of the page's foot: everything from there on is furniture."""
    for index, (start, end) in enumerate(pieces):
        if start > TAIL_FROM * len(text) and index not in amid and _cues("tail").search(text[start:end].strip()):
            return index
    return len(pieces)
