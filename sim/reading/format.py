"""The page `docs/scenario-format.md`, generated from the types of the model: keys, kinds, defaults and what they mean."""

from __future__ import annotations

import types
import typing
from datetime import date
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.model import distribution as d
from sim.model import number as n
from sim.model.claim import Claim, ClaimOutcome, Reading
from sim.model.event import Event
from sim.model.flow import Ar1, Capacity, Hazard, Inflow, Outcome, Pulse
from sim.model.metric import Metric
from sim.model.resource import Learning, PoissonHires, Refill, Resource
from sim.model.scenario import Adjustment, Plausibility, Scenario
from sim.model.stage import Ages, Stage
from sim.model.sweep import Range, Sweep

_NUMBERS = (n.FigureValue, n.Cited, n.ParameterValue, n.Product, n.Series, n.Count)
_DISTRIBUTIONS = (
    d.Uniform, d.Triangular, d.Pert, d.Normal, d.Lognormal, d.Beta, d.Gamma, d.Poisson, d.Negbin, d.Discrete, d.Empirical,
)  # fmt: skip
_DATES = (d.ExponentialDate, d.UniformDate, d.DiscreteDate)

_NOUNS: dict[Any, str] = {
    Stage: "Stage", Ages: "Ages", Inflow: "Flow: inflow", Hazard: "Flow: hazard", Capacity: "Flow: capacity", Pulse: "Flow: pulse",
    Outcome: "Outcome of a flow", Ar1: "Autoregressive noise", Resource: "Resource",
    PoissonHires: "Random hires", Learning: "Learning", Refill: "Refill", Event: "Event", Metric: "Metric",
    Claim: "Claim", Reading: "Reading of a claim", ClaimOutcome: "Outcome of a claim", Adjustment: "Adjustment",
    Plausibility: "Plausibility", Sweep: "Sweep", Range: "Range of a sweep",
}  # fmt: skip

_INTRODUCTION = """# The scenario format

Generated from the types of the model by `make docs`; a test compares the two. YAML 1.2: `1e6` is a number, `no` is a word,
`2022-04-25` a date, `10_000` is 10000. A key may stand only once, unknown keys are refused, and nothing in a file can run code.

Later wins: the parent (`extends: FILE`, any depth), the file's own keys, its own `set:`, then `--set` on the command line. Mappings
merge deeply, lists are replaced whole, `!delete` removes; a number written in another way than the parent's replaces it whole. A
parameter's *path* is its dotted place in the resolved file, such as `flows.leave.rate`: `set:`, `--set` and events use it.

A file may hold 250,000 bytes, 10,000 values and 40 levels, a run 5,000 steps, a section 500 names; control characters are refused, in
names of files too. Files that `extends`, `baseline` and `seeds` name, wherever they lie, are read and never written.

Rates are per month unless `per:` says otherwise. A date means its midnight: `by: 2023-04-25` stops before that day, `through:
2023-04-24` includes it. A whole month is 1 whatever its length.

An editor with the YAML language server completes keys and words, shows what they mean and underlines mistakes of form (S101, S102, S103,
S201) where the first line names the schema: `# yaml-language-server: $schema=sim-schema.json`, a file that `sim new` and
`sim schema --out sim-schema.json` write. It takes `!delete` for a mistake until its settings say `yaml.customTags: ["!delete"]`. What takes more
than one value to see, such as a name that nothing has or shares that do not sum to 1, `sim check` says.
"""


def page() -> str:
    """Return the page as Markdown."""
    extra = "| `extends` | text | | the parent file, relative to this one |\n| `set` | mapping of path to value | | laid over the file's own keys |\n"
    parts = [_INTRODUCTION, _section("The file", Scenario, extra)]
    parts += [_section(title, noun) for noun, title in _NOUNS.items()]
    parts.append("## Numbers\n\nWherever a number is asked for, it may be a plain number or one of these mappings.\n")
    parts += [_section(_kind(noun), noun, level=3) for noun in _NUMBERS]
    parts.append(
        "## Distributions\n\nA number may be drawn. `level` is always written: `replicate` (not known), `month` (fluctuates) or `case`"
        " (chance; for outcome shares only).\n"
    )
    parts += [_section(_kind(noun), noun, level=3) for noun in (*_DISTRIBUTIONS, d.Dirichlet)]
    parts.append("## Random dates\n\nFor `on:` and `until:` of events, always drawn by replicate.\n")
    parts += [_section(_kind(noun), noun, level=3) for noun in _DATES]
    return "\n".join(parts)


def _kind(noun: type[BaseModel]) -> str:
    return f"`{next(iter(key for key in keys_of(noun) if key not in (*d.Distribution.allowed_keys(), 'level')))}`"


def keys_of(noun: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return a noun's fields by the key a file uses."""
    return {field.alias or name: field for name, field in noun.model_fields.items() if not field.exclude}


def _section(title: str, noun: type[BaseModel], extra: str = "", level: int = 2) -> str:
    noun.model_rebuild()
    summary = (noun.__doc__ or "").strip().split("\n")[0]
    rows = "".join(
        f"| `{key}` | {_type(field.annotation)} | {_default(field)} | {field.description or ''} |\n" for key, field in keys_of(noun).items()
    )
    return f"{'#' * level} {title}\n\n{summary}\n\n| key | kind | default | meaning |\n|---|---|---|---|\n{rows}{extra}"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True)
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return (
        ""
        if default is None or default in ((), {})
        else f"`{default if not isinstance(default, tuple) else list(default)}`".replace("'", "")
    )


_PLAIN = {float: "number", int: "whole number", str: "text", bool: "true or false", date: "date", Any: "value"}


def _type(annotation: Any) -> str:
    """Say in words what a field may hold."""
    if annotation is n.Number:
        return "number"
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is typing.Annotated:
        return _type(arguments[0])
    if origin is Literal:
        return " \\| ".join(f"`{word}`" for word in arguments)
    if origin in (typing.Union, types.UnionType):
        if any("ExponentialDate" in str(part) for part in arguments):
            return "date or name of an event" if any("<event>" in str(part) for part in arguments) else "date"
        return " or ".join(dict.fromkeys(_type(part) for part in arguments if part is not type(None)))
    if origin is tuple:
        return f"list of {_type(arguments[0])}" if Ellipsis in arguments else f"[{', '.join(_type(part) for part in arguments)}]"
    if origin is dict:
        return f"mapping of {_type(arguments[0])} to {_type(arguments[1])}"
    if annotation in _NOUNS:
        return f"[{_NOUNS[annotation].lower()}](#{_NOUNS[annotation].lower().replace(':', '').replace(' ', '-')})"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"{{{', '.join(keys_of(annotation))}}}"
    return str(annotation)
