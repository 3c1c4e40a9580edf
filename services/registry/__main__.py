"""`python -m services.registry`: run the service."""

from services.registry.app import create_service
from shared.main import main

main(create_service())
