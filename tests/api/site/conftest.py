"""Pages, read as HTML."""

from typing import Any

import lxml.html
import pytest
from django.test import Client

from tests.api.conftest import limit_to


class PageReader:
    """Asks for pages like a browser does."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, address: str, **headers: str) -> Any:
        return self.client.get(address, headers={"accept": "text/html,*/*;q=0.8"} | headers)

    def page(self, address: str, *, status: int = 200) -> Any:
        """The document at an address."""
        response = self.get(address)
        assert response.status_code == status, response.content
        assert response["Content-Type"] == "text/html; charset=utf-8"
        return lxml.html.document_fromstring(response.content.decode())

    def text(self, address: str, *, status: int = 200) -> str:
        return words(self.page(address, status=status))


def words(element: Any) -> str:
    """The text of an element with its blanks made one."""
    return " ".join(element.text_content().split())


@pytest.fixture
def pages(settings: Any) -> PageReader:
    """A reader of pages whom no limit stops."""
    limit_to(settings, None)
    return PageReader()
