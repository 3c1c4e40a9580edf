import pytest
from pydantic import TypeAdapter, ValidationError

from services.roadmaps.schemas.actions import SDGS, Target

SDG = TypeAdapter(Target)


def test_the_agenda_has_17_goals_and_169_targets() -> None:
    assert len([one for one in SDGS if "." not in one]) == 17
    assert len([one for one in SDGS if "." in one]) == 169


@pytest.mark.parametrize("code", ["1", "17", "17.9", "17.19", "1.a", "3.d", "10.c"])
def test_goals_and_targets_are_taken(code: str) -> None:
    assert SDG.validate_python(code) == code


@pytest.mark.parametrize(
    "code", ["0", "18", "07", "17.", "17.0", "17.20", "17.09", "17.a", "1.c", "\uff11\uff17", "17.9.1"]
)
def test_what_is_none_is_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        SDG.validate_python(code)
