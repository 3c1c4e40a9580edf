"""`python -m services.notifications`: run the service."""

from services.notifications.app import create_service
from shared.main import main

main(create_service())
