"""What brat has to know of a folder: the kinds of annotations, and how each is shown."""

from collections.abc import Collection

LABELS = {
    "PERSON": "#ffccaa", "NORP": "#eeddbb", "FAC": "#aaddee", "ORG": "#8fb2ff", "GPE": "#7fe2ff",
    "LOC": "#6fffdf", "PRODUCT": "#ffe000", "EVENT": "#c4fec4", "WORK_OF_ART": "#e0d0ff", "LAW": "#d0d0d0",
    "LANGUAGE": "#e4cbf6", "DATE": "#ccadf6", "TIME": "#e3e3ff", "PERCENT": "#ffa22b", "MONEY": "#ffe9a8",
    "QUANTITY": "#e9ffb2", "ORDINAL": "#f0c0c0", "CARDINAL": "#c0f0c0",
}  # fmt: skip
"""OntoNotes' labels of names, and the colour that each has."""
ROLES = {"Content": "#fff2a8", "Source": "#9fd3ff", "Cue": "#b8f0b8"}
TYPES = ("direct", "partial", "indirect")
OTHER = "#dddddd"


def annotation_conf(labels: Collection[str]) -> str:
    """Write annotation.conf; `labels` are those that the articles have, known ones or not."""
    kinds = "\n".join([*ROLES, *LABELS, *sorted(set(labels) - LABELS.keys())])
    return f"""# Attributions: a content, its source and its cue; and named entities.

[entities]
{kinds}

[relations]
Says\tArg1:Source, Arg2:Content
Reports\tArg1:Cue, Arg2:Content
<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>

[events]

[attributes]
Type\tArg:Content, Value:{"|".join(TYPES)}
"""


def visual_conf(labels: Collection[str]) -> str:
    """Write visual.conf, with the labels of `annotation_conf`."""
    colours = ROLES | LABELS | dict.fromkeys(sorted(set(labels) - LABELS.keys()), OTHER)
    drawing = "\n".join(f"{kind}\tbgColor:{colour}" for kind, colour in colours.items())
    return f"""[labels]
Content | Content | Said
Source | Source | Src
WORK_OF_ART | Work of art | Work
Says | says
Reports | reports

[drawing]
SPAN_DEFAULT\tfgColor:black, bgColor:{OTHER}, borderColor:darken
{drawing}
ARC_DEFAULT\tcolor:black, arrowHead:triangle-5
Says\tcolor:#1f6fb2, arrowHead:triangle-5
Reports\tcolor:#2f8f2f, dashArray:3-3, arrowHead:triangle-5
ATTRIBUTE_DEFAULT\tglyph:*
Type\tglyph:[D]|[P]|[I], position:left
"""
