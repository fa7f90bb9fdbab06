"""The invariants of the model as books kept from outside: from the paths of metrics alone, by stage, class, flow and outcome."""

import numpy as np

from sim.calendar import PER_MONTH
from tests.properties.systems import ways

ROUNDING = 1e-6
"""Of sums of real numbers, in cases or units of work."""


class Books:
    """One run of a system from `tests.properties.systems`, and what may differ by rounding."""

    def __init__(self, system, run):
        self.system, self.run, self.paths = system, run, run.paths
        self.whole = run.mode == "random"
        self.slack = 0.0 if self.whole else ROUNDING
        self.exposure = run.calendar.exposure[:, np.newaxis]
        self.flows, self.kinds = system["flows"], system["classes"]

    def cells(self):
        """Yield (stage, class, its stock)."""
        yield from ((stage, kind, self.paths[f"{stage}_{kind}"]) for stage in self.system["stages"] for kind in self.kinds)

    def moves(self, stage, kind):
        """Cumulated cases of a class that came into a stage, and that went out of it."""
        zero = np.zeros_like(self.paths[f"{stage}_{kind}"])
        come = sum((self.paths[f"{name}_{kind}"] for name, _, to in ways(self.system) if to == stage), zero)
        gone = sum((self.paths[f"{name}_{kind}"] for name, origin, _ in ways(self.system) if origin == stage), zero)
        return come, gone

    def all(self, flow):
        """Cumulated cases of a flow, of every class."""
        return sum(self.paths[f"{flow}_{kind}"] for kind in self.kinds)


def counts(books):
    """I1: whole cases, at least 0; I8: no flow runs backwards."""
    for name, path in books.paths.items():
        assert path.dtype == (np.int64 if books.whole else np.float64), f"I1: {name} is not whole"
        assert path.min() >= -books.slack, f"I1: {name} is negative"
        if not books.run.at_a_date(name):
            assert (path[0] == 0).all(), f"I8: {name} does not begin at 0"
            assert (np.diff(path, axis=0) >= -books.slack).all(), f"I8: {name} falls"


def stocks(books):
    """I2: a stock changes by what moves; I3: all stages together by what arrives. With an adjustment see there."""
    if "adjustment" in books.system:
        return
    for stage, kind, path in books.cells():
        come, gone = books.moves(stage, kind)
        assert np.abs(path - path[0] - come + gone).max() <= books.slack, f"I2: {stage}"
    arrived = sum(books.all(name) for name, flow in books.flows.items() if flow["kind"] == "inflow")
    total = sum(path for _, _, path in books.cells())
    assert np.abs(total - total[0] - arrived).max() <= books.slack, "I3: cases lost or from nowhere"


def adjustment(books):
    """I3 with an adjustment: it touches active stages only, all of them one way, and comes to its rate or count."""
    given = books.system.get("adjustment")
    if given is None:
        return
    added, held = 0, 0
    for stage, kind, path in books.cells():
        come, gone = books.moves(stage, kind)
        change = np.diff(path - come + gone, axis=0)
        if books.system["stages"][stage]["kind"] != "active":
            assert np.abs(change).max() <= books.slack, "I3: an adjustment of what is not pending"
            continue
        assert (change * np.sign(given.get("rate", given.get("count"))) >= -books.slack).all(), "I3: an adjustment both ways"
        added, held = added + change, held + path[1:]
    per = PER_MONTH[given.get("per", "month")]
    wanted = given.get("rate", 0) * per * books.exposure * (held - added) + given.get("count", 0) * per * books.exposure
    rounding = books.whole + ROUNDING
    assert (np.abs(added - np.maximum(wanted, added - held)) <= rounding).all(), "I3: not the adjustment that was asked for"
    short = added.sum(axis=0) - wanted.sum(axis=0) - books.run.shortfall["adjustment"]
    assert (np.abs(short) <= len(wanted) * rounding).all(), "I3: not the shortfall of the adjustment"


def eligible(books):
    """I5: nobody leaves who was not eligible."""
    for name, flow in books.flows.items():
        for kind in set(books.kinds) - set(flow.get("classes", books.kinds)):
            assert not books.paths[f"{name}_{kind}"].any(), f"I5: {name} took a case of {kind}"


def outcomes(books):
    """I6: completions are the sum of their outcomes, and an outcome of no share has none."""
    for name, flow in books.flows.items():
        for kind in books.kinds if "outcomes" in flow else ():
            parts = [books.paths[f"{name}_{way}_{kind}"] for way in flow["outcomes"]]
            assert np.abs(books.paths[f"{name}_{kind}"] - sum(parts)).max() <= books.slack, f"I6: {name}"
            assert not any(part.any() for part, share in zip(parts, shares(flow), strict=True) if share == 0), f"I6: {name}"


def pools(books):
    """I7 in each step: out of a stage go at most those there at its start and those who come into it meanwhile.

    Where all moves land at the end of the step and nothing arrives, only those there at its start.
    """
    if "adjustment" in books.system:
        return
    meanwhile = books.system.get("moves", "at-once") == "at-once" or any(
        flow["kind"] in ("inflow", "pulse") for flow in books.flows.values()
    )
    for stage, kind, path in books.cells():
        come, gone = (np.diff(moved, axis=0) for moved in books.moves(stage, kind))
        assert (gone <= path[:-1] + come * meanwhile + books.slack).all(), f"I7: more left {stage} than were there"


def case_months(books):
    """I12: sum of f (stock at start + at end) / 2 = months from the middle of the step of coming to that of going, summed over cases."""
    if "adjustment" in books.system:
        return
    times = books.run.calendar.times[:, np.newaxis]
    left = times[-1] - (times[1:] + times[:-1]) / 2
    for stage, kind, path in books.cells():
        come, gone = (np.diff(moved, axis=0) for moved in books.moves(stage, kind))
        waited = (books.exposure * (path[1:] + path[:-1])).sum(axis=0) / 2
        np.testing.assert_allclose(
            waited, path[0] * times[-1] + (left * (come - gone)).sum(axis=0), rtol=1e-9, atol=ROUNDING, err_msg="I12"
        )


def capacity(books):
    """I4 at every bound, resource by resource, at prices; at the end: capacity + shortfall = used + charged + unused + in progress.

    What hazards use after the last service is not taken off any more, so that their charges bound the balance.
    """
    services = {name: flow for name, flow in books.flows.items() if flow["kind"] == "capacity"}
    for key in {flow.get("resource", name) for name, flow in services.items()}:
        mine = {name: price(flow) for name, flow in services.items() if flow.get("resource", name) == key}
        people = books.system.get("resources", {}).get(key)
        rate = people["headcount"] * people["productivity"] if people else services[key]["capacity"]
        used, come_up = sum(books.all(name) * cost for name, cost in mine.items()), rate * books.run.calendar.times[:, np.newaxis]
        slack = books.whole + ROUNDING * (1 + come_up[-1])
        assert (used <= come_up + slack).all(), f"I4: {key} did more than it can"
        own = key if people else f"flows.{key}.capacity"
        due, booked = come_up[-1] + books.run.shortfall[own], used[-1] + books.run.unused[own]
        charged = sum(books.all(name)[-1] * flow["uses"][key] for name, flow in books.flows.items() if _charged(flow, key))
        in_progress = max(mine.values()) if books.whole else 0
        assert (booked <= due + slack).all(), f"I4: {key} did more than it can"
        assert (booked + charged + in_progress >= due - slack).all(), f"I4: work of {key} is lost"


def _charged(flow, resource):
    return flow["kind"] == "hazard" and resource in flow.get("uses", {})


def shares(flow):
    """The shares of a flow's outcomes, the rest worked out."""
    given = [outcome["share"] for outcome in flow["outcomes"].values()]
    rest = 1 - sum(share for share in given if share != "rest")
    return [rest if share == "rest" else share for share in given]


def price(flow):
    """The mean price of a service at its shares."""
    if "outcomes" not in flow:
        return flow.get("uses", 1)
    prices = [outcome.get("uses", flow.get("uses", 1)) for outcome in flow["outcomes"].values()]
    return sum(share * cost for share, cost in zip(shares(flow), prices, strict=True))


INVARIANTS = (counts, stocks, adjustment, eligible, outcomes, pools, case_months, capacity)
