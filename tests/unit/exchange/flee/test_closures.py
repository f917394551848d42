"""What is shut, and when."""

import pytest

from flee_folders import fault, read

HEADER = "#closure_type,name1,name2,closure_start,closure_end\n"


def closures(folder):
    return [(one.kind, one.a, one.b, one.start, one.end) for one in folder.closures]


@pytest.mark.parametrize(
    ("line", "read_as"),
    [
        ("country,Home,Away,5,212", ("country", "Home", "Away", 5, 212)),
        ("location,Camp,,0,59", ("location", "Camp", "", 0, 59)),
        ("location,Capital,Village,0,91", ("location", "Capital", "Village", 0, 91)),
        ("link,Capital,Village,0,50", ("link", "Capital", "Village", 0, 50)),
        ("camp,Camp,,0,101", ("camp", "Camp", "", 0, 101)),
        ("idpcamp,Camp,,0,101", ("idpcamp", "Camp", "", 0, 101)),
        ("remove_forced_redirection,Hub,Camp,101,0", ("remove_forced_redirection", "Hub", "Camp", 101, None)),
        ("LOCATION,Camp,,5,0", ("location", "Camp", "", 5, None)),
        ("location,Camp,,5,-1", ("location", "Camp", "", 5, None)),
        ("location,Camp,,5,", ("location", "Camp", "", 5, None)),
        ("location,Camp,,5", ("location", "Camp", "", 5, None)),
        ("location,Camp,,0,0", ("location", "Camp", "", 0, None)),
    ],
)
@pytest.mark.parametrize("header", [HEADER, HEADER[1:], HEADER.replace("\n", "\r\n"), ""])
def test_a_closure_is_read_as_it_says(tmp_path, header, line, read_as):
    folder = read(tmp_path, {"closures.csv": header + line + "\n"})
    assert closures(folder) == [read_as]
    assert folder.odd == ()


@pytest.mark.parametrize("content", [None, "", HEADER, "\ufeff" + HEADER])
def test_there_may_be_no_closures(tmp_path, content):
    folder = read(tmp_path, {"closures.csv": content})
    assert (folder.closures, folder.odd) == ((), ())


def test_a_place_closed_towards_its_own_country_is_closed_wholly(tmp_path):
    folder = read(tmp_path, {"closures.csv": HEADER + "location,Camp,Away,0,73\n"})
    assert closures(folder) == [("location", "Camp", "", 0, 73)]
    assert folder.odd == ("closures.csv:2: 'Away' is the country of 'Camp': all routes of 'Camp' are closed.",)


def test_a_place_closed_towards_another_country_is_closed_towards_its_places_beside_it(tmp_path):
    folder = read(tmp_path, {"closures.csv": HEADER + "location,Tents,Home,0,73\n"})
    assert closures(folder) == [("location", "Tents", "Village", 0, 73)]
    assert folder.odd == ("closures.csv:2: 'Home' is a country: the routes from 'Tents' to 'Village' are closed.",)


def test_a_place_closed_towards_a_country_it_has_no_route_to_is_not_closed(tmp_path):
    folder = read(tmp_path, {"closures.csv": HEADER + "location,Capital,Away,0,73\n"})
    assert closures(folder) == []
    sentence = "'Away' is a country to which no route leads from 'Capital', so nothing is closed"
    assert folder.odd == (f"closures.csv:2: {sentence}.",)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("remove_forced_redirection,Camp,Hub,0,9", "nobody is sent on from 'Camp' to 'Hub', so nothing is removed"),
        ("location,Capital,Camp,0,9", "there is no route from 'Capital' to 'Camp', so nothing is closed"),
        ("link,Capital,Camp,0,9", "there is no route from 'Capital' to 'Camp', so nothing is closed"),
        ("camp,Village,,0,9", "'Village' is a town until it becomes a camp at the end of the closure"),
        ("location,Camp,,9,9", "it opens on day 9, when it closes, and so is never shut"),
    ],
)
def test_a_closure_that_changes_nothing_is_kept_and_said(tmp_path, line, says):
    folder = read(tmp_path, {"closures.csv": HEADER + line})
    assert len(folder.closures) == 1
    assert folder.odd == (f"closures.csv:2: {says}.",)


def test_a_closure_that_opens_before_it_closes_is_shut_for_good_and_said(tmp_path):
    folder = read(tmp_path, {"closures.csv": HEADER + "location,Camp,,40,30"})
    assert closures(folder) == [("location", "Camp", "", 40, None)]
    sentence = "it opens on day 30, before it closes on day 40, and so is shut for good, as in FLEE"
    right = "write 0 as its end if that is meant, else a later day"
    assert folder.odd == (f"closures.csv:2: {sentence}; {right}.",)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("border,Home,Away,0,9", "closure_type"),
        ("location,Kamp,,0,9", "name1"),
        ("location,Camp,Nowhere,0,9", "name2"),
        ("country,Home,Camp,0,9", "name2"),
        ("country,Home,,0,9", "name2"),
        ("link,Capital,,0,9", "name2"),
        ("location,,,0,9", "name1"),
        ("location,Camp,,,9", "closure_start"),
        ("location,Camp,,-4,9", "closure_start"),
        ("location,Camp,,soon,9", "closure_start"),
        ("location,Camp,,0,later", "closure_end"),
    ],
)
def test_a_wrong_cell_of_a_closure_is_a_fault_there(tmp_path, line, column):
    assert fault(tmp_path, {"closures.csv": HEADER + line}) == ("closures.csv", 2, column)


def test_a_first_row_of_a_known_type_is_no_header(tmp_path):
    assert fault(tmp_path, {"closures.csv": "location,Camp,,soon,9"}) == ("closures.csv", 1, "closure_start")
