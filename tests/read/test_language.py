"""The language of a page: only a confident answer against English counts."""

import pytest

from pipeline.read.language import language_of

TOLD = [
    (
        "English",
        "The harbour board has put off the dredging of the inner basin until the spring, its chair said on Monday.",
        "en",
    ),
    (
        "English listing full of foreign names",
        "Zdzisława Brzęczyszczykiewicz, Þórarinn Sveinbjörnsson and Nguyễn Thị Hồng Nhung met in Szczebrzeszyn.\n"
        "Xochitlquetzal Ixtlilxochitl of the Ñuu Savi Council told Açık Gazete that the talks had broken down.",
        "en",
    ),
    (
        "English without its punctuation",
        "The council voted on Monday to close the pier he said and the workers who were there left at once because"
        " the mayor had told them that no money was left for repairs this year",
        "en",
    ),
    (
        "Spanish",
        "La alcaldía de Monteluz anunció ayer que el puente viejo quedará cerrado durante tres meses por obras de"
        " reparación, según informó la concejala de urbanismo.",
        "es",
    ),
    (
        "French",
        "La mairie de Valbourg a annoncé hier que le vieux pont resterait fermé pendant trois mois en raison de"
        " travaux, selon une adjointe au maire interrogée par la presse.",
        "fr",
    ),
    (
        "German",
        "Die Stadtverwaltung von Altbrück hat gestern mitgeteilt, dass die alte Brücke wegen Bauarbeiten drei Monate"
        " lang gesperrt bleibt, wie eine Sprecherin der Zeitung sagte.",
        "de",
    ),
    (
        "Russian",
        "Городской совет отложил ремонт старого моста до весны, сообщили вчера в мэрии. Жители недовольны тем, что их"
        " никто не предупредил о закрытии дороги на три месяца.",
        "ru",
    ),
    (
        "Chinese, without spaces",
        "市政府昨天宣布，由于维修工程，旧桥将关闭三个月。市议会的一位女发言人表示，居民对没有提前通知表示不满，并要求赔偿损失。"
        * 3,
        "zh",
    ),
    (
        "English below a foreign menu",
        "Inicio\nNoticias\nDeportes\nContacto\nQuiénes somos\nAviso legal\n"
        "The harbour board has put off the dredging of the inner basin until the spring, its chair said on Monday.",
        "en",
    ),
    ("a menu alone tells nothing", "Home\nNews\nSport\nWeather\nAbout us\nLog in", None),
    ("a foreign menu alone neither", "Inicio\nNoticias\nDeportes\nContacto\nQuiénes somos", None),
    ("too short", "The page you asked for was not found here.", None),
    ("nothing", "", None),
]


@pytest.mark.parametrize(("why", "text", "language"), TOLD)
def test_language_is_told_from_running_text(why, text, language):
    assert language_of(text) == language
