"""How events of the log are shown outside."""


def positioned(body: bytes, position: int) -> bytes:
    """Put the position into an event's JSON without parsing it: what is stored is sent and signed as it is."""
    return b'%b,"position":%d}' % (body[:-1], position)


def type_pattern(wanted: str) -> str:
    """Make the SQL pattern of a type filter: `harambee.roadmap.*` stands for all that begins so."""
    escaped = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped[:-1]}%" if escaped.endswith("*") else escaped
