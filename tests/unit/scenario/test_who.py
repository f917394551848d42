import pytest

from exeunt.scenario.who import And, Everyone, Not, Or, WhoError, parse

TRAITS = {"liable": ["official", "practice", "no"], "papers": ["internal", "foreign", "schengen"], "car": ["yes", "no"]}
OFFICIAL = {"liable": "official", "papers": "foreign", "car": "yes"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", True),
        ("   ", True),
        ("liable = official", True),
        ("liable=official and papers!=schengen", True),
        ("liable = no or car = yes", True),
        ("liable = no or car = yes and papers = internal", False),
        ("(liable = no or car = yes) and papers = foreign", True),
        ("not liable = official", False),
        ("not (liable = no)", True),
        ("not not car = yes", True),
        ("papers in (internal, foreign)", True),
        ("papers not in (internal, foreign)", False),
        ("liable = no and car = no or papers = foreign", True),
    ],
)
def test_it_means_what_it_says(text, meant):
    assert parse(text, TRAITS).matches(OFFICIAL) is meant


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("liabel = no", 1, "did you mean liable?"),
        ("liable = offical", 10, "did you mean official?"),
        ("liable == no", 9, "a single ="),
        ("liable", 7, "write liable =, != or in"),
        ("liable =", 9, "the known values of liable are no, official, practice"),
        ("liable = no car = yes", 13, "join conditions by and / or"),
        ("liable = no and", 16, "a trait is expected"),
        ("(liable = no", 13, "close every parenthesis"),
        ("liable = no)", 12, "join conditions"),
        ("liable in no", 11, "write liable in (one, two)"),
        ("liable in ()", 12, "a value of liable is expected"),
        ("liable in (no,", 15, "a value of liable is expected"),
        ("liable = no & car = yes", 13, "'&' at character 13 is no part"),
        ("and = no", 1, "a trait is expected"),
        ("car = 'yes'", 7, "is no part of a condition"),
        ("__import__('os').system('true')", 12, "is no part of a condition"),
        ("lambda: 0", 7, "is no part of a condition"),
        ("\x00", 1, "is no part of a condition"),
        ("(" * 1500, 41, "at most 40 levels"),
        ("not " * 400 + "car = yes", 161, "at most 40 levels"),
        ("x" * 5000, 1, "keep it under 2000"),
    ],
)
def test_what_cannot_be_read_is_explained(text, position, says):
    with pytest.raises(WhoError) as caught:
        parse(text, TRAITS)
    assert caught.value.position == position
    assert says in str(caught.value)


def test_a_long_chain_is_no_deep_nest():
    assert parse(" or ".join(["car = yes"] * 150), TRAITS).matches(OFFICIAL)


def test_the_tree_is_plain_data():
    read = parse("liable = no and not car = yes or papers in (foreign, foreign)", TRAITS)
    assert isinstance(read, Or)
    assert isinstance(read.parts[0], And)
    assert isinstance(read.parts[0].parts[1], Not)
    assert str(read.parts[1]) == "papers = foreign"
    assert read.traits() == {"liable", "car", "papers"}
    assert parse("", TRAITS) == Everyone()
    assert hash(read) == hash(parse(str(read), TRAITS))


def test_a_group_without_the_trait_is_not_meant():
    assert not parse("car = yes", TRAITS).matches({})
