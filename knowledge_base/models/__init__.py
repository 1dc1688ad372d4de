from knowledge_base.models.media import LibraryDocument, LibraryImage, LibraryRendition

__all__ = ["LibraryDocument", "LibraryImage", "LibraryRendition"]
