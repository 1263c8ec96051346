"""Who speaks in short stories, with the real model's parse."""

import pytest

from pipeline.entities import recognise
from pipeline.people import known_names, resolve
from pipeline.records import Article, Page, Quotation, Span

STORIES = [
    ("a name told after the noun",
     "The witness, a gardener for ten years, said it was late. “I saw the lamp,” the gardener said.\n\n"
     "His name is Oskar Brandt-Lie, and he went home.",
     "the gardener", "Oskar Brandt-Lie", "gardener", None),
    ("who an unnamed man turns out to be",
     "“I saw the lamp,” said a man with a net. He turned out to be Oskar Brandt-Lie.",
     "a man with a net", "Oskar Brandt-Lie", None, None),
    ("what somebody heads, in a clause of its own",
     "Lucia Ferran heads the Mora Weather Office. “It is late,” she said.", "she said"[:3], "Lucia Ferran", None, "Mora Weather Office"),
    ("a wife without a name",
     "I signed it, and my wife never complained. “It is late,” she said.", "she said"[:3], "wife", None, None),
    ("head of a body, in an opening clause",
     "Lucia Ferran does not like lists. As head of the Mora Weather Office, she keeps one. “It is short,” she said.",
     "she said"[:3], "Lucia Ferran", "head", "Mora Weather Office"),
    ("they are the bodies of the sentence before",
     "Lake Friends and the Tarn Rowing Club condemned the plan. In a letter they said: “No.”",
     "they", "Lake Friends and the Tarn Rowing Club", None, None),
    ("not the one who asks, before the clause",
     "Tom Brekke came late. Asked by Oskar Brandt-Lie about the lamp, he said: “It is late.”", "he", "Tom Brekke", None, None),
    ("not the one told, in the pronoun's own clause",
     "Tom Brekke came late and met Oskar Brandt-Lie. “It is late,” he told Brandt-Lie.", "he", "Tom Brekke", None, None),
    ("the subject just before, though another was spoken of longer",
     "Tom Brekke keeps a shop. Brekke sells lamps. Brekke is tired.\n\nOskar Brandt-Lie walked in at noon.\n\n“It is late,” he said.",
     "he", "Oskar Brandt-Lie", None, None),
    ("the one who was told it, not the one it tells of",
     "Tom Brekke met a clerk. He was told that the painter Oskar Brandt-Lie had left. “It is late,” he said.",
     "he said"[:2], "Tom Brekke", None, None),
    ("she by what the next sentence calls her",
     "Kim Brekke met Alex Ferran. Ferran laughed. She sat down. “It is late,” she said.", "she", "Alex Ferran", None, None),
    ("two who fit alike", "Kim Brekke and Alex Ferran met. “It is late,” she said.", "she", None, None, None),
    ("a surname is whose story it is",
     "Former mayor Ola Brandt opened a shop with his wife, Ida Brandt. “It is late,” Brandt said.", "Brandt said"[:6], "Ola Brandt",
     "mayor", None),
    ("whose letter it is", "The Mora Weather Office wrote to the town on Monday. “It is late,” the letter said.", "the letter",
     "Mora Weather Office", None, None),
    ("the noun that who stands for", "But some clerks, who say “It is late,” stayed.", "who", "some clerks", None, None),
    ("a question is answered by another",
     "“Was it you?” asked Judge Ana Ferran, who looked at Tom Brekke.\n\n“It was not,” he said.",
     "he", "Tom Brekke", None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "text", "source", "speaker", "role", "affiliation"), STORIES, ids=[s[0] for s in STORIES]
)
def test_story(nlp, why, text, source, speaker, role, affiliation):
    article = Article("a", "p", 0, 0, len(text), text)
    page = Page(page_id="p", source="p.txt", sha256="", media_type="text/plain", text=text)
    ((_, doc, mentions),) = recognise(nlp, [article])
    start = text.rindex(source)
    opener = text.rindex("“", 0, text.rindex("”"))
    quotations = [
        Quotation((Span(opener + 1, text.rindex("”")),), "direct", mention=Span(start, start + len(source)))
    ]
    if "?”" in text:
        opener, closer = text.index("“") + 1, text.index("”")
        asked = text.index("Judge")
        quotations.insert(0, Quotation((Span(opener, closer),), "direct", mention=Span(asked, asked + 16)))
    found = resolve(article, doc, mentions, quotations, known_names(page, [mentions])).attributions[-1]
    assert (found.speaker, found.role, found.affiliation) == (speaker, role, affiliation)
