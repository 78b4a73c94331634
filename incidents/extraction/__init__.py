"""Text in, proposed facts out: `extract(document)`; `python -m incidents.extraction` speaks JSON Lines."""

from incidents.extraction.document import EXTRACTOR, EXTRACTOR_NAME, EXTRACTOR_VERSION, Document, Extraction
from incidents.extraction.pipeline import extract

__all__ = ["EXTRACTOR", "EXTRACTOR_NAME", "EXTRACTOR_VERSION", "Document", "Extraction", "extract"]
