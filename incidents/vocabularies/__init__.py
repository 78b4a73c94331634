"""Code lists with standard, source term and match: data files and the loader that reads them."""

from incidents.vocabularies.loader import Term, UnknownVocabulary, Vocabulary, load, names, nearest

__all__ = ["Term", "UnknownVocabulary", "Vocabulary", "load", "names", "nearest"]
