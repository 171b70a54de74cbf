# Short names for what manage.py does; nothing needs make.
.PHONY: run test bench fmt hashes

run:
	python3 manage.py up

test:
	python3 manage.py test

bench:
	python3 manage.py bench

fmt:
	.venv/bin/python -m ruff check --fix .
	.venv/bin/python -m ruff format .
	cd newsroom/frontend && npm run --silent fix

hashes:
	.venv/bin/python -m newsroom.running.hashes
