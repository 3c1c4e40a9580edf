"""The services and the names and addresses of their databases."""

from urllib.parse import quote, urlsplit, urlunsplit

SERVICES = ("registry", "roadmaps", "measurement", "notifications", "gateway")


def role_of(service: str) -> str:
    """Name a service's role, which is also the name of its database."""
    return f"harambee_{service}"


def service_url(admin_url: str, service: str, password: str, database: str | None = None) -> str:
    """Give the address of a service's database on the server that the administrator's address points to."""
    parts = urlsplit(admin_url)
    server = parts.netloc.rpartition("@")[2]
    role = role_of(service)
    return urlunsplit(parts._replace(netloc=f"{role}:{quote(password, safe='')}@{server}", path=f"/{database or role}"))
