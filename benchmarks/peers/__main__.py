"""Run both comparisons: `make bench-peers`, or `PEERS_PYTHON=... python -m benchmarks.peers`."""

from benchmarks.peers import cases, leaping

if __name__ == "__main__":
    missed = leaping.main()
    cases.main()
    if missed:
        raise SystemExit(f"\nthe goal ({leaping.GOAL:.0f} times faster and closer to the limit) is missed: {'; '.join(missed)}")
