"""Write the recipes down for readers of the repository; run after every change of them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from api import recipe_book

WRITTEN = Path(settings.BASE_DIR) / "docs" / "recipes.md"


class Command(BaseCommand):
    help = "Write docs/recipes.md from api/recipes."

    def handle(self, *args: Any, **options: Any) -> None:
        WRITTEN.write_text(recipe_book.as_markdown(), encoding="utf-8")
        self.stdout.write(f"{WRITTEN}: {len(recipe_book.recipes())} recipes")
