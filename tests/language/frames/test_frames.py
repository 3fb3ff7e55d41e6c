"""Each frame and rule in the languages that need it: one sentence, what is said, and by whom."""

import pytest

from language.enrichment import enrich
from language.entities import EMPTY
from schemas import Statement


def read(language: str, text: str) -> tuple[Statement, ...]:
    return enrich(text, document="d", language=language, base=EMPTY).statements


def told(language: str, text: str) -> list[tuple[str | None, tuple[str, ...]]]:
    statements = read(language, text)
    return [
        (one.speaker and one.speaker.text, tuple(text[start:end] for start, end in one.parts)) for one in statements
    ]


@pytest.mark.parametrize(
    ("language", "text", "speaker", "parts"),
    [
        # S V A C M and its orders
        ("fr", "Le maire a déclaré mardi que le quai fermerait.", "Le maire", ["que le quai fermerait"]),
        ("es", "Ayer dijo el alcalde que el muelle cerrará.", "el alcalde", ["que el muelle cerrará"]),
        ("ru", "Мэр заявил журналистам, что причал закроют.", "Мэр", ["что причал закроют"]),
        ("ar", "قال المحافظ إن الميناء سيغلق.", "المحافظ", ["إن الميناء سيغلق"]),
        ("ar", "المحافظ يعلن أن الميناء سيغلق.", "المحافظ", ["أن الميناء سيغلق"]),
        ("fa", "فرماندار گفت که اسکله بسته می‌شود.", "فرماندار", ["که اسکله بسته می‌شود"]),
        ("zh", "市长表示，码头将关闭。", "市长", ["码头将关闭"]),
        # infinitives
        ("fr", "Le maire a promis de rouvrir le quai.", "Le maire", ["de rouvrir le quai"]),
        ("fr", "Des témoins ont raconté à la radio avoir vu le feu.", "Des témoins", ["avoir vu le feu"]),
        ("es", "La empresa niega haber cobrado de más.", "La empresa", ["haber cobrado de más"]),
        ("ru", "Министр пообещал открыть причал.", "Министр", ["открыть причал"]),
        ("ar", "طالب النواب بفتح تحقيق.", "النواب", ["بفتح تحقيق"]),
        # incises
        ("fr", "« Le quai est fermé », a expliqué le maire.", "le maire", ["« Le quai est fermé »"]),
        ("fr", "« A, a dit le maire, et B ».", "le maire", ["« A", "et B »"]),
        ("fr", "Le quai, insiste le maire, est fermé.", "le maire", ["Le quai", "est fermé"]),
        ("es", "«El muelle —explica la alcaldesa— está cerrado».", "la alcaldesa", ["«El muelle", "está cerrado»"]),
        ("ru", "«Причал закрыт, — сказал мэр. — Ждите».", "мэр", ["«Причал закрыт", "Ждите»"]),
        ("ar", '"الميناء مغلق"، قالت المحافظة.', "المحافظة", ['"الميناء مغلق"']),
        ("zh", "“码头关了，”市长说，“请等待。”", "市长", ["“码头关了，”", "“请等待。”"]),
        # a closed quotation and a verb that no list holds
        ("fr", "« Le quai est fermé », philosophaille le maire.", "le maire", ["« Le quai est fermé »"]),
        # colons
        ("fa", "فرماندار افزود: اسکله بسته است.", "فرماندار", ["اسکله بسته است"]),
        ("fr", "Odile Marchand : « Nous irons au tribunal. »", "Odile Marchand", ["« Nous irons au tribunal. »"]),
        # objects
        ("fr", "Le syndicat dénonce une décision brutale.", "Le syndicat", ["une décision brutale"]),
        ("fa", "وزارت راه حمله به بندر را محکوم کرد.", "وزارت راه", ["حمله به بندر"]),
        ("fa", "رئیس بندر از کمبود سوخت خبر داد.", "رئیس بندر", ["کمبود سوخت"]),
        ("ar", "أدانت الوزارة الهجوم على الميناء.", "الوزارة", ["الهجوم على الميناء"]),
        ("ar", "حذر الخبير من عواقب الإغلاق.", "الخبير", ["عواقب الإغلاق"]),
        # what is called
        ("ru", "Адвокат назвал дело «нелепым».", "Адвокат", ["«нелепым»"]),
        ("es", "La oposición calificó la medida de “atropello”.", "La oposición", ["“atropello”"]),
        # source phrases
        ("fr", "Selon la préfecture, trois quais sont fermés.", "la préfecture", ["trois quais sont fermés"]),
        ("es", "El muelle cerrará, según informó la radio.", "la radio", ["El muelle cerrará"]),
        ("ru", "Причал, по словам мэра, закрыт.", "мэра", ["Причал", "закрыт"]),
        ("ru", "Как сообщил представитель порта, пострадавших нет.", "представитель порта", ["пострадавших нет"]),
        ("ar", "وفقا لوزارة النقل، سيغلق الميناء.", "وزارة النقل", ["سيغلق الميناء"]),
        ("ar", "نقلت الصحيفة عن مصدر قوله إن الميناء سيغلق.", "مصدر", ["إن الميناء سيغلق"]),
        ("fa", "به گفته پلیس، دو نفر زخمی شدند.", "پلیس", ["دو نفر زخمی شدند"]),
        ("fa", "رادیو به نقل از یک مقام گزارش داد که بندر بسته است.", "یک مقام", ["که بندر بسته است"]),
        ("zh", "据海州日报报道，码头将关闭。", "海州日报", ["码头将关闭"]),
        ("zh", "在分析人士看来，部长很难留任。", "分析人士", ["部长很难留任"]),
        # the agency's phrase yields to a cue behind it
        ("fa", "به گزارش رادیو، وزیر گفت: سدها پر هستند.", "وزیر", ["سدها پر هستند"]),
        # nouns of speech
        ("fr", "Le maire a réitéré sa promesse de ne rien fermer.", "Le maire", ["de ne rien fermer"]),
        ("es", "El alcalde lanzó una advertencia: quien pesque pagará.", "El alcalde", ["quien pesque pagará"]),
        # dialogue
        ("ru", "— Кто здесь? — спросил сторож.", "сторож", ["Кто здесь?"]),
        ("es", "—No lo sé —dijo el acusado—. Fue hace mucho.", "el acusado", ["No lo sé", "Fue hace mucho"]),
        # what stands between: a place, an apposition, a participle, another clause
        ("fr", "« On verra », a lancé sur la place le maire.", "le maire", ["« On verra »"]),
        ("fr", "« On verra », confie Ana Ruiz, pilote au port.", "Ana Ruiz", ["« On verra »"]),
        ("ru", "«Посмотрим», — признался сторож, попросивший не называть имени.", "сторож", ["«Посмотрим»"]),
        ("fa", "این زمانی بود که شهردار گفت پل بسته است.", "شهردار", ["پل بسته است"]),
        ("fa", "کاوه سهرابی که پیشتر ملوان بود، نوشت: «نه»", "کاوه سهرابی", ["«نه»"]),
        ("ar", "أفادت الإذاعة نقلا عن مصدر بأن الميناء مغلق.", "مصدر", ["بأن الميناء مغلق"]),
        ("zh", "发言人在回答记者提问时指出，码头将关闭。", "发言人", ["码头将关闭"]),
        ("zh", "外交部对码头关闭表示担忧。", "外交部", ["码头关闭"]),
        # verbs that only carry the cue
        ("fr", "Le maire a une nouvelle fois exclu toute vente.", "Le maire", ["toute vente"]),
        ("fr", "« On verra », s'est contenté de dire le maire.", "le maire", ["« On verra »"]),
    ],
)
def test_one_statement(language: str, text: str, speaker: str, parts: list[str]) -> None:
    assert told(language, text) == [(speaker, tuple(parts))]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "fr",
            "Le maire a appelé les pêcheurs à partir et a demandé au préfet de les aider.",
            [("Le maire", ("à partir",)), ("Le maire", ("de les aider",))],
        ),
        (
            "fr",
            "Le port a rejeté le plan du maire, a indiqué le préfet.",
            [("le préfet", ("Le port a rejeté le plan du maire",)), ("Le port", ("le plan du maire",))],
        ),
        (
            "es",
            "La ministra explicó que el plan es viable. Añadió que costará poco.",
            [("La ministra", ("que el plan es viable",)), ("La ministra", ("que costará poco",))],
        ),
        (
            "ru",
            "Она отказалась от встречи, заявив, что занята. Рейс отменили. Об этом сообщил порт.",
            [("Она", ("что занята",)), ("порт", ("Рейс отменили",))],
        ),
        (
            "fr",
            "Le général s'est voulu rassurant. « Nos soldats sont prêts. »",
            [("Le général", ("« Nos soldats sont prêts. »",))],
        ),
        (
            "zh",
            "校长说，学校很安全；也有人担心成本。",
            [("校长", ("学校很安全",)), ("人", ("成本",))],
        ),
        (
            "fa",
            "ناظران از موج اعدام‌ها ابراز نگرانی کردند و از دولت خواستند اقدام کند.",
            [("ناظران", ("موج اعدام‌ها",)), ("ناظران", ("اقدام کند",))],
        ),
        (
            "fr",
            "Ana Ruiz a salué le courage des pilotes et a souligné que le port vivait.",
            [("Ana Ruiz", ("le courage des pilotes",)), ("Ana Ruiz", ("que le port vivait",))],
        ),
        (
            "ar",
            "أكدت الشركة أنها ستلتزم، مضيفة أن العمل مستمر.",
            [("الشركة", ("أنها ستلتزم",)), ("الشركة", ("أن العمل مستمر",))],
        ),
    ],
)
def test_several_statements(language: str, text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert told(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Le film « Le Vieux Quai » sera projeté samedi."),
        ("fr", "La juge a quitté la salle avant de lever les yeux."),
        ("es", "La palabra “libertad” aparece tres veces en el texto."),
        ("ru", "Роман «Старый причал» переиздали."),
        ("ar", 'وردت كلمة "حرية" ثلاث مرات في النص.'),
        ("fa", "فیلم «اسکله کهنه» برنده جایزه شد."),
        ("zh", "小说《码头》被译成多种语言。他说话的声音很小。"),
    ],
)
def test_nothing_is_said(language: str, text: str) -> None:
    assert told(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "mode", "level", "verb_class"),
    [
        ("fr", "Le maire n'a pas confirmé que le quai fermerait.", "not_said", "said", "announce"),
        ("fr", "Le maire a refusé de dire si le quai fermerait.", "not_said", "said", "say"),
        ("fr", "Le maire a demandé si le quai fermerait.", "asked", "said", "ask"),
        ("fr", "Le maire a demandé au préfet de fermer le quai.", "said", "said", "demand"),
        ("fr", "Le maire craint que le quai ne ferme.", "said", "reading", "warn"),
        ("es", "El alcalde negó que el muelle cerrara.", "denied", "said", "deny"),
        ("fa", "فرماندار نگفت که اسکله بسته است.", "not_said", "said", "say"),
        ("ar", "لم تستبعد الوزيرة أن يغلق الميناء.", "not_said", "said", "reject"),
        ("ru", "Мэр не исключил, что причал закроют.", "not_said", "said", "reject"),
        ("ru", "Рыбаки опасаются, что причал закроют.", "said", "reading", "warn"),
        ("zh", "市长没有透露补偿的细节。", "not_said", "said", "reveal"),
    ],
)
def test_mode_level_and_class(language: str, text: str, mode: str, level: str, verb_class: str) -> None:
    (statement,) = read(language, text)
    assert statement.cue is not None
    assert (statement.mode, statement.level, statement.cue.verb_class) == (mode, level, verb_class)


def test_kinds_and_certainty() -> None:
    text = "Le maire a dit : « Oui, c'est fermé. » Il a ajouté que le quai était « perdu ». Il a dit que non."
    assert [one.kind for one in read("fr", text)] == ["direct", "mixed", "indirect"]
    rules = {
        "Le maire dit que le quai ferme.": "sure",
        "Le maire dénonce une décision brutale.": "likely",
        "Le maire est venu. « Le quai est fermé. »": "unsure",
    }
    assert {text: read("fr", text)[0].certainty for text in rules} == rules


@pytest.mark.parametrize(
    ("language", "text", "addressee"),
    [
        ("fr", "Le maire a dit à Odile Marchand que le quai fermerait.", "Odile Marchand"),
        ("fr", "Le maire a dit à cette occasion que le quai fermerait.", None),
        ("fa", "شاهدان به خبرگزاری دریا گفتند که صدایی شنیدند.", "خبرگزاری دریا"),
        ("fa", "وزیر به این مناسبت گفت که صدایی شنید.", None),
    ],
)
def test_who_is_spoken_to(language: str, text: str, addressee: str | None) -> None:
    (statement,) = read(language, text)
    assert (statement.addressee and statement.addressee.text) == addressee
