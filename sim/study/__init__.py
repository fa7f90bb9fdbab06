"""Many points or many scenarios: what no single run can show."""
