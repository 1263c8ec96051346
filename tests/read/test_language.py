"""The language of a page: only a confident answer against English counts."""

import pytest

from pipeline.read.language import language_of

ENGLISH = "The harbour board has put off the dredging of the inner basin until the spring, its chair said on Monday."
NAMES = """
Zdzisława Brzęczyszczykiewicz, Þórarinn Sveinbjörnsson and Nguyễn Thị Hồng Nhung met in Szczebrzeszyn.
Xochitlquetzal Ixtlilxochitl of the Ñuu Savi Council told Açık Gazete that the talks had broken down.
"""
NO_PUNCTUATION = (
    "The council voted on Monday to close the pier he said and the workers who were there left at once because"
    " the mayor had told them that no money was left for repairs this year"
)
SPANISH = (
    "La alcaldía de Monteluz anunció ayer que el puente viejo quedará cerrado durante tres meses por obras de"
    " reparación, según informó la concejala de urbanismo."
)
FRENCH = (
    "La mairie de Valbourg a annoncé hier que le vieux pont resterait fermé pendant trois mois en raison de"
    " travaux, selon une adjointe au maire interrogée par la presse."
)
GERMAN = (
    "Die Stadtverwaltung von Altbrück hat gestern mitgeteilt, dass die alte Brücke wegen Bauarbeiten drei"
    " Monate lang gesperrt bleibt, wie eine Sprecherin der Zeitung sagte."
)
RUSSIAN = (
    "Городской совет отложил ремонт старого моста до весны, сообщили вчера в мэрии. Жители недовольны тем,"
    " что их никто не предупредил о закрытии дороги на три месяца."
)
CHINESE = "市政府昨天宣布，由于维修工程，旧桥将关闭三个月。居民对没有提前通知表示不满，并要求赔偿损失。"
MENU = "Inicio\nNoticias\nDeportes\nContacto\nQuiénes somos\nAviso legal"

TOLD = [
    ("English", ENGLISH, "en"),
    ("an English listing full of foreign names", NAMES, "en"),
    ("English that lost its punctuation", NO_PUNCTUATION, "en"),
    ("English in capitals", ENGLISH.upper(), "en"),
    ("English below a foreign menu", f"{MENU}\n{ENGLISH}", "en"),
    ("Spanish", SPANISH, "es"),
    ("Spanish that lost its accented letters", SPANISH.encode("ascii", "ignore").decode(), "es"),
    ("French", FRENCH, "fr"),
    ("German", GERMAN, "de"),
    ("Russian", RUSSIAN, "ru"),
    ("Chinese, without spaces", CHINESE * 3, "zh"),
    ("a menu alone tells nothing", "Home\nNews\nSport\nWeather\nAbout us\nLog in", None),
    ("a foreign menu alone neither", MENU, None),
    ("too little", "The page you asked for was not found here.", None),
    ("nothing", "", None),
]


@pytest.mark.parametrize(("why", "text", "language"), TOLD)
def test_language_is_told_from_running_text(why, text, language):
    assert language_of(text) == language


SHORT = [
    (
        "a lead and a sentence",
        "Quay closed for repairs\nThe harbour board closed the quay on Monday after divers found cracks.",
    ),
    (
        "quotes full of names",
        "“Szczepan Brzęk and Þóra Ýrsdóttir signed it,” Nguyễn Thị Hoa said.\nKołobrzeg welcomed it.",
    ),
    (
        "places abroad",
        "Rio Verde – Prefeito João Antônio Guimarães visited São Bento do Una.\nHe met Conceição Araújo there.",
    ),
    (
        "a list of speakers",
        "Speakers: Jürgen Großmann, Françoise Lefèvre, Müjde Yıldız, Ólafur Þorsteinsson, Đặng Văn Lâm.",
    ),
    ("capitals", "FERRY WORKERS WALK OUT AT PORT ELLERY\nTALKS BROKE DOWN LATE ON SUNDAY, BOTH SIDES SAY"),
    (
        "a telegraph's style",
        "Dredger late, harbour shut, captains furious; board meets Monday, minister silent so far.",
    ),
    (
        "figures",
        "Turnout 43.2%, down 6.1; Valdor 12,403 votes, Brekke 11,950, Fairweather 4,112, spoilt 310.",
    ),
    (
        "a tweet",
        "Gutted. #SaveThePier campaigners heading home now, no vote tonight @elleryharbour http://example.org/x",
    ),
    (
        "a foreign phrase",
        "“Nous ne céderons pas,” union leader Maëlle Kervella told crowds. “We will not give way.”",
    ),
]


@pytest.mark.parametrize(("why", "text"), SHORT)
@pytest.mark.parametrize("between", ["\n", " ", "\n\n"])
def test_a_record_of_two_lines_is_not_taken_for_another_language(why, text, between):
    assert language_of(text.replace("\n", between)) in ("en", None), why
