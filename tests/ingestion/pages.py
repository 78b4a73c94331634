"""Small web pages for parsing: valid by default, each test changes what it is about."""

PARAGRAPHS = (
    "A chain of shops said on Monday that a stranger had read the data of up to 12,000 customers.",
    "The regulator opened an inquiry in March 2018 and asked for the names of those who were told.",
    "“We are sorry,” the chain said in a statement, and offered a year of credit monitoring.",
    "Postal addresses and the last four digits of payment cards were among the data, it added.",
)


def a_page(
    *,
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    title: str = "Shops tell customers",
    head: str = '<meta charset="utf-8">',
    lang: str = ' lang="en"',
) -> str:
    """An article page with navigation and footer."""
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html{lang}><head>{head}<title>{title}</title></head>"
        f"<body><nav><a href='/'>Home</a> <a href='/news'>News</a></nav><article><h1>{title}</h1>{body}</article>"
        "<footer>All rights reserved. Imprint and terms.</footer></body></html>"
    )
