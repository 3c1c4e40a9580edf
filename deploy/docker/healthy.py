"""Exits with 0 where the service of this container is ready: the health check of the image."""

import os
import sys

from deploy.local.services import is_ready

sys.exit(not is_ready(int(os.environ["HARAMBEE_PORT"])))
