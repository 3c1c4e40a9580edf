import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from deploy.local.credentials import Credentials
from deploy.local.databases import SERVICES
from deploy.local.services import BEHIND_THE_GATEWAY, Surroundings, environment, program
from services.gateway.app import GatewaySettings
from shared.settings import Mode, Settings

CREDENTIALS = Credentials.make()


def surroundings(mode: Mode = Mode.PRODUCTION) -> Surroundings:
    return Surroundings(
        postgres_url="postgresql://postgres:admin@/postgres?host=/run/somewhere",
        kafka="127.0.0.1:9092",
        smtp="smtp://127.0.0.1:1025",
        mode=mode,
        host="0.0.0.0",
        ports={service: 9000 + place for place, service in enumerate(SERVICES)},
        public_url="https://harambee.example",
        mail_from="harambee@harambee.example",
    )


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_its_settings_from_what_it_is_told(service, monkeypatch):
    for name, value in environment(service, surroundings(), CREDENTIALS).items():
        monkeypatch.setenv(name, value)

    settings = GatewaySettings() if service == "gateway" else Settings()

    assert settings.database.get_secret_value() == (
        f"postgresql://harambee_{service}:{CREDENTIALS.role_password(service)}@/harambee_{service}?host=/run/somewhere"
    )
    assert settings.host == ("0.0.0.0" if service == "gateway" else "127.0.0.1")
    assert settings.mode is Mode.PRODUCTION


def test_only_the_gateway_can_sign_tokens():
    told = {service: environment(service, surroundings(), CREDENTIALS) for service in SERVICES}

    assert [name for name, one in told.items() if "HARAMBEE_INTERNAL_PRIVATE_KEY" in one] == ["gateway"]
    signature = load_pem_private_key(told["gateway"]["HARAMBEE_INTERNAL_PRIVATE_KEY"].encode(), None).sign(b"token")
    for one in told.values():
        load_pem_public_key(one["HARAMBEE_INTERNAL_PUBLIC_KEY"].encode()).verify(signature, b"token")


def test_no_service_knows_the_secret_of_another():
    for service in SERVICES:
        said = " ".join(environment(service, surroundings(), CREDENTIALS).values())
        others = [other for other in SERVICES if other != service]
        secrets = [CREDENTIALS.service_secret(other) for other in others]
        assert not [secret for secret in secrets if secret in said]
        assert not [other for other in others if CREDENTIALS.role_password(other) in said]
        assert CREDENTIALS.administrator_password not in said


def test_the_administrators_address_is_not_passed_on(monkeypatch, tmp_path):
    monkeypatch.setenv("HARAMBEE_POSTGRES", "postgresql://admin:secret@db/postgres")
    monkeypatch.setenv("HARAMBEE_LOG_LEVEL", "DEBUG")

    given = program("registry", {}, tmp_path).environment

    assert given is not None
    assert "HARAMBEE_POSTGRES" not in given
    assert given["HARAMBEE_LOG_LEVEL"] == "DEBUG"


def test_the_gateway_is_told_where_each_service_is():
    told = environment("gateway", surroundings(), CREDENTIALS)

    for service in BEHIND_THE_GATEWAY:
        assert told[f"HARAMBEE_{service.upper()}_URL"] == f"http://127.0.0.1:{surroundings().ports[service]}"


@pytest.mark.parametrize("service", ["measurement", "notifications"])
def test_addresses_from_outside_may_be_this_machine_in_a_demonstration_only(service):
    name = "HARAMBEE_EGRESS_NETWORKS"

    assert name in environment(service, surroundings(Mode.DEMONSTRATION), CREDENTIALS)
    assert name not in environment(service, surroundings(Mode.PRODUCTION), CREDENTIALS)
    assert name not in environment("registry", surroundings(Mode.DEMONSTRATION), CREDENTIALS)


def test_credentials_are_kept_for_their_owner_alone(tmp_path):
    first = Credentials.keep(tmp_path / "credentials.json")

    assert Credentials.keep(tmp_path / "credentials.json") == first
    assert (tmp_path / "credentials.json").stat().st_mode & 0o777 == 0o600
    assert first != Credentials.make()
