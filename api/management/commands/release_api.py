"""Keep the OpenAPI document of a release, which later changes of the API are held against."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from api.compatibility import breaks
from api.openapi import document

RELEASED = Path(settings.BASE_DIR) / "docs" / "openapi" / "v1.json"


class Command(BaseCommand):
    help = "Write docs/openapi/v1.json, the OpenAPI document of a release; refused where it breaks clients of the last."

    def add_arguments(self, parser: CommandParser) -> None:
        says = "hold nothing against the last document; right only while nobody relies on it, before the first release"
        parser.add_argument("--anew", action="store_true", help=says)

    def handle(self, *args: Any, **options: Any) -> None:
        is_held = RELEASED.exists() and not options["anew"]
        if is_held and (found := breaks(json.loads(RELEASED.read_text()), document())):
            told = "\n".join(f"  {one}" for one in found)
            raise CommandError(
                f"clients of the last release would break; only a new major version may do that:\n{told}"
            )
        RELEASED.parent.mkdir(parents=True, exist_ok=True)
        RELEASED.write_text(json.dumps(document(), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
        self.stdout.write(f"{RELEASED}: {len(document()['paths'])} addresses")
