"""From a parser's complaint to the slip of the pen behind it: where it was made, and what to do.

A parser stops where it can go on no longer, which is often some lines below the slip; a colon that is missing or a quotation mark
that is not closed is looked for above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruamel.yaml.error import MarkedYAMLError

_OPENINGS = (
    "while scanning a simple key",
    "while scanning a quoted scalar",
    "while parsing a flow sequence",
    "while parsing a flow mapping",
)
_SAY = {
    "found character '\\t' that cannot start any token": "a tab; indent with spaces",
    "mapping values are not allowed here": "a `:` where no key can begin; check the indentation, and quote a text that holds `: `",
    "could not find expected ':'": "a key without its `:`; `key: value` is allowed, with a space after the `:`",
    "found unexpected end of stream": "a quotation mark that is not closed",
    "but found another document": "a second document; one is allowed",
}
"""The parser's words for frequent mistakes, and ours."""

_MEANS = (
    (r"expected the node content, but found '(.)'", r"`\1` where a value is needed: a comma or a bracket too many, or no value"),
    (r"found character '(.)' that cannot .*", r"`\1` cannot begin a value; put such a text in quotes"),
    (
        r"found undefined alias '(.*)'",
        r"`*\1` repeats what `&\1` marks, and that stands nowhere above; put a text that begins with `*` in quotes",
    ),
    (r"found unknown escape character '(.)'", r"`\\\1` means nothing between double quotation marks; single ones take a text as it is"),
    (r"expected escape sequence .*", "an escape that is not complete; between single quotation marks a text is taken as it is"),
    (r"expected alphabetic .*", "a name is needed after `*` or `&`; put a text that begins with one in quotes"),
    (
        r"expected chomping .*|expected indentation .*|expected a comment .*",
        "after `|` or `>` a text begins on the next line; else put it in quotes",
    ),
    (r"expected ' ', but found .*", "a space is needed after what begins with `!`"),
    (r"mapping keys are .*", "a `?` that stands alone; put such a text in quotes"),
    (r"sequence entries are .*", "a `-` behind a key; items stand on lines of their own, or as [a, b]"),
    (
        r"expected '<document start>'.*",
        "something stands behind a text in quotes, or a line begins with `%`; a mapping of keys to values is allowed",
    ),
    (r"expected '(.)' or '(.)'.*", r"a bracket is not closed, or a comma is missing: `\1` or `\2` is needed"),
)
"""The parser's words for other mistakes, as patterns, and ours."""

_INDENTED = "indented further than what stands below; the keys at the top begin in the same column"
_CLOSE = "a space is needed after `!delete`, before a comma or a bracket"

_NO_COLON = "a key without its `:`, or without a space after it; `key: value` is allowed, and a text that holds `: ` in quotes"

_KEY = re.compile(r"(\s*)(?:- )?[^\s#'\"{\[][^#'\"{\[]*?:(?:\s+(.*))?$")
"""A line that begins with a key: its indentation and what follows."""

_OPEN = re.compile(r"""([^#'"]*[\s\[{,:-])?(["'])((?:(?!\2).|\\.|'')*)$""")
"""A line on which a quotation mark is opened and not closed."""

Spot = tuple[int, int]


def explain(error: MarkedYAMLError, text: str) -> tuple[Spot, str]:
    r"""Return the line and column (from 1) of a slip, and what to say about it.

    Examples
    --------
    >>> from ruamel.yaml import YAML
    >>> text = "title: x\nstages\n  open: {kind: active}\n"
    >>> try:
    ...     YAML(typ="safe", pure=True).compose(text)
    ... except MarkedYAMLError as error:
    ...     explain(error, text)[0]
    (2, 1)
    """
    at, lines = _mark(error), text.split("\n")
    found = str(error.problem or error.context)
    if (spot := _quote(lines, at[0])) is not None:
        return spot, f"not YAML: {_SAY['found unexpected end of stream']}"
    if found == "mapping values are not allowed here" and (spot := _no_colon(lines, at[0])) is not None:
        return spot, f"not YAML: {_NO_COLON}"
    if (spot := _deletion(lines, error)) is not None:
        return spot, f"not YAML: {_CLOSE}"
    if found.startswith("expected '<document start>', but found ('<block mapping start>'"):
        number, line = next(_content(lines))
        return (number, _indent(line) + 1), f"not YAML: {_INDENTED}"
    return at, _words(error, found)


def _mark(error: MarkedYAMLError) -> Spot:
    mark, opening = error.problem_mark or error.context_mark, error.context_mark
    if opening and mark and error.context in _OPENINGS and opening.line < mark.line:
        mark = opening
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _words(error: MarkedYAMLError, found: str) -> str:
    if found.startswith("expected <block end>"):
        return "not YAML: the indentation fits none of the lines above, or something stands where a key should"
    for pattern, words in _MEANS:
        if plain := re.fullmatch(pattern, found, re.DOTALL):
            return f"not YAML: {plain.expand(words)}"
    return f"not YAML: {_SAY.get(found, found)}"


def _deletion(lines: list[str], error: MarkedYAMLError) -> Spot | None:
    """Return where a deletion in brackets is not parted from what follows, on the lines from the opening bracket on."""
    last = error.problem_mark.line if error.problem_mark else 0
    first = error.context_mark.line if error.context_mark else last
    found = ((number, re.match(r"[^#]*(!delete[],}])", lines[number])) for number in range(first, min(last + 1, len(lines))))
    return next(((number + 1, tag.start(1) + 1) for number, tag in found if tag), None)


def _quote(lines: list[str], last: int) -> Spot | None:
    """Return where a quotation mark is opened that is not closed on its line, although the next line begins another key."""
    for number, line in _content(lines[:last]):
        opened = _OPEN.match(line)
        after = next((below for _, below in _content(lines[number:])), "")
        if opened and _KEY.match(after) and _indent(after) <= _indent(line):
            return number, opened.start(2) + 1
    return None


def _no_colon(lines: list[str], last: int) -> Spot | None:
    """Return where the lines above line `last` that hold no key begin, unless they go on with the text of a key above them."""
    plain: Spot | None = None
    for number, line in reversed(list(_content(lines[: last - 1]))):
        key = _KEY.match(line)
        if key is None:
            plain = number, _indent(line) + 1
            continue
        is_text = bool(key[2]) and not key[2].startswith(("#", "{", "["))
        return None if plain and is_text and plain[1] - 1 > len(key[1]) else plain
    return plain


def _content(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold more than a comment, with their numbers from 1 on."""
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip() and not line.lstrip().startswith("#"))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
