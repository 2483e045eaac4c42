"""The encoding of text files: the right letters, or a question; never mojibake (U09)."""

from __future__ import annotations

import codecs

import pytest

from imports.read import Unreadable
from imports.read.charset import ENCODINGS, codec_of, decode

TEXTS = {
    "German": ("cp1252", "Projekt;Land;Betrag\nFörderung für Ämter;Österreich;1.200 €\nÜbung;Köln;30 €\n"),
    "Portuguese": ("cp1252", "Título;País\nFormação em cibersegurança;Moçambique\nCooperação;Guiné\n"),
    "capitals": ("cp1252", "TÍTULO;PAÍS\nFORMAÇÃO;MOÇAMBIQUE\nÉDUCATION;SÉNÉGAL\n"),
    "one name": ("cp1252", "Land\nCôte d'Ivoire\n"),
    "several languages": ("cp1252", "Name;Land\nKøbenhavn;Dänemark\nSão Tomé;x\nÅland;Suède\n"),
    "typographic signs alone": ("cp1252", "Title;x\nCapacity – the “best” practice;1\n"),
    "French with the euro of Latin-9": ("iso8859-15", "Titre;Pays;Budget\nŒuvre;Côte d'Ivoire;30 €\n"),
    "Czech": ("cp1250", "Název;Příjemce\nRozvoj ve městě Žďár;Ústí nad Labem\nŠkolení úředníků;Plzeň\n"),
    "Czech by ISO": ("iso8859-2", "Název;Země\nŠkolení;Česko\nŽivot;Plzeň\n"),
    "Polish": ("cp1250", "Nazwa;Beneficjent\nWzmocnienie bezpieczeństwa;Łódź\nŻółta gęś;Kraków\n"),
    "Croatian": ("cp1250", "Jačanje sigurnosti;Šibenik\nŽupanija;Čakovec\nGrađevina;Đakovo\n"),
    "Russian": ("cp1251", "Проект;Страна\nРазвитие;Украина\nОбучение;Молдова\n"),
    "Ukrainian": ("cp1251", "Проєкт;Країна\nРозвиток кібербезпеки;Україна\n"),
    "Russian by ISO": ("iso8859-5", "Проект;Страна\nРазвитие;Украина\nОбучение;Молдова\n"),
    "Russian by KOI8": ("koi8-r", "Проект;Страна\nРазвитие;Украина\nОбучение;Молдова\n"),
    "Greek": ("cp1253", "Έργο;Χώρα\nΕνίσχυση ασφάλειας;Ελλάδα\nΆμυνα;Κύπρος\n"),
    "Turkish": ("cp1254", "Proje adı;Ülke\nGüçlendirme;Türkiye\nİstanbul;Şişli\n"),
    "Latvian": ("cp1257", "Projekts;Valsts\nKiberdrošības stiprināšana;Latvija\nĪstenošana;Rīga\n"),
    "Lithuanian": ("cp1257", "Projektas;Šalis\nKibernetinio stiprinimas;Lietuva\nĮgyvendinimas;Panevėžys ūkis\n"),
    "Hebrew": ("cp1255", "פרויקט;מדינה\nחיזוק;ישראל\n"),
    "Arabic": ("cp1256", "مشروع;بلد\nتعزيز;الأردن\n"),
    "an old Mac": ("mac-roman", "Título;País\nFormação;Moçambique\nProcédure;Côte d’Ivoire\n"),
    "DOS": ("cp850", "Projekt;Land\nFörderung für;Österreich\nGröße\n"),
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_letters_come_out_right(language: str) -> None:
    codec, text = TEXTS[language]
    found = decode(text.encode(codec))
    assert (found.text, found.guessed) == (text, True)


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-8"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_unicode_is_known_with_and_without_its_mark(mark: bytes, codec: str) -> None:
    text = "Code;Título\nP-1;Żółć\n"
    found = decode(mark + text.encode(codec))
    assert (found.text, found.guessed) == (text, False)


@pytest.mark.parametrize("via", ["cp1252", "latin-1"])
def test_what_was_encoded_twice_is_undone(via: str) -> None:
    text = "Título;Größe\nCôte d'Ivoire;São Tomé\n"
    found = decode(text.encode().decode(via).encode())
    assert (found.text, found.twice) == (text, True)


@pytest.mark.parametrize(
    "text", ["MANHÃ\u00a0e tarde", "Ã", "¿Qué? £5", "Â\u00a0x", "Fußgängerübergänge", "€ 300 – ok"]
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert decode(text.encode()).text == text


def test_signs_written_in_two_halves_are_joined_and_a_half_alone_is_refused() -> None:
    found = decode(b"Title;x\nSmile \xed\xa0\xbd\xed\xb8\x80 \xc3\xa9;1\n")
    assert (found.text, found.encoding, found.halves) == ("Title;x\nSmile \U0001f600 \xe9;1\n", "utf-8", True)
    for encoding in (None, "utf-8"):
        with pytest.raises(Unreadable, match="Line 2 holds half of a sign") as caught:
            decode(b"Title;x\nSmile \xed\xb8\x80;1\n", encoding)
        assert caught.value.code == "encoding_halves"


def test_doubly_encoded_words_between_right_ones_are_not_touched() -> None:
    text = "TÃ\u00adtulo;Größe\n"
    assert decode(text.encode()).text == text


@pytest.mark.parametrize("data", [b"\xff\xfea", b"\xef\xbb\xbf\xff", b"\xff\xfe\x00\xd8"])
def test_a_mark_that_promises_too_much_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        decode(data)
    assert caught.value.code == "encoding_wrong"


def test_every_encoding_on_the_list_exists_and_is_found_by_its_names() -> None:
    assert all(codec_of(codec) == codec for codec in ENCODINGS)
    assert codec_of("Windows-1252") == "cp1252"
    assert codec_of("latin1") == "iso8859-1"
    assert codec_of("utf-8-sig") == "utf-8"
