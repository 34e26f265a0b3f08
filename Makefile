# Every target makes what it needs by itself: `make demo` works in a fresh clone.
# .venv is made anew only when the locked dependencies or pyproject.toml have changed.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
LOCK := $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --upgrade pyproject.toml

.PHONY: demo test lint test-office slow bench pictures lock clean

demo: $(READY)          ## months of a whole programme, invented, in demo/; others: make demo ARGS="yta --programme lansi-suomi-yta --months 12"
	$(BIN)/ytaexcel demo $(ARGS)

test: $(READY)          ## all tests but those for LibreOffice and the slow ones, with branch coverage
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not office and not slow" --cov --cov-report=term

lint: $(READY)          ## style, formatting, types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

test-office: $(READY)   ## the tests that open workbooks in LibreOffice
	.ci/office
	$(BIN)/python -m pytest -n auto --dist loadfile -m office

slow: $(READY)          ## the tests that take minutes
	$(BIN)/python -m pytest -m slow

bench: $(READY)         ## times of the main job, step by step, beside a named baseline
	$(BIN)/python -m benchmarks

pictures: $(READY)      ## the two pictures of the README, from a demonstration
	.ci/office
	$(BIN)/python tests/make_pictures.py

lock: $(READY)          ## the newest dependencies that pyproject.toml allows, into the two lock files
	$(PIP) install uv
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean:                  ## takes away what the other targets have made, but for demo/, input/ and output/
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov build dist
	find ytaexcel tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

$(READY): requirements-dev.lock pyproject.toml
	rm -rf .venv
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $(READY)
