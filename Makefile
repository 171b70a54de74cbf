# Short names for what manage.py does; nothing needs make.
.PHONY: run test bench fmt

run:
	python3 manage.py up

test:
	python3 manage.py test

bench:
	python3 manage.py bench

fmt:
	.venv/bin/python -m ruff check --fix .
	.venv/bin/python -m ruff format .
