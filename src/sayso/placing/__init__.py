"""Where a text stands in the page that it was taken out of: offsets into the DOM's text, and XPaths."""

from .dom import Dom, Point, TextNode, read_dom, to_utf16
from .place import Paragraph, Placed, Placing, Unplaced, place, place_document
from .squeezed import collapse

__all__ = [
    "Dom",
    "Paragraph",
    "Placed",
    "Placing",
    "Point",
    "TextNode",
    "Unplaced",
    "collapse",
    "place",
    "place_document",
    "read_dom",
    "to_utf16",
]
