"""Changes the core in many small ways and counts how many changes the tests notice: python -m tools.mutants

Which files, which tests: [tool.mutmut] in pyproject.toml; a path that is not there yet is passed over.
"""
