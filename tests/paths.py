"""Where the checkout and the golden files are."""

from pathlib import Path

TOP = Path(__file__).parent.parent
GOLDEN = TOP / "tests" / "golden"
