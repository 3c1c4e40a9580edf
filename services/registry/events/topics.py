"""The topics of the registry; personal data travels on one of its own, which only notifications reads."""

from shared.envelope import Topic

TOPIC = Topic("harambee.registry", days=None)
CONTACTS = Topic("harambee.registry.contacts", days=None, compacted=True)
