import pytest

from incidents.ingestion import markup
from incidents.ingestion.unparseable import Unparseable


def test_visible_prose_is_counted_without_links_scripts_and_furniture() -> None:
    html = (
        "<!doctype html><html><head><title>Not counted</title><style>p { }</style></head><body>"
        "<nav>Not <b>counted</b></nav>"
        "<p>Four\n  letters</p><a href=x>no</a><script>if (a<b) 'no'</script><!-- <p>no --><footer>no</footer>"
        "<p>end</p></body></html>"
    )
    assert markup.scan(html).prose_characters == len("Four letters") + len("end")


def test_comments_of_readers_are_not_the_articles_prose() -> None:
    html = '<p>prose</p><div class="box comments"><div><p>no</p></div><p>no</p></div><div class="x"><p>end</p></div>'
    assert markup.scan(html).prose_characters == len("prose") + len("end")


def test_a_link_that_is_never_closed_hides_only_itself() -> None:
    assert markup.scan("<a href=x>link<p>prose").prose_characters == len("prose")


def test_nesting_counts_neither_void_elements_nor_paragraphs_left_open() -> None:
    assert markup.scan("<div><div>" + "<p>text<br>" * 1000 + "</div></div>").depth == 2


def test_markup_within_measure_passes() -> None:
    assert markup.scan("<div>" * 200 + "</div>" * 200).depth == 200


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<div>" * 251, "too_deep"),
        ("<br>" * 100_001, "too_many_tags"),
        ("<p " + "a=1 " * 1001 + ">", "too_many_attributes"),
    ],
)
def test_markup_out_of_measure_is_refused(html: str, reason: str) -> None:
    with pytest.raises(Unparseable) as refused:
        markup.scan(html)
    assert refused.value.reason == reason
