"""Reports speak good Danish: edits, accounts and remarks, from their own fields."""

import ast
import re
from dataclasses import fields
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
import shapely

import kraftcenter_mobility as km
from kraftcenter_mobility import accessibility as acc
from kraftcenter_mobility.accessibility import as_measure
from kraftcenter_mobility.osm.tags import ODDITIES
from kraftcenter_mobility.presentation.languages import Text, Words, joined
from kraftcenter_mobility.presentation.report import texts
from kraftcenter_mobility.presentation.report.goals import measured_goal
from kraftcenter_mobility.presentation.report.limits import letters_in
from kraftcenter_mobility.presentation.report.texts import (
    credit_words,
    date_words,
    goal_words,
    ordinal,
)
from kraftcenter_mobility.presentation.report.texts_of_settings import FIELDS
from kraftcenter_mobility.presentation.report.texts_of_settings import said as setting
from kraftcenter_mobility.presentation.wording import edit_texts
from kraftcenter_mobility.presentation.wording.account_words import account_lines, account_remarks
from kraftcenter_mobility.presentation.wording.edit_words import SENTENCES, edit_sentence
from kraftcenter_mobility.presentation.wording.notice_words import (
    MEANINGS,
    REASONS,
    notice_text,
)
from kraftcenter_mobility.presentation.wording.rail_words import RAIL_SENTENCES
from kraftcenter_mobility.presentation.wording.remark_words import remark
from kraftcenter_mobility.scenarios import measures
from kraftcenter_mobility.scenarios.accounts import Account, Hop
from kraftcenter_mobility.scenarios.edit_kinds import EDIT_KINDS
from kraftcenter_mobility.scenarios.rail_accounts import KEPT_MINUTES
from kraftcenter_mobility.scenarios.train_notices import CONFLICTS

DA, EN = Words("da"), Words("en")
BOX = shapely.box(8.9, 56.1, 9.0, 56.2)


def account(edit, **told):
    """Return an account of an edit."""
    return Account(edit=type(edit).__name__, what="something", **told)


def said(words, edit, **told):
    """Return the sentence about an edit."""
    return edit_sentence(words, edit, account(edit, **told)).text


def fields_of(text):
    """Return the names of the values that a text takes."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(
    "table", [texts.TEXTS, texts.MODES, texts.GOALS, edit_texts.TEXTS, edit_texts.VALUES]
)
def test_both_languages_say_the_same_of_the_same_values(table):
    for key, (english, danish) in table.items():
        assert english, key
        assert danish, key
        assert fields_of(english) == fields_of(danish), key


def test_there_are_words_for_every_kind_of_edit_that_a_file_can_hold():
    known = SENTENCES.keys() | RAIL_SENTENCES.keys()
    assert known == EDIT_KINDS.keys()


@pytest.mark.parametrize(
    ("edit", "english", "danish"),
    [
        (
            km.SetSpeed(number="15", road_class="primary", limit_kmh=90),
            "The speed limit becomes 90 km/h on road 15 (main road).",
            "Hastighedsgrænsen bliver 90 km/t på rute 15 (hovedvej).",
        ),
        (
            km.SetSpeed(name="Messevej", factor=1.25, modes=(km.CAR, km.BICYCLE)),
            "Traffic moves 1.25 times as fast on Messevej for cars and bicycles.",
            "Der køres 1,25 gange så hurtigt på Messevej for biler og cykler.",
        ),
        (
            km.CloseRoad(road_class="secondary", within=BOX, direction="forward"),
            (
                "Closed: every secondary road, within the marked area in the direction in which it "
                "is drawn."
            ),
            (
                "Spærres: enhver sekundærvej inden for det markerede område i den retning, "
                "vejen er "
                "tegnet."
            ),
        ),
        (
            km.RemoveRoad(way_ids=(1, 2, 3, 4, 5)),
            "Removed, as if never built: way 1, 2, 3 and 2 more.",
            "Fjernes, som om den aldrig var bygget: vej-id 1, 2, 3 og 2 flere.",
        ),
        (
            km.SetJunctionDelay(lon=8.9, lat=56.1, extra_s=12.5),
            "Every turn at the junctions within 30 m of the mark takes 12.5 seconds more.",
            "Hvert sving ved krydsene inden for 30 m af mærket tager 12,5 sekunder mere.",
        ),
        (
            km.AddPlace("Timeworld", 8.95, 56.12, kind="venue", capacity=4000),
            "A venue opens: Timeworld, for 4,000.",
            "En arena åbner: Timeworld med plads til 4.000.",
        ),
        (km.ClosePlace("Vinding Skole"), "Vinding Skole closes.", "Vinding Skole lukker."),
        (
            km.SetLineSpeed("Herning", "Silkeborg", limit_kmh=120),
            "Trains may run at 120 km/h on Herning\N{EN DASH}Silkeborg.",
            "Togene må køre 120 km/t på Herning\N{EN DASH}Silkeborg.",
        ),
        (
            km.AddTrack("Vildbjerg", "Aulum", doubled=True),
            "One more track is laid beside the track on Vildbjerg\N{EN DASH}Aulum.",
            "Ved siden af sporet på Vildbjerg\N{EN DASH}Aulum lægges ét spor mere.",
        ),
        (
            km.SetHeadway("Vejle-Struer", 1800, first="06:00", last="18:00"),
            "Vejle-Struer runs every 30 minutes from 06:00 until 18:00.",
            "Vejle-Struer kører hvert 30. minut fra kl. 06:00 til kl. 18:00.",
        ),
        (
            km.CloseStation("Gødstrup"),
            "No train calls at Gødstrup any more.",
            "Ingen tog standser længere i Gødstrup.",
        ),
    ],
)
def test_an_edit_is_told_in_one_sentence_of_either_language(edit, english, danish):
    assert (said(EN, edit), said(DA, edit)) == (english, danish)


def test_a_new_road_is_told_with_its_class_its_length_and_its_joins():
    road = km.AddRoad(
        [(8.95, 56.13), (8.97, 56.14)],
        "trunk",
        name="Lemvigvejen",
        oneway=True,
        joins=(km.Join(8.95, 56.13), km.Join(8.97, 56.14)),
    )
    assert said(DA, road, length_km=21.56) == (
        "Ny vej: Lemvigvejen (motortrafikvej, 21,6 km, ensrettet), tilsluttet 2 steder."
    )


def test_an_edit_without_words_is_told_in_english_and_marked_so():
    told = edit_sentence(DA, object(), Account(edit="PaintRoad", what="paint road 15"))
    assert told == Text("paint road 15", "en")


def test_what_an_edit_comes_to_is_told_in_the_units_of_the_language():
    edit = km.SetSpeed(number="15", limit_kmh=90)
    told = account(edit, length_km=1238.04, before={"80 km/h": 1238.04}, after={"90 km/h": 1238.04})
    assert account_lines(DA, told) == ["1.238,0 km vej: 80 km/t \N{RIGHTWARDS ARROW} 90 km/t"]
    mixed = account(
        edit, length_km=0.5, before={"80 km/h": 0.4, "50 km/h": 0.1}, after={"no limit": 0.5}
    )
    assert account_lines(DA, mixed) == [
        "0,50 km vej",
        "80 km/t (0,40 km), 50 km/t (0,10 km) \N{RIGHTWARDS ARROW} ingen grænse (0,50 km)",
    ]


def test_what_the_sentence_says_already_is_not_told_again():
    closed = km.CloseRoad(number="15")
    told = account(closed, length_km=3.2, before={"open": 3.2}, after={"closed": 3.2})
    assert account_lines(EN, told) == ["3.2 km of road"]
    moved = km.MovePlace("Hammerum Skole", 9.05, 56.14)
    assert account_lines(EN, account(moved, before={"9.0, 56.1": 1.0}, unit="place")) == []


def test_times_of_trains_are_told_in_minutes_and_one_way_where_both_are_alike():
    edit = km.CallAt("Herning Messecenter")
    was = {"Aarhus-Skjern": 7277.0, "Aarhus-Skjern, back": 7277.0}
    now = {"Aarhus-Skjern": 7364.0, "Aarhus-Skjern, back": 7364.0}
    hops = tuple(Hop("Aarhus-Skjern", "there", "A", f"B{n}", 100, 100 + n) for n in range(1, 7))
    lines = account_lines(DA, account(edit, before=was, after=now, unit="s", hops=hops))
    assert lines[0] == "Aarhus-Skjern: 121,3 \N{RIGHTWARDS ARROW} 122,7 minutter fra ende til ende"
    assert lines[1] == "Aarhus-Skjern, A\N{EN DASH}B6: +6 sekunder"
    assert lines[-1] == "og 2 delstrækninger mere"


@pytest.mark.parametrize(
    ("english", "danish"),
    [
        (
            "cars' mean speed in free flow: 79 -> 89 km/h",
            "Bilers gennemsnitsfart uden kø: 79 → 89 km/t.",
        ),
        (
            "1,203 pieces stay as before (1,234.5 km): the limit is 50 km/h already",
            "1.203 stykker (1.234,5 km) er uændrede: grænsen er allerede 50 km/t.",
        ),
        (
            (
                "at (9.67500, 56.17900): joined to an unnamed secondary (way 4553) at node "
                "12023, the "
                "nearest road, as none was named"
            ),
            "Tilsluttet en vej uden navn (sekundærvej) (vej-id 4553).",
        ),
        (
            "trains in each other's way on a Tuesday: 472 -> 1,415 (nothing is solved)",
            "Tog i vejen for hinanden på en tirsdag: 472 → 1.415 (intet er løst).",
        ),
        ("runs on mon, sat only", "Kører kun mandag, lørdag."),
        (
            "Aarhus-Skjern, back: 7,364 s -> 7,170 s from end to end",
            "Aarhus-Skjern, retur: 122,7 → 119,5 minutter fra ende til ende.",
        ),
        (
            (
                "leaves Skanderborg-Skjern to the south-east, 157 m from Silkeborg; trains "
                "from the "
                "north-west run straight on, others turn back"
            ),
            (
                "Går fra Skanderborg-Skjern mod sydøst, 157 m fra Silkeborg; tog fra nordvest "
                "kører "
                "lige ud, andre må vende."
            ),
        ),
    ],
)
def test_a_known_remark_is_translated_with_its_numbers(english, danish):
    assert remark(DA, english) == Text(danish)


def test_an_unknown_remark_stays_english_and_says_so():
    assert remark(DA, "something new -> here") == Text("Something new → here.", "en")
    assert remark(EN, "something new -> here") == Text("Something new → here.")


def test_the_remarks_of_the_regions_own_scenarios_are_all_known(sample):
    unknown = [
        text.text
        for scenario in km.herning.scenarios()
        for edit, each in zip(scenario.edits, scenario.preview(sample).accounts, strict=True)
        for text in account_remarks(DA, each, edit)
        if text.language == "en"
    ]
    assert unknown == []


def test_a_planners_own_note_is_no_remark():
    edit = km.CloseRoad(number="15", note="as by a storm")
    told = account(edit, notes=("as by a storm", KEPT_MINUTES))
    assert [text.text[:14] for text in account_remarks(DA, told, edit)] == ["Hurtigere tog "]


def test_dates_goals_and_lists_are_told_as_people_say_them():
    assert date_words(EN, "2026-03-10") == "10 March 2026"
    assert date_words(DA, "2026-03-10T07:30:00Z") == "10. marts 2026"
    assert date_words(DA, "last spring") == "last spring"
    assert goal_words(DA, {"hospital"}, ["A", "B"]) == "det nærmeste hospital"
    assert goal_words(DA, {"school"}, ["A", "B"]) == "den nærmeste skole"
    assert goal_words(DA, {"hospital", "school"}, ["A", "B"]) == "det nærmeste rejsemål"
    assert goal_words(EN, {"hospital"}, ["Gødstrup"]) == "Gødstrup"
    assert joined(DA, ["a", "b", "c"]) == "a, b og c"


@pytest.mark.parametrize(
    ("measure", "english", "danish"),
    [
        (measures.nearest, "the nearest school", "den nærmeste skole"),
        (measures.second_nearest, "the second nearest school", "den næstnærmeste skole"),
        (as_measure(acc.k_nearest, k=1), "the nearest school", "den nærmeste skole"),
        (as_measure(acc.k_nearest, k=3), "the third nearest school", "den tredjenærmeste skole"),
        (as_measure(acc.k_nearest, k=7), "the 7th nearest school", "den 7.-nærmeste skole"),
        (measures.mean_travel_time, "all schools on average", "alle skoler i gennemsnit"),
        (
            as_measure(acc.dual_access, amount=4),
            "the 4 nearest schools",
            "de 4 nærmeste skoler",
        ),
        (
            as_measure(acc.dual_access, opportunities="pupils", amount=90),
            "as many schools as offer 90 in all (pupils)",
            "så mange skoler, at de i alt tilbyder 90 (pupils)",
        ),
        (
            lambda times, _: times.max(axis=1).rename("way_home_s"),
            "the destinations by the measure “way home”",
            "rejsemålene efter beregningen »way home«",
        ),
    ],
)
def test_where_people_go_is_told_as_the_measure_counts_it(measure, english, danish):
    told = [
        measured_goal(words, measure, "way_home_s", {"school"}, ["A", "B"]) for words in (EN, DA)
    ]
    assert told == [english, danish]


def test_the_census_is_credited_in_the_language_of_the_report():
    credit = km.herning.catchment().attrs["credit"]
    assert credit_words(EN, credit) == credit
    assert credit_words(DA, credit).startswith("Befolkning: folketællingens")
    assert credit_words(DA, "© Somebody") == "© Somebody"


def test_danish_texts_hold_no_english_words():
    english = re.compile(r"\b(the|of|and|with|people|minutes|is|are|to)\b")
    tables = (texts.TEXTS, edit_texts.TEXTS)
    told = [re.sub(r"{\w+}", "", danish) for table in tables for _, danish in table.values()]
    found = [danish for danish in told if english.search(danish)]
    assert found == []


@pytest.mark.parametrize(
    ("english", "danish"),
    [
        (
            "1 piece stays as before (0.4 km): the limit is 50 km/h already",
            "1 stykke (0,4 km) er uændret: grænsen er allerede 50 km/t.",
        ),
        (
            "crosses 1 road without joining it, as on bridges: Messevej (way 7)",
            "Krydser 1 vej uden tilslutning, som på broer: Messevej (vej-id 7).",
        ),
        (
            "crosses 12 roads without joining them, as on bridges: A, B and 9 more",
            "Krydser 12 veje uden tilslutning, som på broer: A, B og 9 flere.",
        ),
        (
            "edit 3 (SetSpeed) gives limit_kmh of the same roads too; this one counts",
            "Ændring 3 gælder de samme veje; det er denne, der tæller.",
        ),
        (
            "edit 2 (SetHeadway) says it too; this one counts",
            "Ændring 2 siger det samme; det er denne, der tæller.",
        ),
        (
            "'Gødstrup' is at 8.4, 56.1 already",
            "Intet ændres: sådan er det allerede.",
        ),
    ],
)
def test_one_and_many_are_told_apart_and_edits_are_called_changes(english, danish):
    assert remark(DA, english) == Text(danish)


def literals(call):
    """Return the first argument of every such call of the packages that reports draw on."""
    package = Path(km.__file__).parent
    files = [
        *(path for path in (package / "osm").glob("*.py") if "rail" not in path.name),
        *(package / "networks").glob("*.py"),
        *(package / "scenarios").glob("*.py"),
    ]
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and re.search(call, ast.unparse(node.func)):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    yield first.value


def test_every_notice_of_the_data_has_danish_words():
    told_by_the_report = {"no-population", CONFLICTS, "restriction-used"}
    known = {*literals(r"notices\.add$"), *ODDITIES} - told_by_the_report
    assert len(known) > 25
    assert known <= MEANINGS.keys()
    reasons = set(literals("_SkippedError$"))
    assert len(reasons) > 8
    assert reasons == REASONS.keys()


@pytest.mark.parametrize(
    ("code", "meaning", "danish"),
    [
        ("renamed-place", "x", "Flere steder har samme navn; det ene har fået en tilføjelse"),
        (
            "restriction-skipped-it-is-ambiguous",
            "a turn restriction is not used: it is ambiguous",
            "Et svingforbud er ikke brugt: det er tvetydigt",
        ),
        (
            "service-runs-once (Flere tog)",
            "x",
            "»Flere tog«: Der går længere mellem afgangene end driftstiden: toget kører én gang",
        ),
    ],
)
def test_a_notice_is_told_in_danish_by_its_code(code, meaning, danish):
    assert notice_text(DA, {"code": code, "meaning": meaning}) == Text(danish)
    assert notice_text(EN, {"code": code, "meaning": meaning}).text == meaning.capitalize()


def test_a_notice_of_no_known_code_stays_english_and_says_so():
    told = notice_text(DA, {"code": "new", "meaning": "something new"})
    assert told == Text("Something new", "en")


def test_settings_are_said_in_words_and_windows_by_the_clock():
    window = km.DepartureWindow("2026-03-10 07:00", "08:00")
    assert setting(DA, window) == "2026-03-10 07:00\N{EN DASH}08:00, hvert 60. sekund"
    assert setting(EN, None) == "as usual for the mode"
    assert [setting(DA, each) for each in (True, np.inf, 0.85, km.BICYCLE)] == [
        "ja",
        "ubegrænset",
        "0,85",
        "cykel",
    ]


def test_every_setting_of_modes_and_models_has_a_name(sample):
    models = (km.CAR, km.TRANSIT, sample.speeds, sample.delays)
    named = {field.name for model in models for field in fields(model)}
    assert named - {"name", "free_flow_kmh"} <= FIELDS.keys()


def test_percentiles_are_counted_as_people_do():
    told = [ordinal(EN, number) for number in (1.0, 11.0, 22.0, 90.0, 92.5)]
    assert told == ["1st", "11th", "22nd", "90th", "92.5th"]
    assert ordinal(DA, 92.5) == "92,5"


def test_every_letter_that_rates_the_regions_own_scenarios_is_explained():
    for scenario in km.herning.scenarios():
        used = set(re.findall(r"\b([A-Z])(?: (?:and|to) [A-Z])?:", scenario.confidence))
        assert used
        assert used <= set(letters_in(scenario.confidence)), scenario.confidence
