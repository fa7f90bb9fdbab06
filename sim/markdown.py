"""Texts of users in Markdown: shown as they are, whatever stands in them."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_\[\]{}<>|#~&])")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`]+[^\s<>\"'`.,;:)]")
_OPENING = re.compile(r"^(\d*)(?=[-+=.)])")
"""How a paragraph must not begin, so that it stays one."""

_CODE = re.compile(r"(?<!`)`[^`]+`(?!`)")


def plain(text: str) -> str:
    r"""Write a text so that Markdown takes none of it for markup; addresses become links, line breaks spaces.

    Examples
    --------
    >>> plain("a | b\n<script> *c*, https://example.org/a_b.")
    'a \\| b \\<script\\> \\*c\\*, <https://example.org/a_b>.'
    """
    return _escaped(" ".join(text.split()))


def worded(text: str) -> str:
    r"""Write a paragraph that names things between single backticks: those stay code, in which nothing acts, and all else is `plain`.

    Examples
    --------
    >>> worded("`flows.filed` is *new* [a`b]: ``c`` `<i>`")
    '`flows.filed` is \\*new\\* \\[a\\`b\\]: \\`\\`c\\`\\` `<i>`'
    """
    text = " ".join(text.split())
    parts, last = [], 0
    for match in _CODE.finditer(text):
        parts += [_escaped(text[last : match.start()]), match.group()]
        last = match.end()
    return _OPENING.sub(r"\1\\", "".join([*parts, _escaped(text[last:])]))


def _escaped(text: str) -> str:
    parts, last = [], 0
    for match in _ADDRESS.finditer(text):
        parts += [_SPECIAL.sub(r"\\\1", text[last : match.start()]), f"<{match.group().replace('|', '%7C')}>"]
        last = match.end()
    return "".join([*parts, _SPECIAL.sub(r"\\\1", text[last:])])
