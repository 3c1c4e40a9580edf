"""Jobs that go through stored flows and activities because a fact they follow from has changed."""
