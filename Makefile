# make demo: the demo film. make test: every test. make lint: ruff and mypy. Python 3.11 or newer, and make.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check

.PHONY: demo test lint song sheets clean moved

demo: $(VENV)/installed
	$(RUN) -m composer render storyboards/the-long-ride.yaml -o the-long-ride.mp4

test: $(VENV)/installed-for-tests
	$(RUN) -m pytest $(PYTEST)

lint: $(VENV)/installed-for-tests
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

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
