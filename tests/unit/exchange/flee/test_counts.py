"""The counts in the camps: layout, series, corrections, days and total."""

import pandas as pd
import pytest

from exeunt.exchange.flee.scenario import convert
from exeunt.scenario import spelling
from flee_folders import changed, fault, faults, read

NO_TOTAL = "Camp,camp.csv\nTents,tents.csv\n"


def rows(folder, camp="Camp"):
    table = folder.counts.rows
    return [
        (str(row.date.date()), row.count_, row.corrected)
        for row in table[table["camp"] == camp].rename(columns={"count": "count_"}).itertuples()
    ]


def daily(folder, camp="Camp"):
    return folder.counts.daily[camp].tolist()


def test_counts_are_interpolated_by_day_and_held_outside_their_dates(tmp_path):
    counts = read(tmp_path).counts
    assert counts.daily.to_dict("list") == {"Camp": [100, 150, 200], "Tents": [50, 50, 50]}
    assert counts.inside.to_dict("list") == {"Camp": [True, True, True], "Tents": [False, True, False]}
    assert counts.total.tolist() == [100, 200, 250]
    assert list(counts.rows.columns) == ["camp", "date", "count", "corrected"]
    assert counts.rows["date"].tolist() == [pd.Timestamp(f"2020-01-0{day}") for day in (1, 3, 2)]


def test_without_a_folder_of_counts_there_are_none(tmp_path):
    from exeunt.exchange.flee import read_folder

    read(tmp_path)
    assert read_folder(tmp_path / "input", observed=None, settings=None).counts is None


def test_people_are_not_cut_to_whole_ones(tmp_path):
    folder = read(tmp_path, counts={"camp.csv": "2020-01-01,100\n2020-01-03,101\n"})
    assert daily(folder) == [100, 100.5, 101]


@pytest.mark.parametrize(
    "content",
    [
        "Date,Refugee_numbers\n2020-01-01,100\n2020-01-03,200\n",
        "DateTime,Réfugiés maliens\n2020-01-01,100\n2020-01-03,200\n",
        '"Date","refugee_numbers"\n"2020-01-01",100\n"2020-01-03",200\n',
        "Jour,Personnes\n2020-01-01,100\n2020-01-03,200\n",
        ",count\n2020-01-01,100\n2020-01-03,200\n",
        "\ufeff2020-01-01,100\n2020-01-03,200\n",
        "#sep=,\t\n2020-01-01,100\n2020-01-03,200\n",
        "2020-01-01,100\t\r\n\r\n2020-01-03,200 \r\n,,\r\n",
        "2020-01-01,100\n#2020-01-02,999 # see the issues\n# one, two, three\n2020-01-03,200\n",
        '2020-01-01,100,7,note\n2020-01-03,"200"\n',
    ],
)
def test_how_a_series_is_written_does_not_change_it(tmp_path, content):
    folder = read(tmp_path, counts={"camp.csv": content})
    assert rows(folder) == [("2020-01-01", 100, 100), ("2020-01-03", 200, 200)]
    assert folder.odd == ()


def test_counts_with_commas_are_those_numbers(tmp_path):
    assert daily(read(tmp_path, counts={"camp.csv": '2020-01-01,"1,234"\n'})) == [1234, 1234, 1234]


def test_more_people_than_can_be_counted_are_a_fault_of_their_own_file(tmp_path):
    content = "2020-01-01,100\n2020-01-03,99999999999\n"
    assert fault(tmp_path, counts={"camp.csv": content}) == ("camp.csv", 2, "count")


@pytest.mark.parametrize("day", ["1899-12-31", "2200-01-01"])
def test_a_day_that_no_scenario_can_have_is_a_fault(tmp_path, day):
    assert fault(tmp_path, counts={"camp.csv": f"2020-01-01,100\n{day},200\n"}) == ("camp.csv", 2, "date")


def test_a_count_far_above_both_its_neighbours_is_said_by_its_row(tmp_path):
    content = "Date,People\n2020-01-03,7600\n2020-01-02,{}\n2020-01-01,1800\n"  # rows need not be in order
    odd = read(tmp_path, counts={"camp.csv": content.format(43000)}).odd
    sentence = "43,000 people on 2020-01-02, between 1,800 before and 7,600 after"
    assert [each for each in odd if "between" in each] == [
        f"camp.csv:3: {sentence}; they are read as they stand, so look whether they are right."
    ]
    assert not [each for each in read(tmp_path, counts={"camp.csv": content.format(22000)}).odd if "between" in each]


def test_a_count_far_below_both_its_neighbours_is_said_by_its_row(tmp_path):
    content = "2020-01-01,7332\n2020-01-02,{}\n2020-01-03,10506\n"
    sentence = "155 people on 2020-01-02, between 7,332 before and 10,506 after"
    assert read(tmp_path, counts={"camp.csv": content.format(155)}).odd == (
        f"camp.csv:2: {sentence}; they are read as they stand, so look whether they are right.",
    )
    assert read(tmp_path, counts={"camp.csv": content.format(2500)}).odd == ()


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ("500,0,800", "nobody on 2020-01-02, between 500 people before and 800 after"),
        ("0,40,0,0,50,0", "nobody from 2020-01-03 to 2020-01-04, between 40 people before and 50 after"),
    ],
)
def test_nobody_in_a_camp_that_had_people_and_has_some_again_is_said(tmp_path, counts, said):
    """Whoever writes 0 where nobody counted takes all of them away, and lets them come anew."""
    content = "".join(f"2020-01-0{day},{count}\n" for day, count in enumerate(counts.split(","), start=1))
    (odd,) = read(tmp_path, counts={"camp.csv": content}).odd
    assert odd.endswith(f"{said}; if they were not counted then, leave the count blank, and it is passed over.")


@pytest.mark.parametrize("counts", ["0,20,40", "0,0,0", "40,20,0", "0"])
def test_nobody_before_a_camp_opens_or_after_it_has_closed_is_no_oddity(tmp_path, counts):
    content = "".join(f"2020-01-0{day},{count}\n" for day, count in enumerate(counts.split(","), start=1))
    assert not [each for each in read(tmp_path, counts={"camp.csv": content}).odd if "nobody" in each]


def test_a_few_people_more_for_a_day_and_a_camp_that_fills_or_empties_are_no_oddity(tmp_path):
    for counts in ("40,990,50", "40,43000,44000", "44000,43000,40"):
        content = "".join(f"2020-01-0{day},{count}\n" for day, count in enumerate(counts.split(","), start=1))
        assert read(tmp_path, counts={"camp.csv": content}).odd == ()


def test_rows_without_a_count_are_passed_over_and_said(tmp_path):
    folder = read(tmp_path, counts={"camp.csv": "2020-01-01,100\n2020-01-02,\n2020-01-02\n2020-01-03,200\n"})
    assert rows(folder) == [("2020-01-01", 100, 100), ("2020-01-03", 200, 200)]
    assert folder.odd == ("camp.csv:2: rows without a count are passed over: 2, this one first.",)


def test_counts_from_before_and_after_the_period_are_kept(tmp_path):
    folder = read(tmp_path, counts={"camp.csv": "2019-12-31,0\n2020-01-02,20\n2020-01-12,120\n"})
    assert [date for date, _, _ in rows(folder)] == ["2019-12-31", "2020-01-02", "2020-01-12"]
    assert daily(folder) == [10, 20, 30]
    assert folder.counts.inside["Camp"].tolist() == [True, True, True]


def test_who_simulates_looks_at_no_count_before_its_day(tmp_path):
    """The last count up to the first day is there on it, and a camp counted later only has nobody in it until then."""
    files = {
        "sim_period.csv": "StartDate,2020-01-01\nLength,5\n",
        "conflicts.csv": "#Day,Capital\n" + "".join(f"{day},1\n" for day in range(5)),
    }
    counts = {"camp.csv": "2019-12-25,40\n2019-12-30,60\n2020-01-05,100\n", "tents.csv": "2020-01-04,7\n"}
    folder = read(tmp_path, files, counts=counts)
    assert folder.counts.unforeseen.to_dict("list") == {"Camp": [60, 70, 80, 90, 100], "Tents": [0, 0, 0, 7, 7]}
    assert folder.counts.total.tolist() == [60, 70, 80, 97, 107]
    assert folder.counts.daily["Tents"].tolist() == [7] * 5, "scores see what they saw"


OWN_TOTAL = "spawn_rules:\n  sum_from_camps: False\n"


def test_nobody_is_lost_between_the_last_count_before_the_first_day_and_that_day(tmp_path):
    """Those in camps and those who leave are read of the same counts, so that they add up to the last one."""
    counts = {
        "camp.csv": "2019-12-22,60\n2020-01-03,360\n",
        "tents.csv": "2019-12-22,40\n2020-01-03,40\n",
        "refugees.csv": "2019-12-22,100\n2020-01-03,400\n",
    }
    folder = read(tmp_path, counts=counts, settings=OWN_TOTAL)
    assert folder.counts.total.tolist() == [100, 250, 400]
    converted = convert(folder, name="test")
    assert "2 counts of camps from before the first day, 2020-01-01, from 2019-12-22 on" in " ".join(converted.odd)
    assert "'Camp' and 'Tents' start the first day with those counted last before it (2019-12-22)" in str(converted.odd)
    one = convert(read(tmp_path, counts={**counts, "tents.csv": "2020-01-01,40\n2020-01-03,40\n"}), name="test")
    assert "'Camp' starts the first day with those counted last before it (2019-12-22)" in str(one.odd)
    late = read(tmp_path, counts={**counts, "refugees.csv": "2020-01-03,400\n"}, settings=OWN_TOTAL)
    assert late.counts.total.tolist() == [100, 100, 400], "those in the camps are no newcomers of the first count"
    on_the_day = convert(read(tmp_path), name="test")
    assert not any("before the first day" in said for said in on_the_day.odd)


@pytest.mark.parametrize(
    ("settings", "adds"),
    [(None, ", and its first count adds to the total on that day"), ("spawn_rules:\n  sum_from_camps: False\n", "")],
)
def test_a_camp_counted_after_the_first_day_only_starts_empty_and_is_named(tmp_path, settings, adds):
    converted = convert(read(tmp_path, settings=settings), name="test")
    settled = {row["id"]: row.get("settled") for row in converted.tables["places"]}
    assert (settled["Camp"], settled["Tents"]) == (100, 0)
    assert f"'Tents' is first counted on 2020-01-02: until then nobody is counted in it{adds}." in converted.odd
    assert not any("'Camp' is first counted" in said for said in converted.odd)


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (11, "has 11, which is 239 fewer than the camps (250)"),
        (1250, "has 1,250, which is 1,000 more than the camps (250)"),
        (250, "has 250, as many as the camps"),
    ],
)
def test_a_series_of_the_total_that_is_not_used_is_said_with_how_far_it_is_off(tmp_path, last, said):
    counts = {"refugees.csv": f"2020-01-01,7\n2020-01-03,{last}\n"}
    sentence = (
        "data_layout.csv: the series of the total is not used, for the total is the sum of the camps. On the last day"
        f" it {said}; to go by it, set sum_from_camps to false in simsetting.yml."
    )
    assert sentence in convert(read(tmp_path, counts=counts), name="test").odd
    used = read(tmp_path, counts=counts, settings="spawn_rules:\n  sum_from_camps: False\n")
    assert used.counts.total.iloc[-1] == last
    without = read(tmp_path, counts={"data_layout.csv": NO_TOTAL, "refugees.csv": None})
    for folder in (used, without):
        assert not any("series of the total" in each for each in convert(folder, name="test").odd)


@pytest.mark.parametrize(
    ("settings", "ends", "days"), [(None, "2020-01-03", "10 days"), (OWN_TOTAL, "2020-01-12", "1 day")]
)
def test_counts_that_end_before_the_run_are_said_with_both_days(tmp_path, settings, ends, days):
    """The counts that people are displaced by: of a total of its own no camp's."""
    files = {
        "sim_period.csv": "StartDate,2020-01-01\nLength,13\n",
        "conflicts.csv": "#Day,Capital\n" + "".join(f"{day},1\n" for day in range(13)),
    }
    counts = {"refugees.csv": "2020-01-01,100\n2020-01-12,300\n"}
    said = convert(read(tmp_path, files, counts=counts, settings=settings), name="test").odd
    told = (
        f"The counts end on {ends} and the run on 2020-01-13: in the {days} after the counts nobody is newly displaced."
    )
    assert told in said
    to_the_end = convert(read(tmp_path), name="test").odd
    assert not any("The counts end on" in each for each in to_the_end)


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (
            250_000,
            "at their highest the total 250,000 (2020-01-03) and the camps together 250 (2020-01-03) are 1,000 times",
        ),
        (2_400, None),
        (250, None),
        (11, "at their highest the total 11 (2020-01-03) and the camps together 250 (2020-01-03) are 23 times"),
    ],
)
def test_a_total_of_another_size_than_the_camps_together_is_said_where_people_flee_by_it(tmp_path, last, said):
    counts = {"refugees.csv": f"2020-01-01,7\n2020-01-03,{last}\n"}
    told = [
        each for each in convert(read(tmp_path, counts=counts, settings=OWN_TOTAL), name="test").odd if "times" in each
    ]
    assert len(told) == (said is not None)
    assert all(said in each and each.endswith("set sum_from_camps to true in simsetting.yml.") for each in told)
    by_camps = convert(read(tmp_path, counts=counts), name="test").odd
    assert not any("times apart" in each for each in by_camps)


def test_so_many_a_day_are_one_row_whatever_their_last_bits(tmp_path):
    files = {
        "sim_period.csv": "StartDate,2020-01-01\nLength,60\n",
        "conflicts.csv": "#Day,Capital\n" + "".join(f"{day},1\n" for day in range(60)),
    }
    counts = {"camp.csv": "2020-01-01,1000\n2020-02-29,30333\n", "tents.csv": "2020-01-01,0\n"}
    folder = read(tmp_path, files, counts=counts)
    rows = [row for row in convert(folder, name="test").tables["drivers"] if row["name"] == "displaced"]
    assert [(row["from"], row["until"], row["value"]) for row in rows] == [("2020-01-02", "2020-02-29", 497.169492)]


def test_rows_out_of_order_are_put_in_order_and_said(tmp_path):
    folder = read(tmp_path, counts={"camp.csv": "2020-01-03,200\n2020-01-01,100\n"})
    assert daily(folder) == [100, 150, 200]
    assert folder.odd == ("camp.csv:2: this row is older than the one before it; rows are put in order of date.",)


def test_of_two_counts_of_a_day_the_last_is_read(tmp_path):
    folder = read(tmp_path, counts={"camp.csv": "2020-01-01,1\n2020-01-01,100\n2020-01-03,200\n2020-01-03,200\n"})
    assert daily(folder) == [100, 150, 200]
    assert folder.odd == ("camp.csv:2: there are two counts of 2020-01-01; the last is read.",)


def test_several_series_of_a_camp_are_added_up_between_their_dates(tmp_path):
    folder = read(
        tmp_path,
        counts={
            **changed("data_layout.csv", "camp.csv", "camp.csv,outside.csv"),
            "camp.csv": "2020-01-01,100\n2020-01-03,200\n",
            "outside.csv": "2020-01-02,10\n2020-01-04,30\n",
        },
    )
    # outside.csv is held at 10 before its first date, camp.csv at 200 after its last
    assert [(date, count) for date, count, _ in rows(folder)] == [
        ("2020-01-01", 110),
        ("2020-01-02", 160),
        ("2020-01-03", 220),
        ("2020-01-04", 230),
    ]
    assert daily(folder) == [110, 160, 220]
    assert folder.unused == ()


@pytest.mark.parametrize(
    ("content", "row", "column"),
    [
        ("2020-01-01,100\n2020-02-30,200\n", 2, "date"),
        ("2020-01-01,100\n03/01/2020,200\n", 2, "date"),
        ("2020-01-01,100\nlater,200\n", 2, "date"),
        ("2020-01-01,100\n2020-01-03,-200\n", 2, "count"),
        ("2020-01-01,100\n2020-01-03,NaN\n", 2, "count"),
        ("2020-01-01,100\n2020-01-03,many\n", 2, "count"),
        ('2020-01-01,100\n2020-01-03,"200\n', 2, ""),
        ("Date,Count\n", 1, ""),
        ("", 1, ""),
        (None, 1, ""),
        (b"2020-01-01,1\n\xff,1\n", 2, ""),
    ],
)
def test_a_wrong_series_is_a_fault_there(tmp_path, content, row, column):
    assert fault(tmp_path, counts={"camp.csv": content}) == ("camp.csv", row, column)


# The layout -----------------------------------------------------------------------------------------------------------


def test_a_missing_layout_is_a_fault(tmp_path):
    assert fault(tmp_path, counts={"data_layout.csv": None}) == ("data_layout.csv", 1, "")


def test_a_first_row_that_is_a_camp_is_read_as_it(tmp_path):
    folder = read(tmp_path, counts={"data_layout.csv": NO_TOTAL, "refugees.csv": None})
    assert list(folder.counts.daily) == ["Camp", "Tents"]
    assert folder.counts.total.tolist() == [100, 200, 250]
    assert folder.odd == ("data_layout.csv:1: the first row is the camp 'Camp', and is read as it, not as a total.",)


@pytest.mark.parametrize("name", ["total", "Total", "all refugees"])
def test_the_first_row_is_the_total_whatever_its_name(tmp_path, name):
    layout = changed("data_layout.csv", "total", name)
    folder = read(tmp_path, counts=layout, settings="spawn_rules:\n  sum_from_camps: False\n")
    assert folder.counts.total.tolist() == [7, 9, 11]


def test_without_a_series_of_the_total_it_cannot_be_asked_for(tmp_path):
    found = fault(tmp_path, counts={"data_layout.csv": NO_TOTAL}, settings="spawn_rules: {sum_from_camps: 'no'}")
    assert found == ("data_layout.csv", 1, "total")


@pytest.mark.parametrize(("name", "meant"), [("Bossobolo", ""), ("Capitol", " (did you mean Capital?)")])
def test_a_name_that_is_no_place_is_not_read(tmp_path, name, meant):
    folder = read(tmp_path, counts=changed("data_layout.csv", "Tents,", f"{name},gone.csv\nTents,"))
    assert list(folder.counts.daily) == ["Camp", "Tents"]
    assert folder.odd == (f"data_layout.csv:3: '{name}' is not in locations.csv{meant}; its counts are not read.",)


def test_a_camp_that_has_a_row_of_its_own_is_not_meant(tmp_path):
    folder = read(tmp_path, counts=changed("data_layout.csv", "Tents,", "Tens,gone.csv\nTents,"))
    assert folder.odd == ("data_layout.csv:3: 'Tens' is not in locations.csv; its counts are not read.",)


def test_of_many_stray_rows_no_more_are_searched_for_than_in_other_tables(tmp_path, monkeypatch):
    monkeypatch.setattr(spelling, "MOST_WORDS", 2)
    folder = read(tmp_path, counts=changed("data_layout.csv", "Tents,", "Capitol,a.csv\nCapitel,b.csv\nTents,"))
    assert ["did you mean" in each for each in folder.odd] == [True, False], "the row of the total is one of the two"


def test_a_camp_without_counts_is_not_observed(tmp_path):
    folder = read(tmp_path, counts={**changed("data_layout.csv", "Tents,tents.csv\n", ""), "tents.csv": None})
    assert list(folder.counts.daily) == ["Camp"]
    assert folder.counts.total.tolist() == [100, 150, 200]
    assert folder.odd == ("data_layout.csv:1: no counts are named for 'Tents', which so cannot be compared.",)


def test_without_any_camp_observed_the_counts_have_no_columns(tmp_path):
    counts = read(tmp_path, counts={"data_layout.csv": "total,refugees.csv\n"}).counts
    assert (counts.daily.shape, counts.inside.shape, len(counts.rows)) == ((3, 0), (3, 0), 0)
    assert counts.total.tolist() == [0, 0, 0]


def test_a_camp_named_twice_is_counted_once(tmp_path):
    folder = read(tmp_path, counts=changed("data_layout.csv", "Tents,", "Camp,camp.csv\nTents,"))
    assert folder.counts.total.tolist() == [100, 200, 250]
    assert folder.odd == ("data_layout.csv:3: 'Camp' is there twice; this last row is read, and once only.",)


def test_counts_of_a_town_are_read_and_said(tmp_path):
    folder = read(
        tmp_path, counts={**changed("data_layout.csv", "Tents,", "Village,v.csv\nTents,"), "v.csv": "2020-01-01,5\n"}
    )
    assert daily(folder, "Village") == [5, 5, 5]
    assert folder.odd == ("data_layout.csv:3: 'Village' is a town, not a camp; its counts are read all the same.",)


def test_the_layout_may_hold_comments_quotes_and_line_ends_of_any_kind(tmp_path):
    content = '"total","refugees.csv"\r\n# closed, since May, for good\r\n\r\n"Camp" ,"camp.csv"\r\n'.replace(
        '" ,', '",'
    )
    folder = read(tmp_path, counts={"data_layout.csv": content + "Tents , tents.csv,\r\n"})
    assert (list(folder.counts.daily), folder.odd) == (["Camp", "Tents"], ())


@pytest.mark.parametrize("name", ["../camp.csv", "/etc/passwd", "sub/../../camp.csv", "C:\\camp.csv", "..\\camp.csv"])
def test_a_file_outside_the_folder_is_a_fault(tmp_path, name):
    (only,) = faults(tmp_path, counts=changed("data_layout.csv", "camp.csv", name))
    assert (only.file, only.row) == ("data_layout.csv", 2)
    assert "outside the folder" in only.wrong


def test_a_link_to_outside_is_a_fault(tmp_path):
    from exeunt.errors import ScenarioError
    from exeunt.exchange.flee import read_folder

    read(tmp_path)
    (tmp_path / "observed" / "camp.csv").rename(tmp_path / "camp.csv")
    (tmp_path / "observed" / "camp.csv").symlink_to(tmp_path / "camp.csv")
    with pytest.raises(ScenarioError, match=r"camp\.csv:1: lies outside the folder"):
        read_folder(tmp_path / "input", observed=tmp_path / "observed", settings=None)


@pytest.mark.parametrize("line", ["Camp\n", "Camp,,\n", ",camp.csv\n"])
def test_a_row_without_camp_or_file_is_a_fault(tmp_path, line):
    found = fault(tmp_path, counts=changed("data_layout.csv", "Camp,camp.csv\n", line))
    assert found == ("data_layout.csv", 2, "")


# Corrections ----------------------------------------------------------------------------------------------------------

LONG = {"camp.csv": "2019-12-30,50\n2020-01-01,100\n2020-01-02,80\n2020-01-03,200\n2020-01-04,50\n"}


def corrections(content):
    return {"registration_corrections.csv": content}


def test_counts_before_a_correction_are_scaled_by_its_jump(tmp_path):
    folder = read(tmp_path, corrections("Camp,2020-01-02,normalize\n"), counts=LONG)
    assert rows(folder) == [
        ("2019-12-30", 50, 40),
        ("2020-01-01", 100, 80),
        ("2020-01-02", 80, 80),
        ("2020-01-03", 200, 200),
        ("2020-01-04", 50, 50),
    ]
    assert daily(folder) == [80, 80, 200]
    assert folder.odd == ()


@pytest.mark.parametrize(
    "content", ["Camp,2020-01-02\nCamp,2020-01-04\n", "Camp,2020-01-04\nCamp,2020-01-02\n", "Camp,2020-01-04\n" * 2]
)
def test_several_corrections_multiply_in_any_order_and_each_once(tmp_path, content):
    folder = read(tmp_path, corrections(content), counts=LONG)
    first = 0.8 if "01-02" in content else 1
    assert [corrected for _, _, corrected in rows(folder)] == pytest.approx(
        [50 * first * 0.25, 100 * first * 0.25, 80 * 0.25, 200 * 0.25, 50]
    )


def test_a_camp_of_several_series_is_corrected_in_their_sum(tmp_path):
    layout = changed("data_layout.csv", "camp.csv", "camp.csv,outside.csv")
    counts = {**layout, "camp.csv": "2020-01-01,100\n2020-01-03,50\n", "outside.csv": "2020-01-01,20\n2020-01-03,10\n"}
    folder = read(tmp_path, corrections("Camp,2020-01-03\n"), counts=counts)
    assert rows(folder) == [("2020-01-01", 120, 60), ("2020-01-03", 60, 60)]


@pytest.mark.parametrize("content", [None, "", "# none\n", "#camp,date,how\n", "\r\n"])
def test_there_may_be_no_corrections(tmp_path, content):
    folder = read(tmp_path, corrections(content))
    assert (daily(folder), folder.odd) == ([100, 150, 200], ())


@pytest.mark.parametrize(
    ("line", "series", "why"),
    [
        ("Camp,2020-01-02", "2020-01-01,100\n2020-01-03,200\n", "there is no count of that date"),
        ("Camp,2020-02-02", "2020-01-01,100\n2020-01-03,200\n", "there is no count of that date"),
        ("Camp,2020-01-01", "2020-01-01,100\n2020-01-03,200\n", "there is no count before that date"),
        ("Camp,2020-01-03", "2020-01-01,0\n2020-01-03,200\n", "nobody was counted before that date"),
        ("Camp,2019-12-31", "2019-12-30,100\n2019-12-31,200\n", "the date is before the first day"),
    ],
)
def test_a_correction_that_cannot_be_applied_is_left_out_and_said(tmp_path, line, series, why):
    folder = read(tmp_path, corrections(f"# why\n{line},normalize\n"), counts={"camp.csv": series})
    assert all(count == corrected for _, count, corrected in rows(folder))
    day = line.partition(",")[2]
    assert folder.odd == (f"registration_corrections.csv:2: the correction of 'Camp' on {day} is not applied: {why}.",)


@pytest.mark.parametrize(("camp", "meant"), [("Gone", ""), ("Champ", " (did you mean Camp?)")])
def test_a_correction_of_a_camp_without_counts_is_said(tmp_path, camp, meant):
    folder = read(tmp_path, corrections(f"{camp},2020-01-02\n"))
    sentence = f"'{camp}'{meant} has no counts, so the correction on 2020-01-02 is not applied"
    assert folder.odd == (f"registration_corrections.csv:1: {sentence}.",)


@pytest.mark.parametrize(("line", "column"), [("Camp,2020-02-30", "date"), ("Camp", "date"), (",2020-01-02", "")])
def test_a_wrong_correction_is_a_fault_there(tmp_path, line, column):
    assert fault(tmp_path, corrections(line)) == ("registration_corrections.csv", 1, column)


# Capacities -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("capacity", "leaks"),
    [("200", True), ("199", False), ("150", False), ("0", False), ("", False), ("400", True)],
)
def test_a_capacity_that_is_the_largest_count_is_said(tmp_path, capacity, leaks):
    files = {**changed("locations.csv", ",500", f",{capacity}"), **corrections("Camp,2020-01-03\n")}
    counts = {"camp.csv": "2020-01-01,200\n2020-01-02,50\n2020-01-03,100\n"}  # corrected 400, 100, 100
    folder = read(tmp_path, files, counts=counts)
    sentence = f"the capacity {capacity} of 'Camp' is the largest count of its own series: it gives away the answer"
    assert folder.odd == ((f"locations.csv:5: {sentence}.",) if leaks else ())
