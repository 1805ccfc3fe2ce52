# The commands of this project; `make` alone lists them.
# Plain enough for GNU make 3.81, which macOS ships. Paths are relative, so a folder name may hold spaces.

PYTHON ?= python3

# "3.12", or nothing where $(PYTHON) is missing or older than 3.11. The version is part of the stamps'
# names, so that another Python makes another .venv.
VERSION := $(shell "$(PYTHON)" -c 'import sys; v = sys.version_info; print("%d.%d" % v[:2] if v >= (3, 11) else "")' 2>/dev/null)
SITE_READY := .venv/.site-$(VERSION)
DEV_READY := .venv/.dev-$(VERSION)
PY := .venv/bin/python

# Silences the theme's notice about MkDocs 2, printed at every build: requirements.in keeps MkDocs below 2.
export NO_MKDOCS_2_WARNING := 1
# The rooms of scripts/ import each other by name; nothing else on this machine may stand in for one.
export PYTHONPATH := scripts
# What is said holds signs that a terminal without UTF-8 would end in a traceback.
export PYTHONUTF8 := 1
# Settings for pip that would take packages away from .venv
export PIP_USER := 0
unexport PIP_TARGET PIP_PREFIX PIP_ROOT

.PHONY: help site serve test check lint lock changes trials age links audit fuzz bench clean tools
.NOTPARALLEL:

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

site: $(SITE_READY) ## Build the website into site/
	@$(PY) -m publish.finish
	@cp docs/CITATION.cff .
	@echo 'The website is in site/. To look at it:'
	@echo '  python3 -m http.server --bind 127.0.0.1 --directory site 8000'
	@echo 'then open http://127.0.0.1:8000/ (or "make serve", which follows your changes).'

serve: $(SITE_READY) ## Show the website on http://127.0.0.1:8000/ and follow changes (PORT=8001 for another port)
	@$(PY) -m mkdocs serve --no-strict --dev-addr 127.0.0.1:$(or $(PORT),8000)

# One more than processors: now and then each waits for a browser
WORKERS = $(shell echo $$(($$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1)))
test: $(DEV_READY) tools node_modules/.ready lint ## Set up everything and run all tests
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal

check: $(SITE_READY) ## Say whether docs/ is what data/study.yaml gives; change nothing
	@$(PY) scripts/build_tables.py --check
	@echo 'docs/ is what data/study.yaml gives'

lint: $(DEV_READY) ## Check style, types and spelling
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet . || { echo 'Some files are not formatted. Mend: $(PY) -m ruff format .' >&2; exit 1; }
	@$(PY) -m mypy --no-error-summary
	@$(PY) -m codespell_lib

# Keeps the locked versions where it can; UPGRADE=1 takes the newest. The hashes are the public index's
# for every platform. "fewest" picks one version for all Pythons, so that all build the same site.
COMPILE = .venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
  --fork-strategy fewest --generate-hashes --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)
lock: $(DEV_READY) ## Write the lock files anew from requirements*.in and package.json (UPGRADE=1: newest versions)
	@$(COMPILE) requirements.in --output-file requirements.txt
	@$(COMPILE) requirements-dev.in --output-file requirements-dev.txt
	@npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund --silent

changes: $(SITE_READY) ## Say in words what changes for readers since a revision (BASE=main)
	@$(PY) scripts/build_tables.py --check
	@$(PY) -m watch.changes '$(or $(BASE),HEAD)'

# --- What `.github/workflows/watch.yml` does each week; it needs a network ---

# Asking needs the site's packages alone; writing one more, which stands with the test tools
trials: $(if $(WRITE),$(DEV_READY),$(SITE_READY)) ## Compare trials with their live records (WRITE=1: change data/study.yaml)
	@$(PY) -m watch.trials $(if $(WRITE),--write) $(if $(ISSUES),--issues '$(ISSUES)') || [ $$? -eq 3 ]

age: $(SITE_READY) ## Say when the sources were last checked; print an issue when it is time
	@$(PY) -m watch.age

# Some hosts answer programs with "forbidden" or "too many requests"; people can read them. The page for
# missing addresses names its files from the root of the host: with --root-dir they are ours, and not asked for.
links: $(DEV_READY) ## Ask for every outside address of the built site; list those that fail
	@test -d site || { echo 'Build the site first: make site' >&2; exit 1; }
	@.venv/bin/lychee --scheme https --scheme http --exclude-loopback --accept '200..=299,403,429' \
	  --root-dir "$(CURDIR)/site" --max-retries 2 --timeout 30 --max-concurrency 8 --no-progress \
	  --format markdown --output .cache/links.md site || [ $$? -eq 2 ]
	@cat .cache/links.md
	@! grep -q 'Successful *| 0 ' .cache/links.md || echo 'No address answered. Is there a network?'

audit: $(DEV_READY) ## Look up known faults of the locked packages
	@$(PY) -m pip_audit --strict --disable-pip --require-hashes -r requirements-dev.txt

# --- Seldom ---

fuzz: $(DEV_READY) ## Try twenty thousand broken study files, and every hostile text in every field
	@FUZZ_CASES=20000 HOSTILE_BUILDS=200 $(PY) -m pytest -n auto --dist worksteal tests/test_fuzz.py tests/test_hostile.py

bench: $(DEV_READY) ## Measure the build
	@$(PY) tests/bench.py

clean: ## Remove what make made; docs/ stays
	@rm -rf .venv .cache .hypothesis node_modules site tests/shots
	@find scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Set-up. A stamp is touched last, so the next run repairs what was cut short. ---

# $(call quietly,command): shows what the command prints only if it fails
quietly = mkdir -p .cache && { $(1) > .cache/setup.log 2>&1 || { cat .cache/setup.log >&2; exit 1; }; }
PIP_INSTALL = $(PY) -m pip install --disable-pip-version-check --no-deps --require-hashes -r

$(SITE_READY): requirements.txt
	@test -n '$(VERSION)' || { echo 'This needs Python 3.11 or newer, and "$(PYTHON)" is not. Name one that is: make PYTHON=python3.13 site' >&2; exit 1; }
	@test ! -L .venv || { echo '.venv is a link, and setting it up would empty the folder it leads to. Remove the link: rm .venv' >&2; exit 1; }
	@echo 'Setting up .venv with Python $(VERSION) (once; under a minute) …' >&2
	@rm -rf .cache # made with other versions
	@$(call quietly,"$(PYTHON)" -m venv --clear .venv)
	@$(call quietly,$(PIP_INSTALL) requirements.txt)
	@touch $@

$(DEV_READY): $(SITE_READY) requirements-dev.txt
	@echo 'Adding the test tools to .venv (once; about a minute) …' >&2
	@$(call quietly,$(PIP_INSTALL) requirements-dev.txt)
	@touch $@

tools:
	@bash tests/setup_tools.sh

# Nothing that npm fetches may run at set-up; the tests start what they need.
node_modules/.ready: package.json package-lock.json
	@$(call quietly,npm ci --ignore-scripts --no-audit --no-fund)
	@touch $@
