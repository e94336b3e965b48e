"""gilvm bench: the same scripts under several policies, numbers of cores and interpreters, in one table.

suite.py says what there is to measure, runner.py runs it, report.py and page.py show it, fidelity.py compares the presets with the
interpreters that they stand for. All of it runs under CPython as well.
"""
