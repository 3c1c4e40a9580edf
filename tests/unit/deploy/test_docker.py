import json
import re
from pathlib import Path

import pytest
import yaml

from deploy.docker.settings import lines
from deploy.local import jars, kafka, postgres
from deploy.local.credentials import Credentials
from deploy.local.databases import SERVICES, role_of
from deploy.local.services import Surroundings, environment
from shared.settings import Mode

ROOT = Path(__file__).parents[3]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PARTS = COMPOSE["services"]
CREDENTIALS = Credentials.make()


@pytest.mark.parametrize("service", SERVICES)
def test_a_container_is_told_what_the_local_service_is_told(service):
    around = Surroundings(
        postgres_url="postgresql://postgres@postgres/postgres",
        kafka="kafka:9092",
        smtp="smtp://mail:1025",
        mode=Mode.PRODUCTION,
        host="0.0.0.0",
        ports=dict.fromkeys(SERVICES, 8000),
        public_url="http://localhost:8000",
        mail_from="harambee@localhost",
    )

    assert PARTS[service]["environment"].keys() == environment(service, around, CREDENTIALS).keys()
    assert PARTS[service]["command"] == ["python", "-m", f"services.{service}"]
    database = PARTS[service]["environment"]["HARAMBEE_DATABASE"]
    assert database == f"postgresql://{role_of(service)}:${{{service.upper()}_PASSWORD}}@postgres/{role_of(service)}"


@pytest.mark.parametrize("service", SERVICES)
def test_a_container_starts_on_migrated_databases_and_says_when_it_is_ready(service):
    waits = {name: rule["condition"] for name, rule in PARTS[service]["depends_on"].items()}

    assert waits == {"migrate": "service_completed_successfully", "kafka": "service_healthy"}
    assert PARTS[service]["healthcheck"]["test"] == ["CMD", "python", "-m", "deploy.docker.healthy"]


def test_only_the_gateway_and_the_mail_box_are_reached_from_outside():
    assert {name for name, part in PARTS.items() if "ports" in part} == {"gateway", "mail"}
    assert PARTS["mail"]["ports"] == ["127.0.0.1:8025:8025"]


def test_the_servers_are_of_the_versions_that_run_locally():
    assert PARTS["kafka"]["image"] == f"apache/kafka:{jars.KAFKA_VERSION}"
    assert PARTS["postgres"]["image"] == f"postgres:{re.sub('[^0-9]', '', postgres.INSTALLED.name)}"


def test_the_broker_differs_from_the_local_one_in_its_place_alone():
    said = PARTS["kafka"]["environment"]
    named = {name: f"KAFKA_{name.replace('.', '_').upper()}" for name in kafka.SETTINGS}

    assert {name: said[key] for name, key in named.items() if key in said} == {
        name: kafka.SETTINGS[name] for name, key in named.items() if key in said
    }


def test_every_value_that_the_file_asks_for_is_made_or_has_a_default():
    asked = re.findall(r"\$\{(\w+)(:-)?", (ROOT / "docker-compose.yml").read_text())
    made = {line.partition("=")[0] for line in lines(CREDENTIALS)}

    assert {name for name, default in asked if not default} == made


def test_a_key_in_the_settings_file_survives_its_line():
    told = dict(line.split("=", 1) for line in lines(CREDENTIALS))

    assert json.loads(told["HARAMBEE_INTERNAL_PRIVATE_KEY"]) == CREDENTIALS.internal_private_key


def test_the_image_runs_without_root_from_the_lock_file():
    steps = (ROOT / "deploy" / "docker" / "Dockerfile").read_text()

    assert "--require-hashes -r requirements.lock" in steps
    assert steps.rindex("USER harambee") > steps.rindex("FROM python:3.11-slim")
