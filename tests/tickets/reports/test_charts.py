"""How long the bars of a chart are."""

from tickets.views.reports.charts import Part, chart


def test_bars_share_one_scale_and_their_pieces_follow_each_other():
    drawn = chart(
        [("May", [("live", 1), ("opened", 0), ("in_use", 3)], "4"), ("June", [("live", 1)], "1")],
        legend={"opened": "Opened", "live": "Live", "in_use": "In use"},
    )

    assert [bar.parts for bar in drawn.bars] == [
        [Part("live", "0.00", "25.00"), Part("in_use", "25.00", "75.00")],
        [Part("live", "0.00", "25.00")],
    ]
    assert drawn.legend == [("live", "Live"), ("in_use", "In use")]


def test_percentages_are_drawn_of_a_hundred():
    assert chart([("May", [("plain", 40)], "40%")], top=100).bars[0].parts[0].width == "40.00"


def test_nothing_has_no_bar():
    assert chart([("May", [("plain", 0)], "0")]).bars[0].parts == []
    assert chart([]).bars == []
