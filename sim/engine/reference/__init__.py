"""The slow twin: the model of docs/method.md once more, one replicate at a time, in plain Python written to be read.

It shares nothing with the engine but the scenario: no arrays, no streams, no cohorts that are thinned as a whole. Every case is
kept with its stage, its class and the time it arrived there, and meets its own coin (`random`), or is a real mass that a chance
divides exactly (`expected`). So it is slow, meant for hundreds of cases, and the engine is held against it.
"""
