"""What every type of the model has in common: frozen, strict, without unknown keys, and able to say what does not fit.

Types alone cannot say that a window must end after it begins. A noun says such things as *objections*: constructing it raises
the first, reading a file collects them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Tag, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LAST_YEAR = 9990
"""Dates beyond it are refused, so that no arithmetic on dates can leave the calendar."""

TOLERANT = {"tolerant": True}
"""The validation context in which objections are left to whoever reads."""


def _day(value: Any) -> Any:
    if isinstance(value, str) and ISO_DATE.fullmatch(value) and int(value[:4]) <= LAST_YEAR:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Day = Annotated[date, BeforeValidator(_day)]
"""A date, also where it is written in quotes."""

WHOLE = BeforeValidator(_whole)
"""Makes a field of whole numbers take 1e4 for one."""


KnownOn = Annotated[
    Annotated[str, Tag("<text>")] | Annotated[date, Tag("<date>")],
    Discriminator(
        lambda value: "<date>" if isinstance(value, date) else form(value),
        custom_error_type="not_a_day",
        custom_error_message="a day, or a month or a year in quotes,",
    ),
]
"""The day on which something was first public: a date, or a text such as 2022-06 that stands for its last day."""


class Objection(NamedTuple):
    """Why values that are each of the right kind do not fit together.

    `keys` are all the keys it is about; `at` is the key to point at, empty for the noun itself.
    """

    code: str
    message: str
    keys: tuple[str, ...]
    at: str = ""


class Noun(BaseModel):
    """A frozen value with named fields, read from a mapping of exactly those names.

    Raises
    ------
    pydantic.ValidationError
        If a key is unknown (error type `unknown_key`, with the keys found and the keys allowed), missing or of a wrong type, or if
        there is an objection.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, strict=True, allow_inf_nan=False, serialize_by_alias=True, defer_build=True
    )

    @classmethod
    def allowed_keys(cls) -> list[str]:
        """Return the keys a file may use for this noun."""
        return [field.alias or name for name, field in cls.model_fields.items() if not field.exclude]

    def objections(self) -> Iterator[Objection]:
        """Yield what does not fit together in this noun, its parts apart."""
        return iter(())

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any, info: ValidationInfo) -> Any:
        if isinstance(data, Mapping):
            known = cls.allowed_keys()
            inner = () if info.context else cls.model_fields
            unknown = [key for key in data if key not in known and key not in inner]
            if unknown:
                raise PydanticCustomError("unknown_key", "unknown key", {"unknown": unknown, "allowed": known})
        return data

    @model_validator(mode="after")
    def _refuse_what_does_not_fit(self, info: ValidationInfo) -> Self:
        if not info.context:
            for objection in self.objections():
                raise PydanticCustomError("objection", "{message}", {"message": objection.message})
        return self


def one_of(noun: Noun, *keys: str) -> Iterator[Objection]:
    """Object unless exactly one of several keys is given."""
    aliases = {field.alias or name: name for name, field in type(noun).model_fields.items()}
    given = [key for key in keys if getattr(noun, aliases[key]) is not None]
    if not given:
        yield Objection("S102", f"{_listed(keys, 'or')} is missing", keys)
    elif len(given) > 1:
        yield Objection("S105", f"{_listed(given, 'and')} exclude each other; keep one", keys, given[-1])


def _listed(keys: tuple[str, ...] | list[str], word: str) -> str:
    quoted = [f"`{key}`" for key in keys]
    return f" {word} ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0]


def form(value: Any) -> str:
    """Name the form of a value, as the tag of an alternative: `<text>`, `<list>`, `<mapping>` or `<number>`.

    Tags stand in angle brackets, so that none of them can be taken for a key of a file.
    """
    match value:
        case Mapping() | Noun():
            return "<mapping>"
        case str():
            return "<text>"
        case list() | tuple():
            return "<list>"
        case int() | float() if not isinstance(value, bool):
            return "<number>"
    return "<else>"


def nouns(value: Any, path: str = "") -> Iterator[tuple[str, Noun]]:
    """Yield every noun inside a value with its dotted path, outermost first."""
    if isinstance(value, Noun):
        yield path, value
        for name, field in type(value).model_fields.items():
            yield from nouns(getattr(value, name), f"{path}.{field.alias or name}".lstrip("."))
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from nouns(part, f"{path}.{key}".lstrip("."))
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from nouns(part, f"{path}.{index}")
