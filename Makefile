# make demo: the demo film. make test: every test. make lint: ruff, mypy and tsc. Python 3.11 or newer, and make;
# chromium for the tests of the studio's page, node and npm for the types of its JavaScript.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check
NPM := $(shell command -v npm 2>/dev/null)
# 5.9 is plain JavaScript, the same on every machine and for any node from 14 on; 7 is a program for each processor.
TYPESCRIPT_VERSION := 5.9.3
TYPESCRIPT := $(VENV)/typescript-$(TYPESCRIPT_VERSION)

.PHONY: demo test lint lint-javascript vendor song sheets clean moved

demo: $(VENV)/installed
	$(RUN) -m composer render storyboards/the-long-ride.yaml -o the-long-ride.mp4

test: $(VENV)/installed-for-tests
	$(RUN) -m pytest $(PYTEST)

lint: $(VENV)/installed-for-tests lint-javascript
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

ifneq ($(NPM),)
lint-javascript: $(TYPESCRIPT)/installed
	node $(TYPESCRIPT)/node_modules/typescript/bin/tsc --project .ci/tsconfig.json
else ifdef CI
lint-javascript:
	@echo 'npm is not installed, so the types of the JavaScript cannot be checked' >&2; exit 1
else
lint-javascript:
	@echo 'npm is not installed: the types of the JavaScript are not checked' >&2
endif

# The files of others that the studio's page loads, fetched again as .ci/vendor.py states them.
vendor:
	$(PYTHON) .ci/vendor.py

song: $(VENV)/installed
	$(RUN) audio/compose.py

clean:
	rm -rf $(VENV) storyboards/.longzoom audio/.longzoom

# A virtual environment remembers where it was made; after the folder was moved its scripts are told the new place.
moved:
	@$(PYTHON) -c 'import sys; sys.exit("Longzoom needs Python 3.11 or newer, not " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(RUN) || { rm -rf $(VENV); $(PYTHON) -m venv $(VENV); }
	@$(RUN) .ci/moved.py $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | moved
	$(PIP) install --quiet --upgrade 'pip>=24'
	$(PIP) install --quiet --constraint constraints.txt .
	@touch $@

$(VENV)/installed-for-tests: pyproject.toml constraints.txt | moved
	$(PIP) install --quiet --upgrade 'pip>=24'
	$(PIP) install --quiet --constraint constraints.txt '.[test,diffusion]'
	@# Not the extra [upscale]: a torchvision of another build than torch breaks transformers, and the tests need none.
	$(PIP) install --quiet --constraint constraints.txt --no-deps spandrel einops
	@touch $@ $(VENV)/installed

$(TYPESCRIPT)/installed: | moved
	npm install --prefix $(TYPESCRIPT) --no-audit --no-fund --silent typescript@$(TYPESCRIPT_VERSION)
	@touch $@
