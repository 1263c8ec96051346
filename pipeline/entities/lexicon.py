"""The word lists of lexicon.toml as sets, read once when the package is imported."""

import tomllib
from functools import lru_cache
from importlib.resources import files

_LISTS: dict[str, list[str]] = tomllib.loads(
    files("pipeline.entities").joinpath("lexicon.toml").read_text(encoding="utf-8")
)


def words(name: str) -> frozenset[str]:
    """Give one list of lexicon.toml as a set; a name that it lacks raises KeyError."""
    return frozenset(_LISTS[name])


ABBREVIATIONS = words("abbreviations")
TITLES = words("titles") | ABBREVIATIONS
WEAK_TITLES = words("weak_titles")
ROLES = words("roles")
ORG_NOUNS = words("org_nouns")
ORG_HEADS = words("org_heads")
ORG_FIRSTS = words("org_firsts")
LOC_HEADS = words("loc_heads")
LOC_FIRSTS = words("loc_firsts")
FAC_HEADS = words("fac_heads")
STREETS = words("streets")
PLACE_NOUNS = words("place_nouns")
PLACE_OF = words("place_of")
PLACE_TAILS = words("place_tails")
BARE_TAILS = words("bare_tails")
PLACE_OFFICES = words("place_offices")
NUMBERED = words("numbered")
WATER_NOUNS = words("water_nouns")
JOINED_PLACES = words("joined_places")
EVENT_HEADS = words("event_heads")
LAW_HEADS = words("law_heads")
THING_NOUNS = words("thing_nouns")
IN_PLACE = words("in_place")
AT_PLACE = words("at_place")
SPEECH = words("speech")
PERSON_SPEECH = words("person_speech")
PERSON_OWNED = words("person_owned")
PARTICLES = words("particles")
NEVER = words("never")
CALENDAR_NAMES = words("calendar_names")
INSTITUTIONS = words("institutions")
OWNED_INSTITUTIONS = words("owned_institutions")
TWO_WORD_INSTITUTIONS = words("two_word_institutions")
BARE_INSTITUTIONS = words("bare_institutions")
OF_PLACE = words("of_place")
IN_PLACE_INSTITUTIONS = words("in_place_institutions")
EMPTY_MODIFIERS = words("empty_modifiers")
BODY_OWNED = words("body_owned")
BODY_PEOPLE = words("body_people")
NATIONAL_ENDINGS = tuple(sorted(words("national_endings")))
LEGAL_FORMS = words("legal_forms")
STATE_CODES = words("state_codes")
FIELD_HEADS = words("field_heads")
LANGUAGE_VERBS = words("language_verbs")
ISSUE_VERBS = words("issue_verbs")
POST_VERBS = words("post_verbs")
POST_NOUNS = words("post_nouns")
ROLE_TAILS = words("role_tails")
ROLE_PREFIXES = words("role_prefixes")
KIN = words("kin")
BARE_HEADS = words("bare_heads")
TRADE_ENDINGS = tuple(sorted(words("trade_endings")))
POSTNOMINALS = words("postnominals")
CLUB_PEOPLE = words("club_people")
MATCH_VERBS = words("match_verbs")
BODY_VERBS = words("body_verbs")
PEOPLE = words("people")
PROGRAMME_NOUNS = words("programme_nouns")
WORK_HEADS = words("work_heads")
PERSON_VERBS = words("person_verbs")
BARE_UNITS = words("bare_units")
COUNTRIES = words("countries")
FIELDS = words("fields")
FIELD_ENDINGS = tuple(sorted(words("field_endings")))
_ROLE_ENDINGS = tuple(words("role_endings"))
_MOST_WORDS = 50_000  # that are told again without a look: most words of news come again at once


@lru_cache(_MOST_WORDS)
def is_role(word: str) -> bool:
    """Say whether a word (any case) names what a person is or does."""
    word = word.lower()
    return word in ROLES or (len(word) > 6 and word.endswith(_ROLE_ENDINGS))


def is_role_plural(word: str) -> bool:
    """Say whether a word (any case) names several people by what they are: officials, residents."""
    return word.lower().endswith("s") and is_role(word[:-1])
