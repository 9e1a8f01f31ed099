"""How many random cases a test takes: a sample by default, all with ``pytest --whole`` as in `make bench`."""

# Each kind of case: how many by default, and how many there are. All come from a seed that the test names,
# and a sample is the beginning of the whole, so what fails in a sample fails again.
CASES = {
    "extreme cases in each fifth of a model": (80, 400),
    "parity cases in each half of a model": (50, 250),
    "wild bodies from the side": (100, 500),
    "people in wild postures": (60, 300),
    "random bodies from behind": (100, 500),
    "random elbows": (100, 500),
    "random masts in each shape": (80, 250),
}


def told():
    """One line about what is sampled."""
    rows = ", ".join(f"{few} of {whole} {what}" for what, (few, whole) in CASES.items())
    return f"sampled (all with --whole): {rows}"
