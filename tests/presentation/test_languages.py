"""Numbers and words as people read them, in English and in Danish."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.presentation.languages import LANGUAGES, Words, words_in

ENGLISH, DANISH = Words("en"), Words("da")
TEXTS = {"hello": ("Hello {name}", "Hej {name}"), "brace": ("{", "}")}


def test_danish_swaps_the_comma_and_the_point():
    assert ENGLISH.number(1234567.891, 2) == "1,234,567.89"
    assert DANISH.number(1234567.891, 2) == "1.234.567,89"


def test_what_rounds_to_nothing_has_no_sign():
    assert [DANISH.change(value, 1) for value in (-0.04, 0.0, 0.04)] == ["0,0", "0,0", "0,0"]
    assert ENGLISH.number(-0.4) == "0"


def test_changes_have_a_sign_and_a_real_minus():
    assert ENGLISH.change(-1.26, 1) == "\N{MINUS SIGN}1.3"
    assert ENGLISH.change(1.26, 1) == "+1.3"


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_is_no_number_is_a_dash(value):
    assert ENGLISH.number(value) == ENGLISH.change(value) == DANISH.number(value) == "\N{EN DASH}"


def test_a_text_is_said_in_either_language():
    assert ENGLISH.say(TEXTS, "hello", name="Ida") == "Hello Ida"
    assert DANISH.say(TEXTS, "hello", name="Ida") == "Hej Ida"
    assert ENGLISH.say(TEXTS, "brace") == "{"


@pytest.mark.parametrize("language", ["de", "", None, 3, ["en"]])
def test_another_language_is_refused(language):
    with pytest.raises(InputError, match='language must be "en" or "da"'):
        words_in(language)


@given(st.floats(-1e12, 1e12), st.integers(0, 4), st.sampled_from(LANGUAGES))
def test_a_number_can_be_read_back(value, digits, language):
    text = words_in(language).change(value, digits).replace("\N{MINUS SIGN}", "-")
    if language == "da":
        text = text.translate(str.maketrans(",.", ".,"))
    assert re.fullmatch(r"[+-]?[\d,]+(\.\d+)?", text)
    assert float(text.replace(",", "")) == pytest.approx(round(value, digits), abs=10.0**-digits)
