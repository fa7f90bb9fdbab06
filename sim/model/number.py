"""Numbers as a scenario may write them: plain, cited, drawn, dated, counted or composed.

Wherever the format asks for a number, any of these will do; nothing in the engine can tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag
from typing_extensions import TypeAliasType

from sim.model import distribution as d
from sim.model.noun import Day, KnownOn, Noun, Objection, one_of


class FigureValue(Noun):
    """A published figure, by its id in the seeds."""

    figure: str = Field(description="id of a figure; `sim figures WORD` lists them")


class Cited(Noun):
    """A number written in place with its source; `known_on` is the day it was first public."""

    value: float = Field(description="the number")
    source: str = Field(description="who said it, and where: an id of the seeds, or words")
    known_on: KnownOn | None = Field(None, description="day on which it was first public")
    note: str | None = Field(None, description="what a reader should know of it")


class ParameterValue(Noun):
    """One of the scenario's own named `parameters`, so that two places share one draw."""

    parameter: str = Field(description="a name from `parameters`")


class Product(Noun):
    """The product of several numbers."""

    product: tuple[Number, ...] = Field(min_length=1, description="the numbers that are multiplied")


class Series(Noun):
    """A number by date: each value holds from its date on (`step`) or runs in straight lines between (`linear`)."""

    series: dict[Day, Number] = Field(min_length=1, description="{DATE: number}")
    between: Literal["step", "linear"] = Field("step", description="step: each value until the next; linear: in straight lines")
    beyond: Literal["hold"] | None = Field(None, description="hold: keep the end values outside the dates; otherwise an error")


class Count(Noun):
    """A number of cases counted over a window, from which the rate follows."""

    count: Number = Field(description="cases counted over the window")
    from_: Day = Field(alias="from", description="midnight that begins the window")
    by: Day | None = Field(None, description="midnight that ends the window")
    through: Day | None = Field(None, description="last day of the window, included")
    of: str | None = Field(None, description="the outcome that was counted, where the flow has several")

    def objections(self) -> Iterator[Objection]:
        """Object unless the window has one end, after its beginning."""
        keys = ("from", "by", "through")
        yield from one_of(self, *keys[1:])
        if (self.by and self.by <= self.from_) or (self.through and self.through < self.from_):
            at = "by" if self.by else "through"
            yield Objection("S301", f"the window ends {self.by or self.through}, not after it begins, {self.from_}", keys, at)


_KINDS: dict[str, type[Noun]] = {
    "figure": FigureValue,
    "value": Cited,
    "parameter": ParameterValue,
    "product": Product,
    "series": Series,
    "count": Count,
    "uniform": d.Uniform,
    "triangular": d.Triangular,
    "pert": d.Pert,
    "normal": d.Normal,
    "lognormal": d.Lognormal,
    "beta": d.Beta,
    "gamma": d.Gamma,
    "poisson": d.Poisson,
    "negbin": d.Negbin,
    "discrete": d.Discrete,
    "empirical": d.Empirical,
}
NUMBER_KINDS = frozenset(_KINDS)
"""The keys that make a mapping a number."""
NUMBER_KEYS = NUMBER_KINDS.union(*(kind.allowed_keys() for kind in _KINDS.values()))
"""All keys of such mappings."""


def is_number(value: Any) -> bool:
    """Tell whether a mapping is written as a number, and not as numbers by name: classes and outcomes may be called `normal`.

    Examples
    --------
    >>> is_number({"normal": {"mean": 3, "sd": 1}}), is_number({"normal": 5, "urgent": 3}), is_number({"count": 7})
    (True, False, False)
    """
    if not isinstance(value, Mapping) or "level" in value:
        return isinstance(value, Mapping)
    kinds = [key for key in _KINDS if key in value]
    if len(kinds) != 1 or not set(value) <= set(_KINDS[kinds[0]].allowed_keys()):
        return False
    return len(value) > 1 or not isinstance(value[kinds[0]], int | float)


def _kind(value: Any) -> str:
    found = None
    if isinstance(value, Mapping):
        found = next((key for key in _KINDS if key in value), None)
    elif isinstance(value, Noun):
        found = next((key for key, kind in _KINDS.items() if isinstance(value, kind)), None)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = "plain"
    return f"<{found}>"


_AnyNumber = Annotated[
    Annotated[float, Tag("<plain>")]
    | Annotated[FigureValue, Tag("<figure>")]
    | Annotated[Cited, Tag("<value>")]
    | Annotated[ParameterValue, Tag("<parameter>")]
    | Annotated[Product, Tag("<product>")]
    | Annotated[Series, Tag("<series>")]
    | Annotated[Count, Tag("<count>")]
    | Annotated[d.Uniform, Tag("<uniform>")]
    | Annotated[d.Triangular, Tag("<triangular>")]
    | Annotated[d.Pert, Tag("<pert>")]
    | Annotated[d.Normal, Tag("<normal>")]
    | Annotated[d.Lognormal, Tag("<lognormal>")]
    | Annotated[d.Beta, Tag("<beta>")]
    | Annotated[d.Gamma, Tag("<gamma>")]
    | Annotated[d.Poisson, Tag("<poisson>")]
    | Annotated[d.Negbin, Tag("<negbin>")]
    | Annotated[d.Discrete, Tag("<discrete>")]
    | Annotated[d.Empirical, Tag("<empirical>")],
    Discriminator(
        _kind, custom_error_type="not_a_number", custom_error_message=f"a number, or a mapping with one of {', '.join(sorted(_KINDS))}"
    ),
]

Number = TypeAliasType("Number", _AnyNumber)
"""A number as a scenario may write it; an alias by name, so that its validator is built once and not at every field."""


def parts(number: Any) -> Iterator[tuple[str, Any]]:
    """Yield the numbers inside a number with their relative paths.

    Examples
    --------
    >>> list(parts(Product(product=(2.0, ParameterValue(parameter="pace")))))
    [('product.0', 2.0), ('product.1', ParameterValue(parameter='pace'))]
    """
    if isinstance(number, Product):
        yield from ((f"product.{i}", factor) for i, factor in enumerate(number.product))
    elif isinstance(number, Series):
        yield from ((f"series.{day.isoformat()}", value) for day, value in number.series.items())
    elif isinstance(number, Count):
        yield "count", number.count


def walk(path: str, number: Any) -> Iterator[tuple[str, Any]]:
    """Yield a number and every number inside it, outermost first, with their full paths."""
    yield path, number
    for name, part in parts(number):
        yield from walk(f"{path}.{name}", part)
