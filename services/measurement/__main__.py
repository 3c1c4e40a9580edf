"""`python -m services.measurement`: run the service."""

from services.measurement.app import create_service
from shared.main import main

main(create_service())
