"""Every code a problem or a warning can carry, with its cause and its cure: `docs/errors.md` is generated from here."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """What a code means: a short title, the cause, and the cure."""

    title: str
    cause: str
    cure: str


CODES: dict[str, Code] = {
    "S001": Code("file not found", "The file or folder named does not exist or cannot be read.", "Check the name; a near one is suggested."),
    "S002": Code("not text", "The file is not UTF-8, or holds control characters.", "Save it as UTF-8 in your editor."),
    "S003": Code("too large", "The file is too large, too deep, or its aliases expand to too many values.", "Split it with `extends`."),
    "S004": Code("not YAML", "The text cannot be parsed: bad indentation, a tab, an unclosed bracket, or an empty file.", "Look at the place named and just before it."),
    "S005": Code("written twice", "A key, an id or a class stands more than once.", "Keep one of them."),
    "S006": Code("tag not allowed", "YAML tags construct objects; a scenario is data.", "Only `!delete` is allowed."),
    "S007": Code("parent not found", "The file named by `extends` does not exist.", "The name is relative to the file that extends."),
    "S008": Code("circle of files", "Files extend each other, or are each other's baselines, in a circle.", "Break the circle."),
    "S009": Code("no such day", "A date is not in the calendar.", "Write a day that exists, as YYYY-MM-DD."),
    "S101": Code("unknown key", "A key is not part of the format.", "Use one of the keys listed; the nearest is suggested."),
    "S102": Code("missing", "Something that is needed is not there.", "Add it."),
    "S103": Code("wrong kind", "A value is of another kind than its place asks for.", "Write what is allowed."),
    "S104": Code("unknown name", "A name stands for nothing in this scenario.", "Use one of the names listed, or define it."),
    "S105": Code("does not fit together", "Two values exclude or need each other.", "Change one of them."),
    "S106": Code("unknown path", "A path leads to nothing.", "Use the dotted place of a value, such as flows.leave.rate."),
    "S107": Code("never used", "A stage has no cases at the start and no way in.", "Give it cases or a flow, or delete it."),
    "S108": Code("not a name", "A name holds characters that paths cannot.", "Use letters, digits, _ and -, beginning with a letter."),
    "S201": Code("out of range", "A number lies outside what its place allows, as written or as drawn.", "Correct it, or `truncate` its distribution."),
    "S202": Code("shares do not sum to 1", "Shares or chances that belong together do not sum to 1 (or sum to more).", "Correct one, or give one the `rest`."),
    "S203": Code("count above the pool", "A count that a hazard should produce is not below the cases it acts on.", "Lower the count or raise the pool."),
    "S204": Code("level not allowed", "A distribution is drawn at a level that means nothing at its place.", "Use `replicate` (or `month` for what acts over time)."),
    "S205": Code("correlations that cannot hold", "The rank correlations named contradict each other: their matrix is not positive definite.", "Use the nearest that can hold, as shown, or name fewer."),
    "S301": Code("dates out of order", "An end is not after its beginning.", "Change one of them."),
    "S302": Code("outside the run", "A date or window lies outside start and end.", "Move it, or lengthen the run."),
    "S303": Code("series too short", "A series does not cover the run.", "Add dates, or write `beyond: hold`."),
    "S401": Code("not yet known", "An ex ante scenario (`as_of`) uses what was first public later.", "Use what was known, or admit it under `use_anyway` with a reason."),
    "S402": Code("not in the seeds", "A figure or claim id is not in the seeds.", "Use one of the ids listed, or add it to the seeds."),
    "S403": Code("not a single value", "A figure that is a range or a bound is used as a number.", "Write a distribution over the range."),
    "S501": Code("too many stages", "More than 12 stages describe single cases rather than a backlog.", "Join stages that nothing distinguishes."),
    "S502": Code("too many cases", "More cases may come up than the engine's draws can take.", "Count in thousands, or model a part."),
    "S503": Code("too large a run", "The paths of all metrics and replicates, or the ages of cases, would not fit into memory.", "Fewer replicates, steps, metrics or ages."),
    "S601": Code("folder in use", "The run's folder holds something already.", "Name another with `--out`."),
    "S602": Code("cannot be written", "The run's folder cannot be written: a full disk, or no permission.", "Make room, or name another with `--out`."),
    "S603": Code("no run", "The folder holds no run, none that could go on, or a damaged one.", "Run the scenario again; of a run that was stopped, leave out the file named."),
    "S604": Code("newer format", "The run was written by a newer version.", "Use that version to read it."),
    "S605": Code("in use", "Another process is running the sweep in this folder.", "Wait for it, or stop it; then go on with `--resume`."),
    "S606": Code("another run or sweep", "A sweep is resumed with a scenario, a design or a precision other than the one it was begun with; a run with another scenario, seed or version.", "Undo what changed, or begin anew in another folder."),
    "S607": Code("extra not installed", "What was asked for needs a library that is not part of a plain installation.", "Install the extra that is named."),
    "S608": Code("no address", "What `--cluster` names is neither `local` nor the address of a scheduler.", "Write it as the scheduler shows it, such as tcp://10.0.0.5:8786."),
    "S609": Code("no cluster", "No scheduler answers at the address, it has no worker, or there are no certificates for TLS.", "Start them as docs/scaling.md shows; look at names, ports and firewalls."),
    "S610": Code("other versions", "A worker has another version of sim, numpy or scipy (or none), and would compute other numbers.", "Install the same versions everywhere, with constraints.txt."),
    "S611": Code("cluster lost", "The scheduler stopped, or workers died one after the other over the same part (memory, as a rule).", "Start the cluster again and go on with `--resume`."),
    "S612": Code("already there", "A file of that name exists, and nothing is overwritten.", "Choose another name, or move the file away."),
    "S701": Code("nothing to draw", "The run has no such metric, reading or claim, or the file's ending is unknown.", "Use one of those listed."),
}  # fmt: skip

WARNINGS: dict[str, Code] = {
    "W101": Code("unused parameter", "A parameter of this file is referred to by no number.", "Write `{parameter: NAME}` where it is meant, or delete it."),
    "W102": Code("unused resource", "No flow takes work of a resource of this file, and no bound is held against its heads.", "Name it as the `resource` of a flow or under `uses`, or delete it."),
    "W103": Code("class without cases", "No stage holds a case of the class at the start, and none arrives.", "Give it cases or a share of an inflow, or delete it."),
    "W104": Code("event without effect", "An event never happens, or only multiplies by 1.", "Correct its probability or its change, or delete it."),
    "W105": Code("claim not answered", "No metric of the scenario is of a quantity that any reading of the claim asks for.", "Add a metric with that `quantity`, or leave the claim out."),
    "W106": Code("correlation of 0", "A rank correlation of 0 is what there is without it.", "Delete it, or write the one that is meant."),
    "W107": Code("far from what is published", "A number lies more than twice above, or less than half below, what the seeds hold for its place: the figure it replaces, the range it names as its source, or the figures of the metric's quantity near the start.", "Look for a wrong unit or a slip; if it is meant, say why in a comment, or cite what it rests on."),
    "W108": Code("surer than it is", "Nothing is drawn by replicate, and with at least 10,000 cases chance alone hardly moves a result: the fan is thin because what is not known is left out.", "Draw it (`level: replicate`), or name the claim in `arithmetic_of` where its own arithmetic is meant."),
}  # fmt: skip
"""Every code of a warning: of what can be run and is probably not meant."""


def page() -> str:
    """Return `docs/errors.md`."""
    return (
        "# Errors\n\nGenerated from `sim/codes.py` by `make docs`; a test compares the two. Every problem is one line:\n\n"
        "```\nFILE:LINE:COLUMN: [CODE] path: what was found; what is allowed. Did you mean X?\n```\n\n"
        "All problems of a file and its parents are shown at once. Exit codes: 0 done, 1 wrong input, 2 unknown option or malformed"
        " value, 3 our bug, 130 interrupted.\n\n"
        f"{_table(CODES)}\n## Warnings\n\n`sim check` and `sim run` also say what can be run and is probably not meant, in the same form, on stderr; with"
        f" `--json` under `warnings`. They change no exit code.\n\n{_table(WARNINGS)}"
    )


def _table(codes: dict[str, Code]) -> str:
    rows = "".join(f"| `{code}` | {meaning.title} | {meaning.cause} | {meaning.cure} |\n" for code, meaning in codes.items())
    return f"| code | what | cause | cure |\n|---|---|---|---|\n{rows}"
