# Everything happens in .venv, which `make install` makes and `make clean` throws away.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: install test lint docs pictures bench bench-scale bench-peers bench-action clean

install: .venv/installed

.venv/installed: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q -r requirements-dev.lock
	$(BIN)/pip install -q --no-deps -e .
	touch $@

test: install
	$(BIN)/pytest -n auto --dist worksteal

lint: install
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

docs: install
	$(BIN)/python -m tools.make_reference

pictures: install
	$(BIN)/python -m tools.make_pictures

bench: install
	$(BIN)/python benchmarks/run.py

bench-scale: install
	$(BIN)/python benchmarks/scale.py

bench-peers: install
	$(BIN)/python benchmarks/peers.py

bench-action: install
	$(BIN)/python benchmarks/action.py

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
