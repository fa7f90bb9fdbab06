"""Every code a problem or a warning can carry, with its cause and its cure: `docs/errors.md` is generated from here."""

from __future__ import annotations

from typing import NamedTuple

from sim.examples import EXAMPLES, SCENARIO


class Code(NamedTuple):
    """What a code means: a short title, the cause, and the cure."""

    title: str
    cause: str
    cure: str


CODES: dict[str, Code] = {
    "S001": Code(
        "file not found",
        "The file or folder named does not exist, cannot be read, or is a device or a pipe.",
        "Check the name and its ending; a near one is suggested. `baseline`, `extends` and `seeds` are names as seen from "
        "the file they stand in.",
    ),
    "S002": Code(
        "not text",
        "The file is not UTF-8, or holds control characters: those that move a terminal's cursor, end lines in some programs"
        " and not in others, or turn the order of reading round.",
        "Save the file as UTF-8 in your editor; delete the character at the place named, and type it anew.",
    ),
    "S003": Code(
        "too large",
        "The file is larger than 250,000 bytes, nested deeper than 40, or holds more than 10,000 values with its aliases expanded.",
        "Split it with `extends`; put a long table into the seeds; look for a bracket that is opened again and again.",
    ),
    "S004": Code(
        "not YAML",
        "The text cannot be parsed: wrong indentation, a tab, a quotation mark or bracket that is not closed, a key without "
        "its `:`, a text with `: ` in it outside of quotes, or an empty file.",
        "Look at the place named and at the line before it. Indent with spaces, the keys of one mapping alike; write `key: "
        "value` with a space after the `:`; put a text that holds `: ` or begins with a sign in quotes.",
    ),
    "S005": Code(
        "written twice",
        "A key, an id, a class or a date stands more than once; the first would be forgotten.",
        "Keep one of them, or give the second another name.",
    ),
    "S006": Code(
        "tag not allowed",
        "A word with `!` before it is a tag of YAML, which could construct objects; a scenario is data.",
        "Only `!delete` is allowed. Put a text that begins with `!` in quotes.",
    ),
    "S007": Code(
        "parent not found",
        "The file named by `extends` does not exist, or is none.",
        "Write its name as seen from the file that extends it, with its ending: `extends: ../base/court.yaml`.",
    ),
    "S008": Code(
        "circle of files",
        "Files extend each other, or are each other's baselines, in a circle; or more than 200 stand one above the other.",
        "Let the file that all the others rest on extend none.",
    ),
    "S009": Code(
        "no such day",
        "A date is not in the calendar, or lies after the year 9990.",
        "Write a day that exists, as YYYY-MM-DD: the month before the day.",
    ),
    "S101": Code(
        "unknown key",
        "A key is not part of the format at its place: a slip of the pen, or a key that belongs a level higher or lower.",
        "Use one of the keys listed; the nearest is suggested. Look at the indentation where the key as such exists.",
    ),
    "S102": Code(
        "missing",
        "Something that is needed is not there.",
        "Add it below the place named. A distribution always says its `level`, a flow its `kind`, a reading of a flow its window.",
    ),
    "S103": Code(
        "wrong kind",
        "A value is of another kind than its place asks for: a word for a number, a list for a mapping, nothing at all.",
        "Write what is allowed. A number has no unit, no percent sign and no comma: 0.03 for 3%, 1250 or 1_250 for 1,250. A "
        "date is YYYY-MM-DD.",
    ),
    "S104": Code(
        "unknown name",
        "A name stands for nothing in this scenario: it is misspelt where it is used, or where it is defined; or a file changes "
        "something that no parent has by this name.",
        "Use one of the names listed, or define it in its section (`stages`, `flows`, `resources`, `parameters`, `events`, "
        "`metrics`, `classes`).",
    ),
    "S105": Code(
        "does not fit together",
        "Two values exclude each other, or one has no meaning without another.",
        "Change or delete one of them; the message names both.",
    ),
    "S106": Code(
        "unknown path",
        "A path leads to nothing, to what an event cannot change, or there is nothing to delete.",
        "Use the dotted place of a value as it stands in the file with its parents, such as flows.leave.rate.",
    ),
    "S107": Code(
        "never used",
        "A stage has no cases at the start and no way in, so that nothing would ever be there.",
        "Give it `initial` cases or a flow that leads `to` it, or delete it.",
    ),
    "S108": Code(
        "not a name",
        "A name holds characters that paths cannot, such as dots and spaces, or is `total` or `rest`.",
        "Use letters, digits, _ and -, beginning with a letter.",
    ),
    "S201": Code(
        "out of range",
        "A number lies outside what its place allows, as written or as drawn: a negative rate, a share above 1, low above high.",
        "Correct it; a share is written 0.25 and not 25. A distribution that strays is held by `truncate: [low, high]`.",
    ),
    "S202": Code(
        "shares do not sum to 1",
        "Shares or chances that belong together do not sum to 1 (or sum to more).",
        "Correct one, or give one of them the `rest`. Drawn shares need a `rest`, or a `dirichlet` that draws them together.",
    ),
    "S203": Code(
        "count above the pool",
        "A count that a hazard should produce over its window is not below the cases it acts on.",
        "Lower the count, or raise the cases at the start; look at whether both count the same.",
    ),
    "S204": Code(
        "level not allowed",
        "A distribution is drawn at a level that means nothing at its place: what is needed once cannot fluctuate by month.",
        "Use `replicate` for what is not known; `month` for what fluctuates while the run goes on; `case` for the shares of outcomes.",
    ),
    "S205": Code(
        "correlations that cannot hold",
        "The rank correlations named contradict each other: their matrix is not positive definite. Where a goes with b and b"
        " with c, a cannot go against c.",
        "Use the nearest that can hold, as shown, or name fewer.",
    ),
    "S301": Code(
        "dates out of order",
        "An end is not after its beginning, or the dates of a series do not rise.",
        "Change one of them. `by:` is the midnight that ends a window, `through:` its last day.",
    ),
    "S302": Code(
        "outside the run",
        "A date or window lies outside start and end.",
        "Move it, or lengthen the run. What holds from the start belongs into the parameters themselves and not into an event.",
    ),
    "S303": Code(
        "series too short",
        "A series begins after the run or, in straight lines between its dates, ends before it.",
        "Add dates, or write `beyond: hold`, which keeps the end values.",
    ),
    "S401": Code(
        "not yet known",
        "An ex ante scenario (`as_of`) uses what was first public later: it would know the future.",
        "Use what was known on that day, or admit it under `use_anyway` with a reason.",
    ),
    "S402": Code(
        "not in the seeds",
        "A figure, source or claim id is not in the seeds: the folder that `seeds` names, the nearest `seeds/` above the "
        "file, or the one shipped.",
        "Use one of the ids there (`sim figures WORD` and `sim claims` list them), or add it to the seeds, or write "
        "`{value:, source:}` in place.",
    ),
    "S403": Code(
        "not a single value",
        "A figure that is a range or a bound is used as a number.",
        "Write a distribution over the range, and name the figure as its `source`.",
    ),
    "S501": Code(
        "too many stages",
        "More than 12 stages describe single cases rather than a backlog.",
        "Join stages that nothing distinguishes; what differs between cases of one stage is a class.",
    ),
    "S502": Code(
        "too many cases",
        "More cases may come up than the engine's draws can take, a thousand million; or more work, a thousand million times as much.",
        "Count in thousands, or model a part. Look for a factor that is much too large.",
    ),
    "S503": Code(
        "too large a run",
        "The paths of all metrics and replicates, or the ages of cases, would not fit into memory; or there are more steps, "
        "nouns or correlations than could be looked through.",
        "Fewer replicates, steps, metrics or ages. A year too large in `end` is often a slip.",
    ),
    "S601": Code(
        "folder in use",
        "The run's folder holds something already.",
        "Name another with `--out`.",
    ),
    "S602": Code(
        "cannot be written",
        "The run's folder cannot be written: a full disk, or no permission.",
        "Make room, or name another with `--out`.",
    ),
    "S603": Code(
        "no run",
        "The folder holds no run, none that could go on, or a damaged one.",
        "Run the scenario again; of a run that was stopped, leave out the file named.",
    ),
    "S604": Code(
        "newer format",
        "The run was written by a newer version.",
        "Use that version to read it.",
    ),
    "S605": Code(
        "in use",
        "Another process is running the sweep in this folder.",
        "Wait for it, or stop it; then go on with `--resume`.",
    ),
    "S606": Code(
        "another run or sweep",
        "A sweep is resumed with a scenario, a design or a precision other than the one it was begun with; a run with another scenario, seed or version.",
        "Undo what changed, or begin anew in another folder.",
    ),
    "S607": Code(
        "extra not installed",
        "What was asked for needs a library that is not part of a plain installation.",
        "Install the extra that is named.",
    ),
    "S608": Code(
        "no address",
        "What `--cluster` names is neither `local` nor the address of a scheduler.",
        "Write it as the scheduler shows it, such as tcp://10.0.0.5:8786.",
    ),
    "S609": Code(
        "no cluster",
        "No scheduler answers at the address, it has no worker, or there are no certificates for TLS.",
        "Start them as docs/scaling.md shows; look at names, ports and firewalls.",
    ),
    "S610": Code(
        "other versions",
        "A worker has another version of sim, numpy or scipy (or none), and would compute other numbers.",
        "Install the same versions everywhere, with constraints.txt.",
    ),
    "S611": Code(
        "cluster lost",
        "The scheduler stopped, or workers died one after the other over the same part (memory, as a rule).",
        "Start the cluster again and go on with `--resume`.",
    ),
    "S612": Code("already there", "A file of that name exists, and nothing is overwritten.", "Choose another name, or move the file away."),
    "S701": Code(
        "nothing to draw",
        "The run has no such metric, reading or claim, or the file's ending is unknown.",
        "Use one of those listed.",
    ),
}

WARNINGS: dict[str, Code] = {
    "W101": Code("unused parameter", "A parameter of this file is referred to by no number.", "Write `{parameter: NAME}` where it is meant, or delete it."),
    "W102": Code("unused resource", "No flow takes work of a resource of this file, and no bound is held against its heads.", "Name it as the `resource` of a flow or under `uses`, or delete it."),
    "W103": Code("class without cases", "No stage holds a case of the class at the start, and none arrives: a `rest` of nothing is none.", "Give it cases or a share of an inflow, or delete it."),
    "W104": Code("event without effect", "An event never happens before the end, or only multiplies by 1 or sets what holds without it.", "Correct its probability, its date or its change, or delete it."),
    "W105": Code("claim not answered", "No metric of the scenario is of a quantity that any reading of the claim asks for.", "Add a metric with that `quantity`, or leave the claim out."),
    "W106": Code("correlation of 0", "A rank correlation of 0 is what there is without it.", "Delete it, or write the one that is meant."),
    "W107": Code("far from what is published", "A number lies more than twice above, or less than half below, what the seeds hold for its place: the figure it replaces, the range it names as its source, or the figures of the metric's quantity near the start.", "Look for a wrong unit or a slip; if it is meant, say why in a comment, or cite what it rests on."),
    "W108": Code("surer than it is", "Nothing is drawn by replicate, and with at least 10,000 cases chance alone hardly moves a result: the fan is thin because what is not known is left out.", "Draw it (`level: replicate`), or name the claim in `arithmetic_of` where its own arithmetic is meant."),
}  # fmt: skip
"""Every code of a warning: of what can be run and is probably not meant."""


def page() -> str:
    """Return `docs/errors.md`."""
    return (
        "# Errors\n\nGenerated from `sim/codes.py` and `sim/examples.py` by `make docs`; tests compare them. Every problem is one line:\n\n"
        "```\nFILE:LINE:COLUMN: [CODE] path: what was found; what is allowed. Did you mean X?\n```\n\n"
        "All problems of a file and its parents are shown at once, up to a hundred. Exit codes: 0 done, 1 wrong input, 2 unknown option or"
        " malformed value, 3 our bug, 130 interrupted.\n\n"
        "The examples change this scenario: what they show stands in place of the section of the same name, or is added.\n\n"
        f"```yaml\n{SCENARIO}```\n\n"
        + "\n".join(_section(code, meaning) for code, meaning in CODES.items())
        + f"\n## Warnings\n\n`sim check` and `sim run` also say what can be run and is probably not meant, in the same form, on stderr; with"
        f" `--json` under `warnings`. They change no exit code.\n\n{_table(WARNINGS)}"
    )


def _section(code: str, meaning: Code) -> str:
    text = f"## {code} {meaning.title}\n\n{meaning.cause}\n\n**What to do:** {meaning.cure}\n"
    if code not in EXAMPLES:
        return text
    wrong, right = EXAMPLES[code]
    return f"{text}\n```yml\n# wrong\n{wrong}\n```\n\n```yml\n# right\n{right}\n```\n"


def _table(codes: dict[str, Code]) -> str:
    rows = "".join(f"| `{code}` | {meaning.title} | {meaning.cause} | {meaning.cure} |\n" for code, meaning in codes.items())
    return f"| code | what | cause | cure |\n|---|---|---|---|\n{rows}"
