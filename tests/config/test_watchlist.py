"""The watch-list comes from YAML or CSV, and what is wrong with it has its place."""

import pytest

from onrecord.config.errors import ConfigErrors
from onrecord.config.watchlist import read_watchlist
from schemas import WatchedEntity

ADA = WatchedEntity("lindqvist", "Ada Lindqvist", "person", ("A. Lindqvist", "Ада Линдквист"), "female")
PORT = WatchedEntity("nordhavn", "Nordhavn", "place")


def read(folder, name: str, text: str | bytes):
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_watchlist(file)


def refusal(folder, name: str, text: str | bytes) -> str:
    with pytest.raises(ConfigErrors) as caught:
        read(folder, name, text)
    return str(caught.value)


AS_YAML = """\
- id: lindqvist
  name: Ada Lindqvist
  type: person
  aliases: [A. Lindqvist, Ада Линдквист]
  gender: female
- {id: nordhavn, name: Nordhavn, type: place}
"""
AS_CSV = """\
id,type,name,aliases,gender
lindqvist,person,Ada Lindqvist,A. Lindqvist|Ада Линдквист,female
nordhavn,place,Nordhavn,,
"""
AS_A_SPREADSHEET_WRITES_IT = (
    "\ufeffID;Type;Name;Aliases;Gender\r\n"
    "lindqvist;person;Ada Lindqvist;A. Lindqvist | Ада Линдквист;female\r\n\r\nnordhavn;place;Nordhavn;;\r\n"
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("w.yaml", AS_YAML),
        ("w.yaml", "entities:\n" + AS_YAML),
        ("w.csv", AS_CSV),
        ("w.csv", AS_A_SPREADSHEET_WRITES_IT),
    ],
)
def test_the_same_list_in_every_form(tmp_path, name, text):
    assert read(tmp_path, name, text) == (ADA, PORT)


def test_one_alias_needs_no_list(tmp_path):
    assert read(tmp_path, "w.yaml", "- {id: a, name: A, aliases: Aa}\n")[0].aliases == ("Aa",)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("w.yaml", "- {id: a, nmae: A}\n", "w.yaml:1:11: entities[0].nmae: no such key; did you mean name?"),
        ("w.yaml", "- {id: a, nmae: A}\n", "w.yaml:1:3: entities[0].name: got nothing"),
        ("w.yaml", "- {id: a, name: A, type: persn}\n", 'w.yaml:1:26: entities[0].type: got "persn", expected person'),
        (
            "w.yaml",
            "- {id: a, name: A}\n- {id: a, name: B}\n",
            'w.yaml:2:8: got the id "a" a second time (first in line 1)',
        ),
        ("w.yaml", "- {id: a, name: ''}\n", "w.yaml:1:17: entities[0].name"),
        ("w.yaml", "entities: 5\n", "w.yaml:1:11: entities: got 5, expected a list"),
        ("w.csv", "name,aliases\nA,B\n", "w.csv:1:1: got the columns name, aliases, expected id, type, name"),
        ("w.csv", "", "w.csv:1:1: got the columns nothing"),
        ("w.csv", "id,name\na,A,extra\n", "w.csv:2:1: entities[0].column 3: no such key"),
        ("w.csv", "id,name,type\na,A,place\nb,,place\n", "w.csv:3:1: entities[1].name: got nothing"),
        ("w.csv", 'id,name\n"a\nb",A\nc,C\nc,D\n', 'w.csv:5:1: got the id "c" a second time (first in line 4)'),
        ("w.csv", b"id,name\na,\xff\n", "w.csv:2:1: got bytes that are not UTF-8"),
        ("w.csv", "id,name\na," + "x" * 200_000 + "\n", "w.csv:2:1: "),
    ],
)
def test_an_error_has_its_place(tmp_path, name, text, told):
    assert any(line.startswith(f"{tmp_path}/{told}") for line in refusal(tmp_path, name, text).splitlines())


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ConfigErrors, match="no such file"):
        read_watchlist(tmp_path / "none.yaml")
