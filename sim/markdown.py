"""Texts of users in Markdown: shown as they are, whatever stands in them."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_\[\]{}<>|#~&])")
ADDRESS = re.compile(r"(https?://[^\s<>\"'`]+[^\s<>\"'`.,;:)])")
"""An address in a text, without the stop behind it; `split` gives texts and addresses in turn."""

_OPENING = re.compile(r"^(\d*)(?=[-+=.)])")
"""How a paragraph must not begin, so that it stays one."""

_CODE = re.compile(r"((?<!`)`[^`]+`(?!`))")


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
    parts = _CODE.split(" ".join(text.split()))
    return _OPENING.sub(r"\1\\", "".join(part if index % 2 else _escaped(part) for index, part in enumerate(parts)))


def _escaped(text: str) -> str:
    parts = enumerate(ADDRESS.split(text))
    return "".join(f"<{part.replace('|', '%7C')}>" if index % 2 else _SPECIAL.sub(r"\\\1", part) for index, part in parts)
