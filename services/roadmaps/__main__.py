"""`python -m services.roadmaps`: run the service."""

from services.roadmaps.app import create_service
from shared.main import main

main(create_service())
