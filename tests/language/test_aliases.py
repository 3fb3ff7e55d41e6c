"""Folding of names: letter by letter, whatever stands beside it."""

from language.aliases import fold, fold_mapped


def test_letters_fold_beside_others_as_they_do_alone() -> None:
    letters = [chr(code) for code in (*range(0x20, 0x250), *range(0x370, 0x530), *range(0x620, 0x6D4))]
    letters.remove("Σ")  # has another small form at the end of a word
    assert fold("".join(letters)) == "".join(fold(letter + "й")[:-1] for letter in letters)
    assert fold("Ǽæ") == "æa"  # the second fold of a letter is not taken


def test_halves_of_pairs_and_ignored_marks() -> None:
    assert fold_mapped("É\ud800") == ("e\ufffd", None)
    assert fold_mapped("E\u0301a") == ("ea", [0, 2])
