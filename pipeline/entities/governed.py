"""What the words that govern a name say of it: a verb of writing, a field of work, a post, a naming word."""

import re

from . import lexicon as lex
from .bounds import HEADS
from .growth import is_field
from .shape import Weights
from .site import Site, word_at
from .spans import POSSESSIVES, is_capital

_SCORE = re.compile(r"(?<![\w-])\d{1,3} ?[-–] ?\d{1,3}(?=\s)(?! ?[-–%])")
_NO_PLACE = {"GPE": -1.5, "LOC": -1.5, "FAC": -1.5}
_OWNERS = POSSESSIVES | {"its", "his", "her", "their", "our", "my"}
_NO_OWN_NAME = HEADS | lex.ORG_FIRSTS
_BENCH = ("manager", "boss", "coach", "owner")
_ABOARD = ("master", "skipper", "crew", "sinking", "wreck", "hull", "decks", "deck")
_ENDS = (".", ";", "”", '"', "»", ":")


def governed(site: Site) -> Weights:
    """Weigh what governs a name; empty where nothing known does."""
    found = Weights()
    for part in _PARTS:
        if its := part(site):
            found.add(its)
    return found


def _spoken(site: Site) -> Weights:
    """Weigh languages and journals: "written in NAME", "translated into NAME", "published in NAME"."""
    doc, run = site.doc, site.run
    if site.before not in ("in", "into", "from") or run.start < 2:
        return Weights()
    verb = doc[run.start - 2].lemma_.lower()
    if verb in lex.LANGUAGE_VERBS and run.end - run.start == 1:
        return Weights({"LANGUAGE": 4})
    if verb in lex.ISSUE_VERBS and site.before == "in":
        return Weights({"ORG": 2.5, "GPE": -1.5})
    return Weights()


def _posted(site: Site) -> Weights:
    """Weigh platforms: "posted it on NAME", "a NAME post"."""
    doc, run = site.doc, site.run
    if site.after in lex.POST_NOUNS:
        return Weights({"ORG": 1.5, "PERSON": -1})
    if site.before not in ("on", "to", "via"):
        return Weights()
    lemmas = {t.lemma_.lower() for t in doc[max(0, run.start - 5) : run.start - 1]}
    return Weights({"ORG": 3, "GPE": -1.5}) if lemmas & lex.POST_VERBS else Weights()


def _field(site: Site) -> Weights:
    """Weigh fields of work after a post: "Head of Operations", "Lecturer in Coastal Ecology"."""
    doc, run = site.doc, site.run
    link = site.before
    if link not in ("of", "for", "in", "on") or run.start < 2 or not lex.is_role(doc[run.start - 2].text):
        return Weights()
    role = doc[run.start - 2]
    single = run.end - run.start == 1 and doc[run.start].ent_type_ not in ("GPE", "LOC", "NORP")
    desk = single and link == "of" and site.after in ("at", "for")  # Head of Legal at NAME
    field = is_capital(role) and (desk or is_field(doc, run.start, run.end))
    services = (
        link == "for"
        and role.lower_ in ("minister", "secretary")
        and doc[run.end - 1].tag_ in ("NNS", "NNPS")
    )
    return Weights({"NONE": 4}) if field or services else Weights()


def _origin(site: Site) -> Weights:
    """Weigh where people come from: "families from NAME", "residents of NAME"."""
    doc, run = site.doc, site.run
    link, who = site.before, doc[run.start - 2] if run.start > 1 else None
    if who is None or link not in ("from", "of"):
        return Weights()
    if who.lower_ in lex.PEOPLE:
        return Weights({"GPE": 2})
    after = doc[run.end + 1] if run.end + 1 < len(doc) and doc[run.end].text == "," else None
    described = after is not None and (after.lower_ in ("who", "whose", "aged") or after.like_num)
    name = is_capital(who) and who.lower_ not in _NO_OWN_NAME and not lex.is_role(who.text)
    return Weights({"GPE": 2, "PERSON": -4}) if described and name else Weights()  # NAME of NAME, who …


def _named(site: Site) -> Weights:
    """Weigh what a naming word says: "a company then called NAME", "a village known as NAME"."""
    doc, run = site.doc, site.run
    at = run.start - 1
    if word_at(doc, at) == "as" and word_at(doc, at - 1) == "known":
        at -= 1
    if word_at(doc, at) not in ("called", "named", "dubbed", "known"):
        return Weights()
    for token in reversed(doc[max(0, at - 5) : at]):
        word = token.lower_
        if word in lex.PLACE_NOUNS:
            return Weights({"GPE": 3})
        if word in lex.THING_NOUNS:
            return Weights({"PRODUCT": 3})
        if word in lex.ORG_NOUNS and not (lex.is_role(word) or is_capital(token)):
            return Weights({"ORG": 3})
        if lex.is_role(word) or word in lex.KIN or word in ("he", "she"):
            return Weights({"PERSON": 2.5})
    return Weights()


def _employer(site: Site) -> Weights:
    """Weigh the body that closes a paragraph after a person and a post: "NAME, Chief Executive, NAME"."""
    doc, run = site.doc, site.run
    over = run.end >= len(doc) or doc[run.end].is_space
    if not over or site.before != ",":
        return Weights()
    for at in range(run.start - 2, max(0, run.start - 10), -1):
        if doc[at].text == ",":
            return Weights()
        if doc[at].is_space or doc[at].text in _ENDS or doc[at].pos_ in ("VERB", "AUX"):
            break
        post = is_capital(doc[at]) and lex.is_role(doc[at].text)
        if post and any(t.text in (",", "–", "—") for t in doc[max(0, at - 5) : at]):
            return Weights({"ORG": 3, "PERSON": -2})
    return Weights()


def _beside_place(site: Site) -> Weights:
    """Weigh a place that lies by another: "NAME, near NAME"."""
    doc, run = site.doc, site.run
    after = word_at(doc, run.end + 1)
    return Weights({"GPE": 2.5}) if site.after == "," and after in ("near", "outside") else Weights()


def _prize(site: Site) -> Weights:
    """Weigh prizes and the like by the noun after them: "the NAME medal"."""
    return Weights({"PRODUCT": 3}) if site.after in lex.PROGRAMME_NOUNS else Weights()


def _becomes(site: Site) -> Weights:
    """Weigh who takes a post or does what only people do: "NAME became Chief Engineer", "NAME retired"."""
    doc, run = site.doc, site.run
    head = site.head
    if head.dep_ not in ("nsubj", "nsubjpass") or not run.start <= head.i < run.end:
        return Weights()
    verb = head.head
    if verb.lemma_.lower() in lex.PERSON_VERBS:
        return Weights({"PERSON": 2})
    posts = (t for t in doc[verb.i + 1 : verb.i + 7] if t.head.i == verb.i and t.dep_ in ("attr", "oprd"))
    return Weights({"PERSON": 2}) if any(lex.is_role(t.text) for t in posts) else Weights()


def _club(site: Site) -> Weights:
    """Weigh clubs: "the NAME striker", "a 1-0 win at NAME", "NAME beat NAME"."""
    doc, run = site.doc, site.run
    after, before = site.after, site.before
    definite = before in ("the", "former", "a", "an")
    if definite and after in lex.CLUB_PEOPLE and doc[run.end].text.islower():
        capped = doc[run.start].ent_type_ == "GPE" and lex.is_role(after) and after not in _BENCH
        return Weights() if capped else Weights({"ORG": 3, **_NO_PLACE})
    score = _SCORE.search(doc[run.end : run.end + 4].text + " ") or _SCORE.search(
        doc[max(0, run.start - 5) : run.start].text + " "
    )
    verb = doc[run.end] if run.end < len(doc) else None
    beats = verb is not None and verb.pos_ == "VERB" and verb.lemma_.lower() in lex.MATCH_VERBS
    clubs = (
        run.start > 1
        and doc[run.start - 1].lemma_.lower() in lex.MATCH_VERBS
        and is_capital(doc[run.start - 2])
    )
    either = score or beats or clubs
    return Weights({"ORG": 3, "PERSON": -1.5, **_NO_PLACE}) if either else Weights()


def _collective(site: Site) -> Weights:
    """Weigh a plural verb after a name alone: "NAME have signed", said of a body of several people."""
    doc, run = site.doc, site.run
    at = run.end
    opens = run.start == 0 or doc[run.start - 1].is_space or doc[run.start].is_sent_start
    if at >= len(doc) or not opens or doc[run.end - 1].tag_ == "NNPS":
        return Weights()
    verb, first = doc[at], doc[run.start]
    if first.like_num or first.is_stop or first.tag_ in ("NNS", "CD", "DT") or first.lower_.endswith("teen"):
        return Weights()
    plural = verb.lower_ in ("have", "are", "were") or (
        verb.tag_ == "VBP" and verb.pos_ == "VERB" and verb.text.islower()
    )
    return Weights({"ORG": 3, "PERSON": -2, "GPE": -1.5, "LOC": -1.5, "FAC": -1}) if plural else Weights()


def _body_deed(site: Site) -> Weights:
    """Weigh deeds of bodies: "NAME has hired two cooks", "NAME is calling for a ban"."""
    doc, run = site.doc, site.run
    head = site.head
    if head.dep_ != "nsubj" or head.head.i < run.end or head.head.i - run.end > 3:
        return Weights()
    verb = head.head
    calls = verb.lemma_.lower() == "call" and word_at(doc, verb.i + 1) in ("on", "for")
    if verb.lemma_.lower() in lex.BODY_VERBS or (calls and verb.tag_ == "VBG"):
        return Weights({"ORG": 1.5, "PERSON": -0.5, "GPE": -0.5})
    return Weights()


def _post_at(site: Site) -> Weights:
    """Weigh the body that a post is at: "NAME, Head of Law at NAME"."""
    doc, run = site.doc, site.run
    if site.before not in ("at", "with"):
        return Weights()
    for token in reversed(doc[max(0, run.start - 7) : run.start - 1]):
        if token.is_space or token.is_punct or token.pos_ in ("VERB", "AUX"):
            break
        apposed = token.i > 0 and (is_capital(token) or word_at(doc, token.i - 1) == ",")
        if lex.is_role(token.text) and apposed and not token.is_sent_start:
            return Weights({"ORG": 2, "GPE": -1, "PERSON": -1})
    return Weights()


def _presented(site: Site) -> Weights:
    """Weigh who an owned post presents: "its cook, NAME", "her tutor, NAME"."""
    doc, run = site.doc, site.run
    if site.before != "," or run.start < 3:
        return Weights()
    role = doc[run.start - 2]
    owned = any(t.lower_ in _OWNERS for t in doc[max(0, run.start - 5) : run.start - 2])
    person = lex.is_role(role.text) and role.text.islower() and role.lower_ not in lex.ORG_NOUNS
    return Weights({"PERSON": 2.5, "GPE": -1}) if owned and person else Weights()


def _pronouns(site: Site) -> Weights:
    """Weigh the pronoun that takes up a subject: "NAME denies that its pipes leak"."""
    doc, run = site.doc, site.run
    head = site.head
    if head.dep_ != "nsubj" or not run.start <= head.i < run.end:
        return Weights()
    after = doc[run.end : min(run.end + 14, head.sent.end)]
    own = next((t.lower_ for t in after if t.tag_ == "PRP$"), "")
    others = any(t.dep_ in ("nsubj", "nsubjpass") and t.pos_ == "PROPN" for t in after)
    return Weights({"ORG": 0.4, "GPE": 0.3, "PERSON": -1.5}) if own == "its" and not others else Weights()


def _told(site: Site) -> Weights:
    """Weigh where a word is put or rung: "wrote on NAME: ‘…", "call NAME at 555"; a ship by its crew."""
    doc, run = site.doc, site.run
    before, after = site.before, site.after
    number = run.end + 1 < len(doc) and doc[run.end + 1].text[0].isdigit()
    if before in ("call", "ring", "phone", "contact") and after in ("at", "on") and number:
        return Weights({"ORG": 3, "PERSON": -1})
    if before == "on" and after == ":" and run.end - run.start == 1:
        return Weights({"ORG": 3, "GPE": -1.5})
    if before == "the" and word_at(doc, run.start - 2) == "of" and word_at(doc, run.start - 3) in _ABOARD:
        return Weights({"PRODUCT": 3, "ORG": -1})
    return Weights()


def _elliptic(site: Site) -> Weights:
    """Weigh an owner whose house goes unsaid: "a cook at St NAME’s.", "a nurse at NAME’s, …"."""
    doc, run = site.doc, site.run
    owner = site.after in ("’s", "'s") and site.before in ("at", "from", "of")
    closes = run.end + 1 >= len(doc) or doc[run.end + 1].is_punct or doc[run.end + 1].is_space
    return Weights({"ORG": 2.5, **_NO_PLACE}) if owner and closes else Weights()


def _fellow(site: Site) -> Weights:
    """Weigh a speaker before the body that he is of: "NAME NAME of the RMW said"."""
    doc, run = site.doc, site.run
    at = run.end
    if run.end - run.start < 2 or word_at(doc, at) not in ("of", "from"):
        return Weights()
    at += 2 if word_at(doc, at + 1) == "the" else 1
    acronym = at + 1 < len(doc) and doc[at].is_upper and len(doc[at].text) > 2
    speaks = acronym and doc[at + 1].lemma_.lower() in lex.SPEECH
    return Weights({"PERSON": 2, "ORG": -1}) if speaks else Weights()


_PARTS = (
    _spoken,
    _posted,
    _field,
    _origin,
    _named,
    _employer,
    _beside_place,
    _prize,
    _becomes,
    _club,
    _collective,
    _body_deed,
    _post_at,
    _presented,
    _pronouns,
    _told,
    _fellow,
    _elliptic,
)
