import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.canonical_urls import InvalidURL, canonical_url, read_web_address


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://news.example", "https://news.example/"),
        ("HTTPS://News.EXAMPLE/Path", "https://news.example/Path"),
        ("http://news.example:80/", "http://news.example/"),
        ("https://news.example:443/", "https://news.example/"),
        ("https://news.example:8443/", "https://news.example:8443/"),
        ("http://news.example./a", "http://news.example/a"),
        ("https://news.example/a#part", "https://news.example/a"),
        ("https://news.example/a/./b/../c", "https://news.example/a/c"),
        ("https://news.example/a/..", "https://news.example/"),
        ("https://news.example/../../a", "https://news.example/a"),
        ("https://news.example/%7eanna/%41%2f%2E", "https://news.example/~anna/A%2F."),
        ("https://news.example/%2e%2e/a", "https://news.example/a"),
        ("https://news.example/Übernahme", "https://news.example/%C3%9Cbernahme"),
        ("https://news.example/100%", "https://news.example/100%25"),
        ("https://news.example/a%zz", "https://news.example/a%25zz"),
        ('https://news.example/a"<b>', "https://news.example/a%22%3Cb%3E"),
        ("https://news.example/?utm_source=x&id=7&UTM_Medium=y&fbclid=z", "https://news.example/?id=7"),
        ("https://news.example/a?utm%5Fsource=x", "https://news.example/a"),
        ("https://news.example/a?gclid=x&", "https://news.example/a"),
        ("https://news.example/a?b=2&a=1&b=3", "https://news.example/a?b=2&a=1&b=3"),
        ("https://news.example/a?", "https://news.example/a"),
        ("https://news.example/a?q=a+b%20c", "https://news.example/a?q=a+b%20c"),
        ("https://news.example/a;v=1,2?x=/?", "https://news.example/a;v=1,2?x=/?"),
        ("https://zürich.example/", "https://xn--zrich-kva.example/"),
        ("https://ZÜRICH.example/", "https://xn--zrich-kva.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://ｎｅｗｓ。example/", "https://news.example/"),
        ("http://192.0.2.7/", "http://192.0.2.7/"),
        ("http://[2001:DB8:0::1]:8080/", "http://[2001:db8::1]:8080/"),
    ],
)
def test_one_spelling_per_page(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


REFUSED = [
    *[
        "",
        "news.example",
        "//news.example/",
        "ftp://news.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
    ],
    *["http://", "http:///a", "http:/news.example", "http://user@news.example/", "http://user:word@news.example/"],
    *["http://news.example:0/", "http://news.example:65536/", "http://news.example:port/", "http://news.example:８０/"],
    *["http://news.example/a b", " http://news.example/", "http://news.example/\n", "http://news.example/\x00"],
    *[
        "http://news.example\\@other.example/",
        "http://news.example/\u202egpj",
        "http://news.example/\u200b",
        "http://\ud800.example/",
    ],
    *[
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://1.2.3.256/",
        "http://1.2.3.4.5/",
    ],
    *[
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://[::ffff:1.2.3]/",
        "http://a..example/",
        "http://-a.example/",
        "http://.example/",
    ],
    *[
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 130 + "example/",
        "http://%31.example/",
        "http://a%00.example/",
    ],
    *[
        "http://news.example/" + "a" * 2049,
        "http://news.example/" + "ü" * 1000,
        "http://♥️\u200d.example/",
        "http://a℀b.example/",
    ],
]


@pytest.mark.parametrize("url", REFUSED, ids=lambda url: ascii(url)[:40])
def test_what_is_ambiguous_or_not_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(InvalidURL):
        canonical_url(url)


def test_a_refusal_names_the_url_and_what_is_allowed() -> None:
    with pytest.raises(InvalidURL, match=r"'ftp://news\.example/' has the scheme 'ftp'; allowed are http and https"):
        canonical_url("ftp://news.example/")


def test_fetching_keeps_the_parameters_that_identity_drops() -> None:
    assert read_web_address("https://news.example/a?utm_source=x&id=7").target == "/a?utm_source=x&id=7"


HOSTS = st.sampled_from(
    ["news.example", "NEWS.example.", "zürich.example", "192.0.2.7", "[2001:db8::1]", "a_b.example"]
)


@given(HOSTS, st.text(max_size=60), st.text(max_size=60))
def test_a_canonical_url_is_its_own_canonical_url(host: str, path: str, query: str) -> None:
    try:
        once = canonical_url(f"http://{host}/{path}?{query}")
    except InvalidURL:
        return
    assert canonical_url(once) == once
    assert once.isascii()
    assert not set(once) & set(' "<>\\^`{|}')


@given(st.text(max_size=100))
def test_any_text_is_a_web_address_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"https://{text}/"):
        try:
            address = read_web_address(url)
        except InvalidURL:
            continue
        assert read_web_address(str(address)) == address
