from __future__ import annotations

import pytest

from tests.environment import receiver as receivers


@pytest.fixture
def receiver(settings):
    """A receiver on this machine, which the settings name as one inside the house."""
    settings.WEBHOOK_PRIVATE_HOSTS = ["localhost"]
    with receivers.serve() as served:
        yield served
