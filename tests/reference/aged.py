"""Systems that know how long cases wait, with every discipline, and staff that comes and goes, on top of `tests.properties.systems`."""

from copy import deepcopy
from datetime import timedelta

from hypothesis import strategies as st

from tests.properties.systems import systems

STATISTICS = [None, "median", "over_1y", "over_2y", "over_3y"]
DISCIPLINES = ["random", "fifo", "lifo", "priority", "priority-fifo"]


@st.composite
def aged(draw, disciplines=DISCIPLINES, **options):
    """Draw a system whose stages keep ages, with a wait for each flow and an age for each stage."""
    found = deepcopy(draw(systems(**options)))
    kinds = found["classes"]
    for name, stage in found["stages"].items():
        stage["ages"] = draw(st.sampled_from([True, "written", "written", *["steady"] * _has_history(found, name)]))
        if stage["ages"] == "written":
            counts = {kind: [draw(st.integers(0, 30)) for _ in range(draw(st.integers(1, 40)))] + [1] for kind in kinds}
            stage["ages"] = {"initial": counts}
            if draw(st.booleans()):
                del stage["initial"]
            else:
                stage["initial"] = {kind: {"product": [cases, 1.5]} for kind, cases in stage["initial"].items()}
        elif stage["ages"] == "steady":
            stage["ages"] = {"bins": draw(st.sampled_from([1, 7, 120])), "initial": "steady"}
    for flow in found["flows"].values():
        if flow["kind"] == "capacity":
            flow["discipline"] = draw(st.sampled_from(disciplines))
            if flow["discipline"].startswith("priority"):
                served = flow.get("classes", kinds)
                flow["priority"] = draw(st.permutations(served))[: draw(st.integers(1, len(served)))]
    found["metrics"] |= _timed(draw, found)
    return found


def _has_history(system, stage):
    """Tell whether there is a steady history: arrivals of the only class, or a hazard for all that competes with no service."""
    flows = system["flows"].values()
    if any(flow["kind"] == "inflow" and flow["to"] == stage and flow["rate"] > 0 and "shares" not in flow for flow in flows):
        return True
    taking = [flow for flow in flows if flow.get("from") == stage]
    hazards = any(flow["kind"] == "hazard" and flow["rate"] > 0 and "classes" not in flow for flow in taking)
    return hazards and not any(flow["kind"] == "capacity" for flow in taking)


@st.composite
def staffed(draw, **options):
    """Draw a system with a resource that hires, loses and teaches its staff, and gets back part of what a flow frees."""
    found = deepcopy(draw(systems(**options)))
    start, days = found["start"], (found["end"] - found["start"]).days
    people = {"headcount": draw(st.sampled_from([0, 3, 7.5])), "productivity": 9.9}
    first, last = next(iter(found["stages"])), list(found["stages"])[-1]
    found["flows"]["staffed"] = {
        "kind": "capacity",
        "from": first,
        "to": last,
        "resource": "people",
        "uses": draw(st.sampled_from([0.1, 1, 1.45])),
    }
    if draw(st.booleans()):
        people["attrition"] = draw(
            st.sampled_from(
                [0.02, 0.5, {"series": {start + timedelta(0): 0.3, start + timedelta(max(days // 2, 1)): 0.1}, "beyond": "hold"}]
            )
        )
    if draw(st.booleans()):
        people["hires"] = {"poisson": draw(st.sampled_from([0.5, 4])), "per": draw(st.sampled_from(["month", "year"]))}
    else:
        people["hires"] = {start + timedelta(draw(st.integers(0, max(days - 1, 0)))): draw(st.sampled_from([1, 2.5])) for _ in range(2)}
    if draw(st.booleans()):
        people["learning"] = {"months": draw(st.sampled_from([0, 0.3, 2.5])), "from": draw(st.sampled_from([0, 0.4]))}
    people["refill"] = {
        "flow": draw(st.sampled_from([name for name, flow in found["flows"].items() if flow["kind"] in ("hazard", "capacity")])),
        "share": draw(st.sampled_from([0, 0.3, 1])),
    }
    found["resources"] = {"people": people}
    for name in [name for name, flow in found["flows"].items() if flow.get("resource") and name != "staffed"]:
        found["flows"][name]["uses"] = 1
    for kind in found["classes"]:
        found["metrics"][f"staffed_{kind}"] = {"flow": "staffed", "classes": kind}
    return found


@st.composite
def later(draw, **options):
    """Draw a system in which events change hazards and outcomes of later cases only."""
    found = deepcopy(draw(systems(**options)))
    start, days = found["start"], (found["end"] - found["start"]).days
    found["flows"]["others"] = {"kind": "inflow", "to": "s0", "rate": 30, "shares": {found["classes"][0]: 1}}
    targets = [f"flows.{name}.rate" for name, flow in found["flows"].items() if flow["kind"] == "hazard"]
    targets += [f"flows.{name}.outcomes.one.share" for name, flow in found["flows"].items() if "outcomes" in flow]
    found["events"] = {}
    for name in ("ruling", "policy")[: draw(st.integers(1, 2)) if days > 3 else 0]:
        event = {"on": start + timedelta(draw(st.integers(1, days - 2))), "applies_to": draw(st.sampled_from(["later", "later", "all"]))}
        event |= {"ramp": draw(st.sampled_from([0, 1.3]))} if event["applies_to"] == "all" else {}
        event |= {"probability": draw(st.sampled_from([1, 0.4]))}
        if draw(st.booleans()):
            event["until"] = event["on"] + timedelta(draw(st.integers(1, 60)))
        wanted = draw(st.sets(st.sampled_from(targets), min_size=1, max_size=2))
        event["set"] = {target: draw(st.sampled_from([0, 0.5, 1])) for target in wanted}
        found["events"][name] = event
    return found


def _timed(draw, system):
    found = {}
    for name, flow in system["flows"].items():
        if flow["kind"] != "inflow":
            found[f"wait_{name}"] = {"wait": name, "statistic": draw(st.sampled_from(STATISTICS))}
        if flow["kind"] == "capacity":
            found[f"filed_{name}"] = {"filed": name, "classes": flow.get("classes", system["classes"])}
    for name in system["stages"]:
        found[f"age_{name}"] = {"age": name, "statistic": draw(st.sampled_from(STATISTICS)), "dates": "every-step"}
        found[f"clearance_{name}"] = {"clearance": name}
        found[f"relief_{name}"] = {"relief": name, "target": 10}
    return {name: {key: value for key, value in metric.items() if value is not None} for name, metric in found.items()}
