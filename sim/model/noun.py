"""What every type of the model has in common: frozen, strict, and without unknown keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError


class Noun(BaseModel):
    """A frozen value with named fields, read from a mapping of exactly those names.

    Raises
    ------
    pydantic.ValidationError
        If a key is unknown (error type `unknown_key`, with the keys found and the keys allowed), missing or of a wrong type.
    """

    model_config = ConfigDict(frozen=True, strict=True, allow_inf_nan=False, serialize_by_alias=True)

    @classmethod
    def keys(cls) -> list[str]:
        """Return the keys a file may use for this noun."""
        return [field.alias or name for name, field in cls.model_fields.items() if not field.exclude]

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = cls.keys()
            unknown = [key for key in data if key not in known and key not in cls.model_fields]
            if unknown:
                raise PydanticCustomError("unknown_key", "unknown key", {"unknown": unknown, "allowed": known})
        return data
