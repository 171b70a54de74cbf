"""The product's settings, with the bare views beside its pages: of the web processes that are measured."""

from newsroom.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.bare"
