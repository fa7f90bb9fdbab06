"""Print the errors of the time step as the table of docs/method.md: `python -m tests.continuous.measure`."""

from tests.continuous.systems import COURTS, OWN, errors
from tests.continuous.test_time_step import COURT


def main() -> None:
    print("| system | flow | month | half a month | week |\n|---|---|---|---|---|")
    for name in [*COURTS, *OWN]:
        columns = [errors(name, "step=month"), errors(name, "step=month", halved=True), errors(name, "step=week")]
        for metric in COURT if name in COURTS else columns[0]:
            print(f"| {name} | {metric} | {' | '.join(f'{found[metric]:+.3%}' for found in columns)} |")


if __name__ == "__main__":
    main()
