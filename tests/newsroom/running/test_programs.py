from __future__ import annotations

import pytest

from newsroom.running import programs


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_port_that_is_none(port):
    with pytest.raises(programs.CannotListen, match=f"^{port} is not a port: "):
        programs.listen("127.0.0.1", port)
