"""Who speaks: names, surnames, roles, pronouns, speakers left out, and the watch-list in every script."""

import pytest

from language.enrichment import enrich
from language.entities import EMPTY, EntityBase
from schemas import Statement, WatchedEntity

DARVISH = WatchedEntity("darv", "Reza Darvish", "person", ("رضا درویش", "رضا درويش", "Реза Дарвиш", "雷萨·达维什"))
ORRA = WatchedEntity("orra", "Republic of Orra", "place", ("اورا", "أورا", "Орра", "奥拉", "Orra"))
BASE = EntityBase([DARVISH, ORRA])


def read(language: str, text: str, base: EntityBase = EMPTY, title: str = "") -> list[Statement]:
    return list(enrich(text, document="d", language=language, base=base, title=title).statements)


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        (
            "fr",
            "Le maire, Paul Verdier, dit que oui. Verdier ajoute que non. Il précise que si. Le maire dit que rien.",
            [("Paul Verdier", "name"), ("Paul Verdier", "name"), ("Paul Verdier", "pronoun"), ("Paul Verdier", "role")],
        ),
        ("fr", "L'avocat de Paul Verdier dit que le quai ferme.", [(None, "role")]),
        (
            "es",
            "La líder Ana Belmonte dijo que sí. Añadió que no.",
            [("Ana Belmonte", "name"), ("Ana Belmonte", "implied")],
        ),
        (
            "ru",
            "Мэр Орры Семён Лукашин сказал, что да. По словам Лукашина, причал закроют.",
            [("Семён Лукашин", "name"), ("Семён Лукашин", "name")],
        ),
        ("ru", "Председатель Анна Петровна Белых заявила, что да.", [("Анна Петровна Белых", "name")]),
        (
            "fa",
            "ناصر کاویانی، رئیس بندر، گفت که بله. کاویانی گفت که نه. وی افزود: شاید.",
            [("ناصر کاویانی", "name"), ("ناصر کاویانی", "name"), ("ناصر کاویانی", "pronoun")],
        ),
        ("fa", "ژوبین آذرخش، ملوان بندر، گفت که بله.", [("ژوبین آذرخش", "name")]),
        ("fa", "وکیل ناصر کاویانی گفت که بله.", [(None, "role")]),
        (
            "ar",
            "قال الوزير الأوري زمرد شاكوش إن القرار نهائي. وأضاف شاكوش أن الأمر انتهى.",
            [("زمرد شاكوش", "name"), ("زمرد شاكوش", "name")],
        ),
        (
            "zh",
            "总统唐纳·沃克说，他会来。沃克说，他不走。市长林国栋表示，欢迎。市长强调，安全第一。",
            [("唐纳·沃克", "name"), ("唐纳·沃克", "name"), ("林国栋", "name"), ("林国栋", "role")],
        ),
    ],
)
def test_names(language: str, text: str, names: list[tuple[str | None, str]]) -> None:
    found = [one.speaker for one in read(language, text)]
    assert [(speaker.name, speaker.how) for speaker in found if speaker] == names


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fa", "رضا درویش گفت که اسکله بسته است."),
        ("ar", "قال رضا درويش إن الميناء سيغلق."),
        ("ru", "Реза Дарвиш заявил, что причал закроют."),
        ("zh", "雷萨·达维什表示，码头将关闭。"),
        ("fr", "Le président Reza Darvish a dit que le quai ferme."),
    ],
)
def test_the_watch_list_names_the_speaker_in_every_script(language: str, text: str) -> None:
    (statement,) = read(language, text, BASE)
    assert statement.speaker is not None
    assert (statement.speaker.entity, statement.speaker.name) == ("darv", "Reza Darvish")
    assert statement.speaker.aliases == DARVISH.aliases


def test_a_place_in_the_chunk_is_not_the_speaker_unless_it_is_all_of_it() -> None:
    whole, part = read("fr", "Orra dit que le quai ferme. Le ministre de Orra dit que non.", BASE)
    assert whole.speaker is not None
    assert part.speaker is not None
    assert (whole.speaker.entity, part.speaker.entity) == ("orra", None)


def test_what_is_said_tells_what_it_is_about() -> None:
    text = "وزیر گفت که رضا درویش به اورا می‌رود."
    (statement,) = read("fa", text, BASE)
    assert (statement.about, statement.about_ids) == (("رضا درویش", "اورا"), ("darv", "orra"))


def test_a_pronoun_does_not_reach_over_somebody_unnamed() -> None:
    text = "Paul Verdier dit que oui. Un passant dit que non. Il ajoute que si."
    assert [one.speaker and one.speaker.name for one in read("fr", text)] == ["Paul Verdier", None, None]


def test_the_headline_gives_the_full_name() -> None:
    text = "Hier, Verdier a dit que le quai ferme."
    assert [one.speaker and one.speaker.name for one in read("fr", text)] == ["Verdier"]
    titled = read("fr", text, title="Le maire Paul Verdier ferme le quai")
    assert [one.speaker and one.speaker.name for one in titled] == ["Paul Verdier"]


def test_an_institution_is_no_person() -> None:
    text = "Le syndicat Alliance Marine dit que oui. Paul Verdier dit que non."
    entities = enrich(text, document="d", language="fr", base=EMPTY).entities
    assert [(one.name, one.type) for one in entities] == [
        ("Alliance Marine", "organisation"),
        ("Paul Verdier", "person"),
    ]
