"""The same court in other simulators: `make bench-peers`, with an environment of their own (README.md)."""
