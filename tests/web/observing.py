"""A document of eight segments and its two versions, told through the verbs.

The first version is complete in French, misses a paragraph in Arabic and is in no other language.
The second rewords one paragraph, and in another says something else.
"""

from world import EVENT, World

TITLE = "Observing elections"
ARRIVE = "Observers arrive a week before the vote."
BEFORE = "Before the vote"
REGISTER = "Each observer registers with the commission."
IN_PERSON = "Each observer registers with the commission in person."
MEMBERS = "The commission has forty members."
AFTER = "After the vote"
RESULTS = "Results are published within two days.[^1]"
TEN_DAYS = "Results are published within ten days.[^1]"
NOTE = "Counted from the closing of the polls."
SOURCE = f"""# {TITLE}

{ARRIVE}

## {BEFORE} {{#before minutes=20}}

{REGISTER}

{MEMBERS}

## {AFTER} {{#after}}

{RESULTS}

[^1]: {NOTE}
"""
LATER = SOURCE.replace(REGISTER, IN_PERSON).replace(RESULTS, TEN_DAYS)
FRENCH = {
    TITLE: "Observer les élections",
    ARRIVE: "Les observateurs arrivent une semaine avant le vote.",
    BEFORE: "Avant le vote",
    REGISTER: "Chaque observateur s’inscrit auprès de la commission.",
    MEMBERS: "La commission compte quarante membres.",
    AFTER: "Après le vote",
    RESULTS: "Les résultats sont publiés dans les deux jours.[^1]",
    NOTE: "À compter de la fermeture des bureaux.",
}
ARABIC = {
    TITLE: "مراقبة الانتخابات",
    ARRIVE: "يصل المراقبون قبل أسبوع من الاقتراع.",
    BEFORE: "قبل الاقتراع",
    REGISTER: "يسجل كل مراقب لدى اللجنة.",
    AFTER: "بعد الاقتراع",
    RESULTS: "تنشر النتائج في غضون يومين.[^1]",
    NOTE: "اعتبارا من إغلاق مراكز الاقتراع.",
}
AT = f"{EVENT}/observing"
WITHDRAWN = "The figures in it were wrong."


def written(world: World) -> World:
    """One version: French is complete, Arabic misses a paragraph, Russian is not there at all."""
    world.begin("observing", SOURCE)
    world.translate("observing", "fr", FRENCH).translate("observing", "ar", ARABIC)
    world.publish("observing", {"en": "The first text.", "fr": "Le premier texte."})
    return world


def revised(world: World) -> World:
    """A second version that rewords one paragraph and says something else in another."""
    written(world).save("observing", LATER, {RESULTS: "meaning"})
    world.publish("observing", {"en": "Two sentences.", "fr": "Deux phrases."})
    return world
