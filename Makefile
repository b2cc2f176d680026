# make demo   the main job on three articles that ship with Sayso
# make test   the tests, on all cores: make test PROCESSES=2 for as many processes
# make check  the tests, then lint, types, docs and the accuracy gate: what CI runs
# make assets what the browser is given: others' scripts from npm, and our own checked (needs Node)
# make pictures  those of docs/tour.md, taken anew in Chromium
# make wheel  dist/sayso-*.whl with the model inside
# make bench  how fast it reads here
# make model  the shipped model, trained anew: hours (needs torch: pip install torch==2.13.0 first)
PYTHON ?= $(firstword $(foreach p,python3.13 python3.12 python3.11 python3 python,\
	$(if $(shell $(p) -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && echo yes),$(p))))
BIN := .venv/bin
PROCESSES ?= auto
SETS ?= ../shared/data
POLNEAR ?= $(SETS)/polnear
TEXTS ?= ../shared/data/polnear/dev/text ../shared/data/html/pages

.PHONY: demo test check lint types docs gate bench model assets pictures wheel clean

demo: .venv/.commands
	$(BIN)/sayso demo

test: .venv/.development
	$(BIN)/python -m pytest -n $(PROCESSES) --dist worksteal

check: test lint types docs gate

lint: .venv/.development
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/.development
	$(BIN)/mypy

docs: .venv/.development
	$(BIN)/python docs/generate_commands.py --check
	$(BIN)/python docs/generate_api.py --check

gate: .venv/.development
	$(BIN)/python -m sayso.evaluate.gate eval/floors.json

bench: .venv/.development
	$(BIN)/python benchmarks/speed.py $(TEXTS)

model: .venv/.development
	$(BIN)/python -m pip install --quiet --editable '.[train]'
	$(BIN)/sayso train --train $(POLNEAR)/train --dev $(POLNEAR)/dev --out runs/shipped --data "$$(cat docs/data.md)"
	$(BIN)/python -m sayso.train.mentions --data $(SETS) --model runs/shipped/model --out runs/mentions
	$(BIN)/python -m sayso.train.slim --data $(SETS) --model runs/mentions/model --out runs/slim
	mkdir -p src/sayso/model && cp runs/slim/model/* src/sayso/model/

# Copies htmx and uPlot, in the versions of the lock file, into the package, and checks our scripts' types.
assets:
	cd assets && npm ci --no-audit --no-fund && npm run copy && npm run check

# Look at what it took.
pictures: .venv/.development
	$(BIN)/python docs/take_pictures.py

wheel: .venv/.development
	$(BIN)/python -m build --wheel

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache assets/node_modules

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Sayso needs Python 3.11 or newer: install it, or name it: make PYTHON=/path/to/python" >&2; exit 2; }
	$(PYTHON) -m venv .venv || { rm -rf .venv; echo "$(PYTHON) cannot make a virtual environment: on Debian and Ubuntu, apt install python3-venv" >&2; exit 2; }

# What every command needs, training excepted.
.venv/.commands: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[all]'
	@touch $@

.venv/.development: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ .venv/.commands
