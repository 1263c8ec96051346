"""The edges of an item: what stands between its date and its body, and what closes it."""

from tests.segment.pages import told

PROSE = "The harbour authority said on Monday that the north basin will close for repairs until the autumn."
MORE = "Boats can be moored in the south basin free of charge, and the crane stays at work all the while."


def test_a_clock_may_stand_before_the_date():
    articles = told(
        f"Harbour brief\n\nBASIN CLOSES\nPosted at 6:12 PM, Oct 21, 2021 and last updated 7:03 PM, Oct 21, 2021\n"
        f"{PROSE}\n\n{MORE}\n\nBUOY FOUND\nPosted at 9:40 AM, Oct 20, 2021\n{PROSE}\n\n{MORE}\n"
    )
    assert [(str(a.date), a.headline) for a in articles] == [
        ("2021-10-21", "BASIN CLOSES"),
        ("2021-10-20", "BUOY FOUND"),
    ]


def test_a_headline_may_be_as_long_as_a_sentence():
    title = (
        "Readout of the meeting between Her Excellency Ms. Ines Valdor, Minister of Harbours of the Republic of "
        "Ellery, and the delegation of the Union of Pilots, on the repair of the north basin and its cranes"
    )
    articles = told(
        f"REPUBLIC OF ELLERY\nMinistry of Harbours\nThe Ministry | Policy | Press Office | Vacancies\nFont size A- A A+\nPrint   Send to a friend\n\n9 May 2018\n\n{title}\n\n{PROSE}\n\n{MORE}\n\n28 April 2018\n\n{PROSE}\n\n{MORE}\n"
    )
    assert [a.headline for a in articles] == [title, None]
    assert [a.text for a in articles] == [f"{PROSE}\n\n{MORE}"] * 2


def test_a_share_line_under_every_item_closes_the_last_one_too():
    about = "Ellery Watch is a coalition of nine unions and clubs in four harbours of the northern coast."
    articles = told(
        f"Ellery Watch\n\n2021/02/16\nBasin closes\n\n{PROSE}\n\n{MORE}\n\nShare   Tweet   Print\n\n"
        f"2021/01/28\nBuoy found\n\n{PROSE}\n\n{MORE}\n\nShare   Tweet   Print\n\n{about}\n"
    )
    assert [a.text for a in articles] == [f"{PROSE}\n\n{MORE}"] * 2


def test_a_line_about_the_author_is_none_of_the_story():
    (article,) = told(
        f"Valley Times\n\nBasin closes for repairs until autumn\nBy Ines Valdor\n24 Jun, 2019\n\n{PROSE}\n\n{MORE}\n\n"
        f"{PROSE}\n\nShare this article\n\nInes Valdor covers harbours and has lived by one since she was nine.\n"
    )
    assert article.byline == "Ines Valdor"
    assert article.text.endswith(PROSE)


def test_a_caption_above_the_story_is_none_of_it():
    (article,) = told(
        f"Valley Times\n\nBasin closes for repairs until autumn\n24 Jun, 2019\n\n"
        f"Cranes at the north basin on Sunday. Photo / Tom Brekke\n\n{PROSE}\n\n{MORE}\n"
    )
    assert article.text == f"{PROSE}\n\n{MORE}"
