"""Numbers from results: quantiles, claims by reading, outcomes, plausibility."""
