"""What decides how content becomes posts. tests/test_versions.py guards the versions."""

from __future__ import annotations

import json

from loaders.stages import FEED, FRONT_MATTER, MARKUP, MENTIONS, RECORD, build_key
from newsdb.models import Options


def test_the_key_has_the_stages_of_a_form() -> None:
    stages = {
        form: json.loads(build_key(Options(), form)[0]) for form in ("file", "entry", "record")
    }
    assert stages == {
        "file": {"front_matter": FRONT_MATTER, "markup": MARKUP, "mentions": MENTIONS},
        "entry": {"feed": FEED, "markup": MARKUP, "mentions": MENTIONS},
        "record": {"record": RECORD, "markup": MARKUP, "mentions": MENTIONS},
    }


def test_the_key_has_the_options_and_what_sites_say() -> None:
    options = Options("Asia/Tokyo", split=False)
    values = json.loads(build_key(options)[1])
    assert (values["timezone"], values["split"], "sites" in values) == ("Asia/Tokyo", False, False)
    # Sources without a configuration leave the key as it was before there were sites.
    assert build_key(options, "file", [{}, {}]) == build_key(options)
    sites = [{}, {"generator": "jekyll"}]
    assert json.loads(build_key(options, "file", sites)[1]) == values | {"sites": sites}
