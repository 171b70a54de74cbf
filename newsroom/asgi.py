"""The ASGI application that uvicorn serves."""

from __future__ import annotations

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django_application = get_asgi_application()

from newsroom.server.edge import Edge  # noqa: E402
from newsroom.server.steps import Batches  # noqa: E402 - imports models, which are loaded from here on
from newsroom.server.streams import Streams  # noqa: E402

# WhiteNoise gives Django synchronous iterators; the files are small, and Django reads them in a thread.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

pages = Batches(django_application)
application = Edge(Streams(pages))
