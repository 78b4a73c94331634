"""How an incident is cited: BibTeX, CSL-JSON and words, each with the date and revision that it was read at."""

import datetime
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.bibtex import escape
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

URL = "http://testserver/incidents/{}?as_of=2020-06-01"


def today() -> str:
    return datetime.datetime.now(datetime.UTC).date().isoformat()


class TestAnswers:
    pytestmark = READS

    def test_json_answers_all_three(self, reader: Reader, base: Dataset) -> None:
        body = reader.body(f"/incidents/{base.clinic}/citation", "as_of=2020-06-01")
        url = URL.format(base.clinic)
        assert body["text"] == (
            "Privacy Incident Knowledge Base. (2020, May 1). Harbour Clinic mailbox opened by phishing "
            f"({base.clinic}, version 2, as of 2020-06-01) [Data set]. {url} (CC-BY-4.0)"
        )
        assert body["bibtex"] == (
            f"@misc{{{base.clinic},\n"
            "  author = {{Privacy Incident Knowledge Base}},\n"
            "  title = {{Harbour Clinic mailbox opened by phishing}},\n"
            "  year = {2020},\n"
            "  month = may,\n"
            f"  number = {{{base.clinic}}},\n"
            "  version = {2},\n"
            f"  url = {{{url}}},\n"
            "  urldate = {2020-06-01},\n"
            "  note = {As of 2020-06-01. Licence: CC-BY-4.0},\n"
            "}\n"
        )
        assert body["csl_json"] == [
            {
                "id": base.clinic,
                "type": "dataset",
                "title": "Harbour Clinic mailbox opened by phishing",
                "author": [{"literal": "Privacy Incident Knowledge Base"}],
                "publisher": "Privacy Incident Knowledge Base",
                "number": base.clinic,
                "version": "2",
                "issued": {"date-parts": [[2020, 5, 1]]},
                "accessed": {"date-parts": [[2020, 6, 1]]},
                "URL": url,
                "note": "As of 2020-06-01. Licence: CC-BY-4.0",
            }
        ]
        assert body["licence"] == "CC-BY-4.0"
        assert (body["id"], body["version"], body["as_of"], body["url"]) == (base.clinic, 2, "2020-06-01", url)

    def test_today_is_the_date_unless_another_is_asked_for(self, reader: Reader, base: Dataset) -> None:
        body = reader.body(f"/incidents/{base.clinic}/citation")
        assert body["as_of"] == today()
        assert body["url"].endswith(f"?as_of={today()}")
        earlier = reader.body(f"/incidents/{base.clinic}/citation", "as_of=2020-04-15T10:00:00Z")
        assert (earlier["version"], earlier["as_of"]) == (1, "2020-04-15T10:00:00Z")
        assert "mailbox phished" in earlier["text"]
        assert earlier["csl_json"][0]["accessed"] == {"date-parts": [[2020, 4, 15]]}

    @pytest.mark.parametrize(
        ("form", "media_type", "member"),
        [
            ("bibtex", "application/x-bibtex", "bibtex"),
            ("csl-json", "application/vnd.citationstyles.csl+json", "csl_json"),
            ("text", "text/plain", "text"),
        ],
    )
    def test_one_form_by_parameter_or_accept(
        self, reader: Reader, base: Dataset, form: str, media_type: str, member: str
    ) -> None:
        path = f"/incidents/{base.clinic}/citation"
        whole = reader.body(path)[member]
        for response in (reader.get(path, f"format={form}"), reader.get(path, accept=media_type)):
            assert response.status_code == 200
            assert response["Content-Type"].split(";")[0] == media_type
            assert (response.json() if form == "csl-json" else response.content.decode()) == whole
            assert response["ETag"]
        assert reader.get(path, "format=json", accept=media_type)["Content-Type"] == "application/json"

    def test_other_forms_are_refused(self, reader: Reader, base: Dataset) -> None:
        path = f"/incidents/{base.clinic}/citation"
        assert reader.problem(path, "format=ris")["errors"][0]["allowed"] == ["json", "bibtex", "csl-json", "text"]
        assert reader.get(path, accept="text/csv").status_code == 406
        problem = reader.problem(path, "known_by=2020")
        assert problem["code"] == "incompatible_parameters"

    def test_forms_have_tags_of_their_own_and_304(self, reader: Reader, base: Dataset) -> None:
        path = f"/incidents/{base.clinic}/citation"
        tags = {reader.get(path, accept=kind)["ETag"] for kind in ("application/json", "text/plain", "*/*")}
        assert len(tags) == 2
        for kind in ("text/plain", "application/json"):
            tag = reader.get(path, accept=kind)["ETag"]
            again = reader.get(path, accept=kind, if_none_match=tag)
            assert (again.status_code, again.content) == (304, b"")

    def test_withdrawn_is_410_and_merged_leads_to_the_survivor(self, reader: Reader, base: Dataset) -> None:
        assert reader.problem(f"/incidents/{base.withdrawn}/citation", status=410)["code"] == "withdrawn"
        problem = reader.get(f"/incidents/{base.withdrawn}/citation", accept="application/x-bibtex")
        assert (problem.status_code, problem["Content-Type"]) == (410, "application/problem+json")
        moved = reader.get(f"/incidents/{base.merged}/citation", "format=bibtex")
        assert moved["Location"] == f"/api/v1/incidents/{base.profiles}/citation?format=bibtex"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Smith & Sons, 50% off_#1 $", r"Smith \& Sons, 50\% off\_\#1 \$"),
        ("a {b} c", r"a \textbraceleft{}b\textbraceright{} c"),
        ("half } open", r"half \textbraceright{} open"),
        (r"C:\data~1^2", r"C:\textbackslash{}data\textasciitilde{}1\textasciicircum{}2"),
        ("Méta Zürich naïve Dvořák", r"M{\'{e}}ta Z{\"{u}}rich na{\"{\i}}ve Dvo{\v{r}}{\'{a}}k"),
        ("Straße Łódź Ærø Façade", r"Stra{\ss}e {\L}{\'{o}}d{\'{z}} {\AE}r{\o} Fa{\c{c}}ade"),
        ("“quoted” – it’s", "``quoted'' -- it's"),
        ("two\nlines\tand\x07bell", "two lines and bell"),
        ("Яндекс 漢字", "Яндекс 漢字"),
    ],
)
def test_escapes_of_bibtex(text: str, escaped: str) -> None:
    assert escape(text) == escaped


_COMMANDS = {
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textbraceleft": "{", "textbraceright": "}",
    "ss": "ß", "o": "ø", "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "l": "ł", "L": "Ł", "i": "ı",
    "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
}  # fmt: skip
_ACCENTS = {
    "`": 0x300, "'": 0x301, "^": 0x302, "~": 0x303, '"': 0x308, "r": 0x30A, "c": 0x327, "v": 0x30C, "=": 0x304,
    "u": 0x306, ".": 0x307, "k": 0x328, "H": 0x30B, "d": 0x323,
}  # fmt: skip


def read_back(escaped: str) -> str:
    """What TeX would print, by rules of its own."""

    def accent(found: re.Match[str]) -> str:
        letter = found[2].replace("\\i", "i").replace("\\j", "j")
        return unicodedata.normalize("NFC", letter + chr(_ACCENTS[found[1]]))

    text = re.sub(r"\{\\([`'^~\"rcv=u.kHd])\{(\\?[A-Za-z])\}\}", accent, escaped)
    text = re.sub(r"\{\\([A-Za-z]+)\}", lambda found: _COMMANDS[found[1]], text)
    text = re.sub(r"\\([&%$#_])", r"\1", text)
    return re.sub(r"\\([a-z]+)\{\}", lambda found: _COMMANDS[found[1]], text)


@given(st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("{}\\&%$#_~^\"'`“”–éßŁ\n"))))
def test_any_title_stays_one_value_and_reads_the_same(title: str) -> None:
    escaped = escape(title)
    depth = 0
    for character in escaped:  # BibTeX counts every brace, a backslash before it or not
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    outside = re.sub(r"\\[&%$#_]|\{\\.\{", "", escaped)
    assert not re.search(r"[&%$#_]", outside)
    assert not re.search(r"[\x00-\x1f\x7f]", escaped)
    assert plain(read_back(escaped)) == plain(title)


def plain(text: str) -> Any:
    """A text without what no printed title keeps: kinds of blanks and of quotation marks and dashes."""
    text = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in text)
    for typographic, ascii_ in (("“", "``"), ("”", "''"), ("‘", "`"), ("’", "'"), ("—", "---"), ("–", "--")):
        text = text.replace(typographic, ascii_)
    return unicodedata.normalize("NFC", " ".join(text.split()))
