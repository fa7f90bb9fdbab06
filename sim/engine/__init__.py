"""Arrays in, arrays out: the model's step, the only loop over time. Knows no date, no figure and no claim."""
