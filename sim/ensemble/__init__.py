"""One scenario, many replicates: draws parameters by level, compiles them into arrays, runs blocks, joins results."""
