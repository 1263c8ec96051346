"""Layouts of invented newsrooms: what a page prints, and the items that a reader sees in it."""

import pytest

from tests.segment.pages import told

# (why, page, [(date, headline, first words of the body, last words of the body)])
LAYOUTS = [
    (
        "date over the headline, day first with dots",
        """
Amt für Moore
Start | Presse | Kontakt

12.03.2019
Pumps stopped at the Lauter bog
The state office switched off four pumps on Monday, and the water came back by itself.

28.02.2019
Cranes counted again
Volunteers counted 412 cranes in the wet meadows, nine more than a year before.

© Amt für Moore
""",
        [
            ("2019-03-12", "Pumps stopped at the Lauter bog", "The state office", "back by itself."),
            ("2019-02-28", "Cranes counted again", "Volunteers counted", "a year before."),
        ],
    ),
    (
        "posted by somebody on a day, under the headline",
        """
Harbour Trust blog

Why we bought a lighthouse
Posted by Ruth Okonjo on 5 May 2016

It leaks, it leans, and nobody else wanted it. That is how we came to own a lighthouse.

Read more

A week without the ferry
Posted by Tam Birrell on 28 April 2016

On the second day people began to bake. On the fourth they began to share what they had baked.

Read more

1 2 3 Next »
""",
        [
            ("2016-05-05", "Why we bought a lighthouse", "It leaks,", "own a lighthouse."),
            ("2016-04-28", "A week without the ferry", "On the second", "had baked."),
        ],
    ),
    (
        "date and category divided by a bar, then the headline",
        """
Skip to content
NEWS

14 June 2021 | Water
City reopens three public wells
Three wells in the old town gave clean water again on Monday after a year of tests.
The mayor drank the first glass.

2 June 2021 | Transport
Night buses return
Night buses will run again from Friday on lines 3, 8 and 11.
""",
        [
            ("2021-06-14", "City reopens three public wells", "Three wells", "first glass."),
            ("2021-06-02", "Night buses return", "Night buses will", "8 and 11."),
        ],
    ),
    (
        "items divided by rules, date under the text",
        """
Bulletin of the Teachers' League

Strike ballot opens
Members in eleven districts will receive their ballot papers this week, the league said.
Filed on March 9, 2012
--------------------------------
Pay offer withdrawn
The ministry has withdrawn the offer that it made before the holidays. "We learned it from the radio," said Ama Boateng, the league's president.
Filed on March 2, 2012
--------------------------------
""",
        [
            ("2012-03-09", "Strike ballot opens", "Members in", "league said."),
            ("2012-03-02", "Pay offer withdrawn", "The ministry has", "league's president."),
        ],
    ),
    (
        "relative dates and comment counts",
        """
The Delta Post
Home  News  Sport  Weather

Flood wall holds at Port Amity
Published 4 hours ago | 12 comments

The new flood wall held on Thursday night, engineers said, though water came within a hand of the top.

Market traders win their case
Published 2 days ago | No comments

A judge ruled that the council had no power to move the Saturday market.
""",
        [
            (None, "Flood wall holds at Port Amity", "The new flood", "of the top."),
            (None, "Market traders win their case", "A judge ruled", "Saturday market."),
        ],
    ),
    (
        "headlines in capitals, date lines with a label, a cookie banner on top",
        """
This site uses cookies to improve your experience. By continuing to browse you agree to our use of cookies.
Accept all

MINISTRY OF FISHERIES

BAN ON TRAWLING EXTENDED TO DECEMBER
Date: 11/09/2018
The ban on trawling within six miles of the coast will stay in force until the end of December.

NEW PATROL BOAT NAMED
Date: 25/08/2018
The ministry's new patrol boat will be called Petrel, after a vote among schoolchildren.
""",
        [
            ("2018-09-11", "BAN ON TRAWLING EXTENDED TO DECEMBER", "The ban on", "end of December."),
            ("2018-08-25", "NEW PATROL BOAT NAMED", "The ministry's", "among schoolchildren."),
        ],
    ),
    (
        "a dump in Markdown",
        """
# Newsroom

## Orchard law passes second reading

*7 October 2020*

Lawmakers in Varna voted 61 to 40 for the bill on Tuesday. "Trees do not vote," said Elena Draganova, who wrote it.

[Read more](/news/31)

## Border post to close at night

*1 October 2020*

The crossing at Gorna will close between ten and six from next month.

[Read more](/news/30)
""",
        [
            ("2020-10-07", "Orchard law passes second reading", "Lawmakers in", "who wrote it."),
            ("2020-10-01", "Border post to close at night", "The crossing", "next month."),
        ],
    ),
    (
        "numbered items with the date at the end of the headline's line",
        """
Monthly digest

1. Council approves the tram depot (12 March 2014)
The council approved the depot by one vote after a debate of nine hours.

2. School meals to be cooked on site (10 March 2014)
From September every primary school in the county will have its own kitchen.
""",
        [
            ("2014-03-12", "Council approves the tram depot", "The council approved", "of nine hours."),
            ("2014-03-10", "School meals to be cooked on site", "From September", "own kitchen."),
        ],
    ),
    (
        "a table of headlines with dates at the line's end",
        """
Press releases

Hospital to add forty beds              3 May 2013
Nurses accept the offer of mediators    29 April 2013
New scanner arrives from Turku          12 April 2013

Sitemap
""",
        [
            ("2013-05-03", "Hospital to add forty beds", "Hospital to add", "forty beds"),
            ("2013-04-29", "Nurses accept the offer of mediators", "Nurses accept", "of mediators"),
            ("2013-04-12", "New scanner arrives from Turku", "New scanner", "from Turku"),
        ],
    ),
    (
        "month first, told by a day above twelve elsewhere on the page",
        """
Prairie Grain Growers

04/03/2011
Rail strike leaves wheat on the ground
Farmers in four counties have nowhere to put their grain, the association said on Sunday.

03/28/2011
Elevator fire put out
Nobody was hurt when a grain elevator burned near Dunmore.
""",
        [
            ("2011-04-03", "Rail strike leaves wheat on the ground", "Farmers in", "on Sunday."),
            ("2011-03-28", "Elevator fire put out", "Nobody was", "near Dunmore."),
        ],
    ),
    (
        "a single story: site, headline, second line, byline, date, text, promotion, comments",
        """
The Upland Herald
Home | News | Farming | Letters

The sheep that came back
Four winters after the storm, a flock walks home
By Wenna Trelawney | Thursday, 8 November 2018 at 7:15 am GMT
Share on Facebook Tweet this

When the gate banged at six in the morning Jory Penrose thought it was the wind.

“There were nine of them, thin as umbrellas,” he said. “I counted them twice, because I am not a man who sees sheep that are not there.”

Nobody knows where they had been. The nearest farm that lost animals in the storm is eleven miles away.

Sign up for our weekly newsletter
Related stories
A shepherd's almanac
12 October 2018
Wool prices fall again
3 October 2018

Comments are closed
© Upland Newspapers
""",
        [("2018-11-08", "The sheep that came back", "When the gate", "eleven miles away.")],
    ),
    (
        "two dates on a page that was updated",
        """
Bridge inspection finds rust
Published: 3 February 2020
Updated: 5 February 2020

Inspectors found rust in eleven of the bridge's forty hangers, the road agency said on Monday.

It will close one lane in March. "The bridge is safe, and it will be safer," said the agency's director, Milos Hadzic.
""",
        [("2020-02-03", "Bridge inspection finds rust", "Inspectors found", "Milos Hadzic.")],
    ),
    (
        "a date inside running text and the date of an event start no item",
        """
Museum of Salt

9 January 2017
The museum will open its new wing in spring

The new wing will open on 4 April 2017, the museum said. It holds nine thousand spoons.
12 May 1904 was the day on which the first of them was stolen.
When: 4 April 2017, 11:00
Where: Salt Lane 3

Press contact: Ines Prado
Phone: +34 955 550 120
""",
        [("2017-01-09", "The museum will open its new wing in spring", "The new wing", "Salt Lane 3")],
    ),
    (
        "release marks, then what the organisation says about itself",
        """
FOR IMMEDIATE RELEASE
October 3, 2019

Canal Alliance Calls for Lower Speed Limit

LOCKPORT – The Canal Alliance asked the state today to lower the speed limit for barges from ten knots to six.

“A swan has no brakes,” said Delphine Rousse, the alliance's director.

-30-

About the Canal Alliance
The Canal Alliance is a nonprofit that has spoken for the canal since 1988.

Media contact:
Delphine Rousse
press@canal.example
""",
        [("2019-10-03", "Canal Alliance Calls for Lower Speed Limit", "LOCKPORT –", "alliance's director.")],
    ),
    (
        "one item squeezed onto one line beside plain ones",
        """
Ombudsman of the Lakes

March 14, 2016
The ombudsman has asked the interior ministry to explain why four people were held overnight without a charge.

March 9, 2016  Letters from prison must be delivered within three days, the ombudsman said.  “A letter that arrives after the visit is not a letter,” said Tove Lindqvist.  Background  The rule was changed in 2014.

March 2, 2016
The ombudsman visited two homes for the elderly and found both of them short of staff.
""",
        [
            ("2016-03-14", None, "The ombudsman has", "without a charge."),
            ("2016-03-09", None, "Letters from prison", "changed in 2014."),
            ("2016-03-02", None, "The ombudsman visited", "short of staff."),
        ],
    ),
    (
        "date glued to the headline, and one to the text, by a dash",
        """
22 July 2015 – Drought fund runs dry
The fund for farmers has paid out its last shilling, the treasury said on Wednesday.

20 July 2015 – The cabinet met in Nakasero and agreed to buy maize from abroad, a spokesman said.
""",
        [
            ("2015-07-22", "Drought fund runs dry", "The fund for", "on Wednesday."),
            ("2015-07-20", None, "The cabinet met", "a spokesman said."),
        ],
    ),
    (
        "places and days without a year, the year in the title",
        """
Dispatches 2014

Accra 17.11
Fuel queues reached the ring road before dawn. Drivers slept in their cars.

Lagos 12.11
The lagoon ferry returned to service with half its boats.

Lomé 09.11
Teachers went back to work after six weeks.
""",
        [
            ("2014-11-17", None, "Fuel queues", "their cars."),
            ("2014-11-12", None, "The lagoon ferry", "its boats."),
            ("2014-11-09", None, "Teachers went", "six weeks."),
        ],
    ),
    (
        "two blank lines between items, contact block after each",
        """
Doctors for the Plateau

7 September 2011

Clinic reopens in Bauda

The clinic in Bauda opened its doors again on Tuesday, five months after the fire.

For more information, please contact:
Salma Idris
+251 11 555 0190
salma@plateau.example


1 September 2011

Measles contained

No new case of measles has been seen for three weeks, the doctors said.

For more information, please contact:
Salma Idris
+251 11 555 0190
salma@plateau.example
""",
        [
            ("2011-09-07", "Clinic reopens in Bauda", "The clinic in", "after the fire."),
            ("2011-09-01", "Measles contained", "No new case", "doctors said."),
        ],
    ),
    (
        "the day's date in the masthead",
        """
Sunday, 14 August 2022
THE COAST GAZETTE

Lifeboat crew honoured
Posted 12 August 2022

Six volunteers from the lifeboat station at Pendrift received medals on Friday.
“I only held the rope,” said the youngest of them, Kit Ferris.

Pier to be repainted
Posted 9 August 2022

The pier will be repainted in its old colours, green and cream.
""",
        [
            ("2022-08-12", "Lifeboat crew honoured", "Six volunteers", "Kit Ferris."),
            ("2022-08-09", "Pier to be repainted", "The pier will", "and cream."),
        ],
    ),
    (
        "paragraphs wrapped as mailers do",
        """
NEWS FROM THE RIVER COMMISSION

3 April 2009

Fish ladder opened at Holm

The River Commission opened the first fish ladder on the Ard on Friday,
two years late and under budget. Salmon were seen in the upper pool
within the hour, and within the day there was a heron.

"We built it for the salmon and the heron has thanked us," said Ingrid
Solheim, who designed it.

1 April 2009

Toll at the lock abolished

Boats will pass the lock at Ard without a toll from Monday, the
commission decided. The toll brought in less than the man who
collected it was paid.
""",
        [
            ("2009-04-03", "Fish ladder opened at Holm", "The River Commission", "who designed it."),
            ("2009-04-01", "Toll at the lock abolished", "Boats will pass", "was paid."),
        ],
    ),
    (
        "dates only in the datelines of the items",
        """
Wire of the Southern Islands

Ferry strike ends
PORT ESK, 11 May 2010 – Ferry crews went back to work on Tuesday after the company agreed to hire forty hands.

Kelp harvest fails
NORTH HAVEN, 6 May 2010 – The kelp harvest has failed for the second year, growers said.
""",
        [
            ("2010-05-11", "Ferry strike ends", "PORT ESK,", "forty hands."),
            ("2010-05-06", "Kelp harvest fails", "NORTH HAVEN,", "growers said."),
        ],
    ),
    (
        "a story without a date line, dated by its dateline",
        """
Relief Network
About | Donate | Contact

Snow cuts off eleven villages

KORZAN, February 3, 2012 — Eleven villages in the upper valley have been without power since Monday.

"We can reach nine of them on foot," said Bakyt Osmonov, who leads the network's team. "The other two we can only telephone."

© Relief Network
""",
        [("2012-02-03", "Snow cuts off eleven villages", "KORZAN, February", 'only telephone."')],
    ),
    (
        "day names and ordinals, a kicker in capitals over each headline",
        """
Latest

COURTS
Judge frees the beekeeper
Friday 3rd July 2015

A judge in Tarn freed the beekeeper on Friday and told him to move his hives.

HEALTH
Ward 7 to stay open
Wednesday 1st July 2015

The health board has decided to keep Ward 7 open until the new wing is built.
""",
        [
            ("2015-07-03", "Judge frees the beekeeper", "A judge in", "his hives."),
            ("2015-07-01", "Ward 7 to stay open", "The health board", "is built."),
        ],
    ),
    (
        "no headlines, date under each item, hugging it",
        """
Statements

The union condemns the arrest of two organisers at the mill in Dharan and asks for their release.
5 December 2014

The union welcomes the ruling of the labour court. It has waited for it for three years.
28 November 2014

The union mourns Hari Thapa, who founded it in a tea shop in 1979.
20 November 2014

© The union
""",
        [
            ("2014-12-05", None, "The union condemns", "their release."),
            ("2014-11-28", None, "The union welcomes", "three years."),
            ("2014-11-20", None, "The union mourns", "in 1979."),
        ],
    ),
    (
        "a list cut by the scraper before its last date",
        """
Choir opens the festival
More than two hundred singers opened the festival in Riva on Saturday.
Posted on 9 June 2018

Rain stops the regatta
The regatta was stopped after the third race when the wind turned. "It was a good race until it was a bath," said Ugo Marin.
Posted on 7 June 2018

Baker wins the lottery
The baker of Via Lunga has won eleven million and will open tomorrow at five, as always. His neighbours had thou
""",
        [
            ("2018-06-09", "Choir opens the festival", "More than", "on Saturday."),
            ("2018-06-07", "Rain stops the regatta", "The regatta was", "Ugo Marin."),
            (None, "Baker wins the lottery", "The baker of", "neighbours had thou"),
        ],
    ),
    (
        "ISO dates in a bulleted list with one-line summaries",
        """
Changelog of the court

- 2015-11-30: The court adjourned the harbour case until January at the request of both sides.
- 2015-11-24: The court heard nine witnesses and one parrot in the case of the missing ring.
""",
        [
            ("2015-11-30", None, "The court adjourned", "both sides."),
            ("2015-11-24", None, "The court heard", "missing ring."),
        ],
    ),
    (
        "background, notes and a tag line after the text",
        """
18 May 2016

Amber Road: release the surveyors

The government of Samarre must release two surveyors held since April, the Amber Road Society said today.

Background
The surveyors were arrested at a checkpoint while measuring a road.

Country: Samarre
Topics: detention, roads

4 May 2016

Court date set

A court will hear the surveyors on 20 May.

Background

Country: Samarre
""",
        [
            ("2016-05-18", "Amber Road: release the surveyors", "The government", "measuring a road."),
            ("2016-05-04", "Court date set", "A court will", "Background"),
        ],
    ),
]


@pytest.mark.parametrize(("why", "page", "items"), LAYOUTS, ids=[row[0] for row in LAYOUTS])
def test_layout(why: str, page: str, items: list[tuple[str | None, str | None, str, str]]) -> None:
    found = told(page)
    assert [(str(a.date) if a.date else None, a.headline) for a in found] == [item[:2] for item in items]
    for article, (_, _, first, last) in zip(found, items, strict=True):
        assert article.text.startswith(first)
        assert article.text.endswith(last)
