"""Pictures of a run: fans over time, distributions of readings, small multiples. The only room that imports matplotlib.

What a picture says in words (`say`, `marks`, `wanted`, `describe`) needs no matplotlib; what it looks like does.
"""
