# `make` alone lists what there is. Needs Python 3.11+ (with venv), git and make, nothing else.

PYTHON ?=
WORKERS ?= 2

BIN := .venv/bin
STAMP := .venv/.stamp
# Each worker takes its own stretch of the tests, so that what a file sets up is set up once; what
# is compiled is kept, also for the programs that tests start.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
MUTMUT := 3.8.1
DEMO := build/demo
WORKFLOWS := .github/workflows scripts/templates/data-repository/.github/workflows
SITE := build/site
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --quiet $(LOCK_FLAGS)

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test quick coverage mutants check format bench bench-full federation-demo picture shots release reference lock clean

help: ## 列出全部命令 · list what there is
	@echo '用法 usage: make TARGET'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP) ## 建立运行环境 .venv · make the environment in .venv (PYTHON=… to choose one)
	@echo "环境就绪 · ready: $(BIN)/gongkai"

$(STAMP): pyproject.toml requirements.lock requirements-dev.lock scoring/version.py
	@python="$$(sh scripts/preflight.sh '$(PYTHON)')" || exit 1; \
	if ! $(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		echo '建立 .venv · making .venv'; "$$python" -m venv --clear .venv || exit 1; \
	fi
	@echo '安装依赖，第一次约需一两分钟 · installing, a minute or two the first time'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements-dev.lock || { \
		echo '依赖没有装上。网络不通时可用镜像 · not installed; where the network is slow, use a mirror:'; \
		echo '  PIP_INDEX_URL=https://… make setup'; exit 1; } >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--no-build-isolation --editable .
	@touch $@

demo: $(STAMP) ## 生成演示年度并评分、建站 · make a synthetic year, score it, build its site
	@rm -rf $(DEMO) $(SITE)
	@$(BIN)/gongkai demo $(DEMO)
	@$(BIN)/gongkai --repo $(DEMO) score --format table
	@$(BIN)/gongkai --repo $(DEMO) site build --checkpoint --out '$(CURDIR)/$(SITE)'
	@echo
	@echo '演示站点 · the demo site: $(CURDIR)/$(SITE)/index.html'
	@echo '浏览 · to browse it: make serve'

serve: $(STAMP) ## 在本机浏览演示站点 · browse the demo site on this machine
	@test -d $(DEMO)/.git || $(MAKE) --no-print-directory demo
	@$(BIN)/gongkai --repo $(DEMO) site serve

test: check ## 全部检查和测试 · all checks, then all tests (WORKERS=4 for more at once)
	@$(PYTEST)

# Without a browser much of the time is waiting for git, so that three keep two cores busy.
quick: WORKERS = 3
quick: $(STAMP) ## 不用浏览器和服务器的测试 · the tests that need neither a browser nor a server
	@$(PYTEST) -m 'not browser and not server'

coverage: $(STAMP) ## scoring 的分支覆盖率，不低于 95% · branch coverage of scoring/, at least 95%
	@$(BIN)/coverage erase
	@$(PYTEST:pytest=coverage run -m pytest) -m 'not browser and not server'
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --include='scoring/*' --fail-under=95

mutants: $(STAMP) ## 变异测试，约二十分钟 · mutation tests of rules, composition and ledger, twenty minutes
	@$(BIN)/python -m pip install --quiet --target build/mutmut mutmut==$(MUTMUT)
	@PYTHONDONTWRITEBYTECODE= PYTHONPATH='$(CURDIR)/build/mutmut' $(BIN)/python -m mutmut run --max-children $(WORKERS)
	@PYTHONPATH='$(CURDIR)/build/mutmut' $(BIN)/python -m mutmut results

check: $(STAMP) ## 代码检查：格式、类型、单向依赖 · lint, format, types, one-way flow
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo --no-cache
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows $(WORKFLOWS:=/*.yml)
	@$(BIN)/zizmor --offline --quiet $(WORKFLOWS)

format: $(STAMP) ## 整理代码格式 · put the code in shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(STAMP) ## 性能基准（一万份材料） · measure against the floor and the peers, 10,000 records
	@$(BIN)/python -m scripts.bench --keep

bench-full: $(STAMP) ## 性能基准（另加十万份） · the same, and 100,000 records: half an hour
	@$(BIN)/python -m scripts.bench --full --keep

federation-demo: $(STAMP) ## 十个演示县市的联合对比 · compare ten demo counties: two minutes
	@$(BIN)/python -m scripts.federating.example build/federation-counties
	@$(BIN)/gongkai federation build/federation-counties/counties.yml --as-of 2024-03-31 \
		--out build/federation --work build/federation-work
	@echo '对比 · the comparison: $(CURDIR)/build/federation/index.html'

picture: $(STAMP) ## 重画 README 里的评分榜（取自演示年度） · draw the README's scoreboard anew
	@$(BIN)/python -m scripts.picture

shots: $(STAMP) ## 拍手册的截图到 build/shots，随网站提供 · take the manuals' pictures, build the site with them
	@$(BIN)/python -m scripts.shots build/shots
	@test -d $(DEMO)/.git || $(BIN)/gongkai demo $(DEMO)
	@$(BIN)/gongkai --repo $(DEMO) site build --shots build/shots --out '$(CURDIR)/$(SITE)'

release: shots ## 发布包到 dist：程序，附手册和截图的演示站点 · the wheel, and the demo site with the manuals
	@$(BIN)/python -m build --no-isolation --wheel --outdir dist .
	@cd build && '$(CURDIR)/$(BIN)/python' -m zipfile -c '$(CURDIR)/dist/gongkai-demo-site.zip' site
	@ls dist

reference: $(STAMP) ## 由 schemas/ 重写 docs/records.md 和 rulebook.md 里的表 · write docs/records.md and the tables of rulebook.md from the schemas
	@$(BIN)/python -m scripts.reference

lock: $(STAMP) ## 更新依赖锁定文件 · lock again (LOCK_FLAGS=--upgrade for newer versions)
	@$(LOCK) pyproject.toml requirements.in -o requirements.lock
	@$(LOCK) --extra federation pyproject.toml requirements.in -c requirements.lock \
		-o requirements-federation.lock
	@$(LOCK) --extra federation pyproject.toml requirements.in requirements-dev.in \
		-c requirements-federation.lock -o requirements-dev.lock

clean: ## 删除生成的文件 · remove what was generated (.venv stays)
	@rm -rf build dist htmlcov mutants .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache \
		.ruff_cache .import_linter_cache
	@find scoring scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +
