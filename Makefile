# Two commands do everything: `make book` and `make test`. CONTRIBUTING.md has the same steps without make.

PYTHON ?= python3
WORKERS ?= logical
BIN = .venv/bin
SOURCES = _config.yml _toc.yml requirements.txt $(shell find book notebooks postureviz tools/report -not -path '*/.*' -not -path '*__pycache__*' -type f 2>/dev/null)
BUILT = _build/book-is-built

.PHONY: help env book serve lab lint types quick test bench contact-sheet lock clean

help:
	@echo 'make book    build the book and say how to open it'
	@echo 'make serve   show the book at an address of this machine, built again on save'
	@echo 'make lab     open the notebooks in JupyterLab'
	@echo 'make test    check everything'
	@echo 'make quick   lint, types and the tests that need neither book nor browser'
	@echo 'make lint    check style and structure only'
	@echo 'make types   check the types of the package'
	@echo 'make bench   all random cases of the tests, and speed beside other programs'
	@echo 'make contact-sheet   every picture side by side, to be looked at'
	@echo 'make lock    renew the pinned requirements'
	@echo 'make clean   remove what was built'

env:
	@$(PYTHON) tools/env.py

book: $(BUILT)
	@echo
	@echo 'The book is ready. Open this file by double-click, no network needed:'
	@echo '    $(CURDIR)/_build/html/index.html'
	@echo 'Or show it at an address of this machine with: make serve'

# The mark is set only after a build without a warning, so a failed build is never taken for a finished one; and what
# a failed one read is thrown away, because a page that is not read again does not warn again.
$(BUILT): $(SOURCES) | env
	@rm -f $(BUILT)
	$(BIN)/jupyter-book build -W -n --keep-going . || { rm -rf _build/.doctrees; exit 1; }
	@touch $(BUILT)

serve: $(BUILT)
	@$(BIN)/python tools/serve.py _build/html 8000 --watch

lab: env
	@$(BIN)/python tools/lab.py notebooks

lint: env
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	PYTHONPATH=. $(BIN)/python tools/layers.py
	PYTHONPATH=. $(BIN)/python tools/exports.py
	@$(BIN)/python tools/lint_js.py

types: env
	$(BIN)/mypy

# One thread a worker: on matrices as small as ours, threads of one library only stand in each other's way.
test: export OPENBLAS_NUM_THREADS = 1
test: $(BUILT) lint
	$(BIN)/python tools/browser.py
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --durations=15 \
		--junitxml=_build/tests.xml --nbval --nbval-current-env --doctest-modules postureviz tests notebooks

# One worker and no plugin for notebooks: another worker would read every test file once more. What tests/slow.txt
# names is left out; `python tools/slow_tests.py` renews it after `make test`.
quick: export OPENBLAS_NUM_THREADS = 1
quick: lint types
	$(BIN)/python -m pytest -q -n 0 -p no:nbval -m 'not slow' --ignore=tests/browser --durations=5 tests

bench: env
	@$(PYTHON) tools/env.py bench
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -n $(WORKERS) --whole -m sampled --timeout=3600 tests
	@for script in tests/bench/bench_*.py; do PYTHONPATH=. .venv-bench/bin/python "$$script" || exit 1; done

contact-sheet: env
	@PYTHONPATH=. $(BIN)/python tools/contact_sheet.py

# Needs uv: pip install uv
LOCK = uv pip compile --quiet --universal --upgrade --python-version 3.11 --fork-strategy fewest \
	--custom-compile-command 'make lock'
lock:
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-bench.in -o requirements-bench.txt

clean:
	rm -rf _build build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find book notebooks postureviz tests tools \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +
