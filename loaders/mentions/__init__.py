"""Which securities a post names: marks in its HTML, codes, and names that these make known."""

from loaders.mentions.counting import find_mentions
from loaders.mentions.marks import Mark, Segment, Segments, take_marks

__all__ = ["Mark", "Segment", "Segments", "find_mentions", "take_marks"]
