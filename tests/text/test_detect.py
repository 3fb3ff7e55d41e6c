"""Languages: by script, by claim, by letters."""

import pytest

from language.detect import LONG, detect, primary_tag

TEXTS = {
    "en": "The minister told reporters that the harbour would close on Monday, and the council agreed with her.",
    "de": "Die Ministerin sagte vor Journalisten, der Hafen werde am Montag geschlossen, und der Rat stimmte ihr zu.",
    "fr": "La ministre a déclaré aux journalistes que le port fermerait lundi, et le conseil lui a donné raison.",
    "es": "La ministra dijo a los periodistas que el puerto cerraría el lunes, y el consejo le dio la razón.",
    "pt": "A ministra disse aos jornalistas que o porto fecharia na segunda-feira, e o conselho não discordou.",
    "it": "La ministra ha detto ai giornalisti che il porto chiuderà lunedì, e il consiglio le ha dato ragione.",
    "nl": "De minister zei tegen journalisten dat de haven maandag dichtgaat, en de raad was het daarmee eens.",
    "pl": "Minister powiedziała dziennikarzom, że port zostanie zamknięty w poniedziałek, a rada się z nią zgodziła.",
    "sv": "Ministern sade till journalister att hamnen stängs på måndag, och rådet höll med henne om det.",
    "tr": "Bakan gazetecilere limanın pazartesi günü kapanacağını söyledi ve meclis de ona katıldı.",
    "id": "Menteri mengatakan kepada wartawan bahwa pelabuhan akan ditutup pada hari Senin, dan dewan setuju.",
    "ru": "Министр сказала журналистам, что порт закроется в понедельник, и совет с ней согласился.",
    "uk": "Міністерка сказала журналістам, що порт закриється в понеділок, і рада з нею погодилася.",
    "ar": "قالت الوزيرة للصحفيين إن الميناء سيغلق يوم الاثنين، ووافق المجلس على ذلك بعد نقاش طويل.",
    "fa": "وزیر به خبرنگاران گفت که بندر روز دوشنبه بسته می‌شود و شورا نیز با او موافقت کرد.",
    "ur": "وزیر نے صحافیوں کو بتایا کہ بندرگاہ پیر کو بند ہو جائے گی اور کونسل نے اس سے اتفاق کیا۔",
    "zh": "部长对记者说，港口将于星期一关闭，市议会表示同意。",
    "ja": "大臣は記者団に、港は月曜日に閉鎖されると語った。",
    "ko": "장관은 기자들에게 항구가 월요일에 폐쇄될 것이라고 말했다.",
    "el": "Η υπουργός είπε στους δημοσιογράφους ότι το λιμάνι θα κλείσει τη Δευτέρα.",
    "he": "השרה אמרה לעיתונאים שהנמל ייסגר ביום שני.",
    "hi": "मंत्री ने पत्रकारों से कहा कि बंदरगाह सोमवार को बंद हो जाएगा।",
}


@pytest.mark.parametrize("language", TEXTS)
def test_without_a_claim(language: str) -> None:
    assert detect(TEXTS[language]) == language


def test_a_claim_stands_for_a_short_text() -> None:
    assert detect("OK", "fa") == "fa"
    assert detect("Nordhavn!", "de-AT") == "de"
    assert detect("", "en_US") == "en"
    assert detect("2026", "fr") == "fr"


def test_a_claim_stands_where_the_script_fits() -> None:
    assert detect(TEXTS["de"][:60], "en") == "en"
    assert detect("Slovo " * 6, "sk") == "sk"


def test_a_claim_of_another_script_does_not() -> None:
    assert detect(TEXTS["fa"], "en-US") == "fa"
    assert detect(TEXTS["zh"], "en-US") == "zh"


def test_a_templates_claim_does_not_outweigh_a_long_text() -> None:
    german = (TEXTS["de"] + " ") * 4
    assert len(german) > LONG
    assert detect(german, "en-US") == "de"
    assert detect((TEXTS["en"] + " ") * 4, "en-US") == "en"
    assert detect((TEXTS["sv"] + " ") * 4, "no") == "no"  # too near to overrule


def test_nothing_to_tell_is_und() -> None:
    assert [detect(text) for text in ("", "  ", "12345 !!", "https://example.org/der-hafen @ada #hafen")] == ["und"] * 4


def test_addresses_and_tags_don_t_count() -> None:
    assert detect(TEXTS["fa"] + " https://example.org/" + "harbour-closes/" * 20) == "fa"


def test_tags() -> None:
    tags = ["en-US", "EN_gb", "fa", "nb-NO", "iw", "English", "", None, "und", "zh-Hans-CN", "x-default"]
    assert [primary_tag(tag) for tag in tags] == ["en", "en", "fa", "no", "he", None, None, None, None, "zh", None]


def test_lone_surrogates_and_ten_megabytes_are_no_matter() -> None:
    assert detect("\ud800" * 30) == "und"
    assert detect("The harbour closes. " * 500_000) == "en"
