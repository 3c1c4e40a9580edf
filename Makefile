# make run    everything on this machine, until Ctrl-C (DEMO=0 leaves the demonstration out)
# make check  format, lint, types, import contracts, pure tests: in a minute, without servers
# make test   format, lint, types, import contracts, tests: on the real PostgreSQL and the real Kafka
# make bench  how fast it is, as JSON
# make texts  the catalogues of texts, brought up to the sources
# make lock   requirements.lock, requirements-dev.lock, kafka.lock and openapi-generator.lock anew

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
TOOLS := .venv/installed-dev

.PHONY: run check test static bench texts lock chromium
.DELETE_ON_ERROR:

run: $(INSTALLED)
	@exec $(BIN)/harambee up

check: static
	$(BIN)/pytest tests/unit --numprocesses 2 -m "not slow" --hypothesis-profile quick

test: static chromium
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

static: $(TOOLS)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(TOOLS)
	$(BIN)/python -m tests.load

$(INSTALLED): requirements.lock pyproject.toml deploy/install.sh
	@PYTHON='$(PYTHON)' deploy/install.sh requirements.lock
	@touch $@

# What tests and checks need beside, which nobody needs who runs the platform.
$(TOOLS): requirements-dev.lock $(INSTALLED)
	@PYTHON='$(PYTHON)' deploy/install.sh requirements-dev.lock
	@touch $@

# No guesses at translations: a text that has changed is to be translated anew.
texts: $(TOOLS)
	@for service in gateway notifications; do \
		$(BIN)/pybabel -q extract -F babel.cfg -k mark --add-location=file -o .texts.pot services/$$service && \
		$(BIN)/pybabel -q update -i .texts.pot -d services/$$service/locale -w 120 --no-fuzzy-matching --ignore-obsolete \
			--ignore-pot-creation-date || exit 1; \
	done; rm .texts.pot

chromium:
	@deploy/chromium.sh

lock: $(INSTALLED)
	@deploy/lock.sh
	$(BIN)/python -m deploy.local.jars
	$(BIN)/python -m tests.generators
