"""`python -m services.gateway`."""

from services.gateway.app import create_service
from shared.main import main

main(create_service())
