"""The ASGI application that uvicorn serves."""

from __future__ import annotations

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

# WhiteNoise hands Django plain files; the files are small, and Django reads them in a thread.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

# Streams never enter Django, where each would hold a thread and a connection: whatever is to answer
# ``/events/`` wraps this application and passes everything else on.
application = get_asgi_application()
