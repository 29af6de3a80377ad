"""The text of a page: what the fonts are cut to and the glyph check looks at."""

from html.parser import HTMLParser


def text_of(html: str) -> str:
    """Return the text that a page shows, references resolved."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


class _Text(HTMLParser):
    """Collects text outside of ``title`` and ``style``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in {"title", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in {"title", "style"}

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)
