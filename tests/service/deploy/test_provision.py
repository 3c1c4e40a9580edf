import asyncpg
import pytest

from deploy.local.databases import service_url
from deploy.local.provision import provision
from tests.servers import running_postgres


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A PostgreSQL of its own: provisioning gives roles new passwords, which others must not notice."""
    with running_postgres(tmp_path_factory.mktemp("provisioned")) as url:
        yield url


async def test_a_service_enters_its_own_database_and_no_other(server):
    roadmaps = await provision(server, "roadmaps", "one")
    gateway = await provision(server, "gateway", "two")

    own = await asyncpg.connect(roadmaps)
    assert await own.fetchval("SELECT current_user || ' in ' || current_database()") == (
        "harambee_roadmaps in harambee_roadmaps"
    )
    await own.close()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(gateway.replace("harambee_gateway:two", "harambee_roadmaps:one"))
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(service_url(server, "roadmaps", "guessed"))


async def test_provisioning_again_keeps_the_data_and_takes_the_new_password(server):
    before = await asyncpg.connect(await provision(server, "roadmaps", "old"))
    await before.execute("UPDATE clock SET ahead = '0'; INSERT INTO clock (ahead) VALUES ('1 day')")
    await before.close()

    after = await asyncpg.connect(await provision(server, "roadmaps", "new"))
    assert await after.fetchval("SELECT count(*) FROM clock") == 1
    await after.execute("DELETE FROM clock")
    await after.close()


async def test_every_test_gets_a_database_of_its_own(database):
    first, second = await database("roadmaps"), await database("roadmaps")

    one, other = await asyncpg.connect(first), await asyncpg.connect(second)
    await one.execute("INSERT INTO clock (ahead) VALUES ('1 day')")
    assert await other.fetchval("SELECT count(*) FROM clock") == 0
    await one.close()
    await other.close()
