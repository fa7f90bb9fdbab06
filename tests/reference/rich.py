"""Systems whose numbers are dated, composed, counted, not known and changed by events, on top of `tests.properties.systems`."""

from copy import deepcopy
from datetime import timedelta

from hypothesis import strategies as st

from tests.properties.systems import systems

FACTORS = st.sampled_from([0.0, 0.4, 1.0, 1.7])
WRITTEN = [
    {"uniform": [0.5, 1.5]},
    {"triangular": {"low": 0.2, "mode": 1, "high": 1.5}, "truncate": [0.5, 1.2]},
    {"pert": {"low": 0, "mode": 1, "high": 4}, "truncate": [0.1, 3]},
    {"normal": {"mean": 1, "sd": 0.3}, "truncate": [0, 2]},
    {"lognormal": {"median": 1, "p05": 0.5, "p95": 2}, "truncate": [0, 2]},
    {"gamma": {"mean": 1, "cv": 0.8}, "truncate": [0.3, 5]},
    {"beta": {"a": 2, "b": 0.7}, "truncate": [0, 0.9]},
    {"poisson": {"mean": 2}, "truncate": [1, 6]},
    {"negbin": {"mean": 2, "k": 1.5}, "truncate": [0, 6]},
    {"discrete": {0.5: 1, 1.5: 3}},
    {"empirical": [0.7, 1.1, 1.1]},
]
LAWS = st.sampled_from(WRITTEN)
SHAPES = st.sampled_from([{}, {"drift": -0.7}, {"season": [0.5, 1.5] * 6}, {"per": "week"}, {"ar1": {"rho": 0.5, "sigma": 0.2}}])


@st.composite
def rich(draw, **options):
    """Draw a system and dress its numbers up; what is drawn by chance stays within what is allowed."""
    found = deepcopy(draw(systems(**options)))
    found["parameters"] = {"pace": _dressed(draw, found, 1.3)}
    for name, flow in found["flows"].items():
        for key in ("rate", "capacity"):
            if isinstance(flow.get(key), int | float):
                flow[key] = _dressed(draw, found, flow[key])
        if flow["kind"] == "hazard" and draw(st.integers(0, 3)) == 0:
            flow.pop("rate")
            flow["probability"] = draw(st.sampled_from([0.0, 0.05, 0.2]))
        if flow["kind"] == "inflow":
            flow |= deepcopy(draw(SHAPES))
        if "resource" in flow and "outcomes" in flow and draw(st.booleans()):
            flow.pop("uses", None)
            flow["outcomes"]["one"]["uses"], flow["outcomes"]["two"]["uses"] = draw(st.sampled_from([(0, 1), (2, 0.5), (1.5, 3)]))
        if flow["kind"] == "hazard" and "resources" in found and draw(st.booleans()):
            flow["uses"] = {"people": draw(st.sampled_from([0.2, 2]))}
        if name == "c0" and "resource" not in flow and draw(st.integers(0, 3)) == 0:
            days = draw(st.integers(1, 100))
            flow["capacity"] = {"count": 33, "from": found["start"], "through": found["start"] + timedelta(days=days)}
    found["events"] = _events(draw, found)
    return found


def _dressed(draw, system, value):
    """Return a number of much the same size, written in one of many ways."""
    start, days = system["start"], (system["end"] - system["start"]).days
    kind = draw(st.sampled_from(["plain", "cited", "step", "linear", "drawn", "product", "parameter"]))
    if kind == "cited":
        return {"value": value, "source": "words"}
    if kind in ("step", "linear"):
        dates = sorted({start + timedelta(days=draw(st.integers(0, days))) for _ in range(3)})
        return {"series": {day: value * draw(FACTORS) for day in dates}, "between": kind, "beyond": "hold"}
    if kind == "drawn":
        return {"product": [value, _law(draw)]}
    if kind == "product":
        return {"product": [value, {"series": {start + timedelta(0): 0.8, start + timedelta(days): 1.5}, "between": "linear"}, _law(draw)]}
    if kind == "parameter" and "parameters" in system:
        return {"product": [value, {"parameter": "pace"}]}
    return value


def _law(draw):
    return deepcopy(draw(LAWS)) | {"level": draw(st.sampled_from(["replicate", "month"]))}


def _events(draw, system):
    start, days = system["start"], (system["end"] - system["start"]).days
    if days < 3:
        return {}
    targets = ["parameters.pace"]
    for name, flow in system["flows"].items():
        targets += [f"flows.{name}.{key}" for key in ("rate", "capacity") if key in flow]
    targets += ["resources.people.headcount"] if "resources" in system else []
    found = {}
    for i in range(draw(st.integers(0, 3))):
        on = draw(st.integers(1, days - 1))
        event = {
            "on": start + timedelta(days=on),
            "probability": draw(st.sampled_from([1.0, 0.3])),
            "ramp": draw(st.sampled_from([0, 0.7, 3])),
        }
        day = start + timedelta(days=draw(st.integers(1, days - 1)))
        dates = [
            {"exponential": {"mean": 2, "after": start}},
            {"uniform": [start, day]},
            {"discrete": {day + timedelta(0): 1, start + timedelta(on): 2}},
        ]
        event["on"] = draw(st.sampled_from([event["on"], event["on"], *dates]))
        ends = [None, system["end"] - timedelta(days=1)] + [f"e{i - 1}"] * (i > 0)
        event["until"] = draw(st.sampled_from(ends))
        if event["until"] is None or event["until"] == event["on"]:
            del event["until"]
        event[draw(st.sampled_from(["set", "multiply"]))] = {
            target: draw(FACTORS) for target in draw(st.sets(st.sampled_from(targets), max_size=3))
        }
        found[f"e{i}"] = event
    return found
