"""What the pages say: `texts/zh.toml` (the original) and `texts/en.toml` (the same keys), by page and key."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request

from bot.app import App
from bot.texts.counted import counted

LANGUAGES = ("zh", "en")
DEFAULT = "zh"
COOKIE = "dalaba_lang"


@cache
def texts(language: str) -> dict[str, Any]:
    """All sentences of a language, by page; other pages lay theirs beside as `zh_<page>.toml` and `en_<page>.toml`."""
    found: dict[str, Any] = {}
    for path in sorted((Path(__file__).parent / "texts").glob(f"{language}*.toml")):
        for page, sentences in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if page in found:
                raise ValueError(f"{path.name}: the page {page} stands twice")
            found[page] = counted(sentences) if language == "en" else sentences
    return found


def chosen(request: Request) -> str:
    """The language of a visit: `?lang=`, else what was chosen before, else that of the county whose page it is."""
    for wish in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return wish
    return _of_the_county(request)


def _of_the_county(request: Request) -> str:
    """What the county speaks, as its desk set it last; of a page that is no county's: that of the only one there is."""
    served = request.scope.get("app")
    app: App | None = getattr(served.state, "dalaba", None) if served is not None else None
    if app is None:
        return DEFAULT
    here = app.counties.get(request.url.path.split("/")[1])
    if here is None and len(app.counties) == 1:
        here = next(iter(app.counties.values()))
    return app.last_known(here).language if here is not None else DEFAULT
