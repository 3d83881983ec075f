# Tâches de pstlib. « make » seul affiche cette aide ; chaque ligne « ## » ci-dessous en est une.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# -qq: problems only; pip would list every folder where it looked.
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --constraint constraints.txt
# Stamps: what was installed, and from which pins. Reports need the first one only.
RUN := $(VENV)/.pstlib
DEV := $(VENV)/.pstlib-dev
PINS := pyproject.toml constraints.txt
TESTS ?=
NOM ?=
GRAPHIQUE ?=

.DEFAULT_GOAL := aide
.PHONY: aide env dev rapports test check lint lab notebook indicateur bench bench-lecture bench-lot snapshots docs guide images epingles propre

aide: ## Affiche cette aide
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

env: $(RUN) ## Crée l’environnement .venv, aux versions de constraints.txt

dev: $(DEV) ## Ajoute à l’environnement ce dont les tests et la maintenance ont besoin

rapports: $(RUN) ## Fait tous les rapports de pst_data/ et la page reports/index.html
	@$(BIN)/pst lot

test: $(DEV) ## Lance tous les tests (TESTS=chemin pour une partie)
	@$(BIN)/python -m pytest --numprocesses=3 --dist=loadfile $(TESTS)

check: lint test ## Vérifie le code (lint) puis lance tous les tests

lint: $(DEV) ## Vérifie le style, les types, les étages et l’orthographe
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/nbstripout --keep-id --verify notebooks/*.ipynb
	@$(BIN)/codespell

lab: $(RUN) ## Ouvre JupyterLab sur les carnets
	@$(BIN)/pst lab

notebook: ## Commence un carnet, avec tout ce qu’il lui faut (NOM=70_mon_carnet)
	@$(PYTHON) scripts/scaffold.py notebook "$(NOM)"

indicateur: ## Commence un indicateur et ses tests (NOM=taux_exemple, GRAPHIQUE=oui)
	@$(PYTHON) scripts/scaffold.py indicateur "$(NOM)" $(if $(GRAPHIQUE),--graphique)

bench: $(RUN) ## Mesure les temps et les compare à ceux de benchmarks/README.md
	@$(BIN)/python benchmarks/bench.py
	@$(BIN)/python benchmarks/budget.py

bench-lecture: $(RUN) ## Note la lecture de chaque document d’essai (titres, parents, états, secondes)
	@$(BIN)/python benchmarks/lecture.py

bench-lot: $(DEV) ## Compare les façons de faire tous les rapports d’une région fictive (une demi-heure)
	@$(BIN)/python benchmarks/lot.py

snapshots: $(DEV) ## Réécrit les clichés des tests, à relire ensuite avec « git diff »
	@$(BIN)/python -m pytest tests/snapshot --snapshot-update

docs: $(DEV) ## Réécrit docs/dictionnaire.md, docs/commandes.md et docs/themes.md
	@$(BIN)/python scripts/make_docs.py
	@$(BIN)/python scripts/measure_themes.py

guide: $(DEV) ## Réécrit dans docs/guide.md ce que ses commandes affichent
	@$(BIN)/python scripts/run_pages.py --ecrire

images: $(DEV) ## Reprend les images du guide sur des rapports refaits (Chromium)
	@$(BIN)/python scripts/take_pictures.py

propre: ## Efface l’environnement et les fichiers de travail (pas les rapports)
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

epingles: ## Refait constraints.txt avec les versions les plus récentes qui conviennent
	@rm -rf build/epingles && $(PYTHON) -m venv build/epingles
	@build/epingles/bin/python -m pip install --quiet hatchling editables
	@build/epingles/bin/python -m pip install --quiet --no-build-isolation --editable ".[dev]"
	@(grep '^#' constraints.txt; build/epingles/bin/python -m pip freeze --exclude-editable) > build/constraints.txt
	@mv build/constraints.txt constraints.txt && rm -rf build/epingles

# A half-made environment is removed, or the next call would take it for a whole one.
$(BIN)/python:
	@command -v $(PYTHON) > /dev/null || { echo "$$NO_PYTHON" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$$OLD_PYTHON" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { echo "$$NO_VENV" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# Without build isolation, the tools that build the package come from constraints.txt too.
$(RUN): $(PINS) | $(BIN)/python
	@echo "Installation de pstlib dans $(VENV) (une minute environ)…"
	@$(PIP) hatchling editables
	@$(PIP) --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN)
	@echo "Installation des outils de test…"
	@$(PIP) --no-build-isolation --editable ".[dev]"
	@touch $@

define NO_PYTHON
Python est introuvable (« $(PYTHON) »). Installez Python 3.11 ou plus récent, par exemple sous Debian :
  apt-get install python3 python3-venv
Python not found: install Python 3.11 or newer, or name it: make env PYTHON=/path/to/python3
endef

define OLD_PYTHON
« $(PYTHON) » est trop ancien : pstlib demande Python 3.11 ou plus récent. Indiquez-en un autre, par exemple :
  make env PYTHON=python3.12
Python 3.11 or newer is needed.
endef

define NO_VENV
Il manque à « $(PYTHON) » de quoi créer un environnement. Sous Debian ou Ubuntu :
  apt-get install python3-venv
The venv and ensurepip modules are missing: install python3-venv.
endef

export NO_PYTHON OLD_PYTHON NO_VENV
