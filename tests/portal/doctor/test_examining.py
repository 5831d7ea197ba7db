import threading

from portal.doctor import Check, NotChecked, State, Trouble, examine


def trouble() -> str:
    raise Trouble("It's broken.", remedy="Mend it.")


def skipped() -> str:
    raise NotChecked("There is none.")


def broken() -> str:
    raise ValueError("a fault of the check's own")


def test_tells_each_in_its_order() -> None:
    checks = [Check("a", lambda: "Fine."), Check("b", trouble), Check("c", skipped)]

    found = [(one.about, one.state, one.told, one.remedy) for one in examine(checks)]

    assert found == [
        ("a", State.OK, "Fine.", ""),
        ("b", State.PROBLEM, "It's broken.", "Mend it."),
        ("c", State.NOT_CHECKED, "There is none.", ""),
    ]


def test_one_that_hangs_holds_up_no_other() -> None:
    released = threading.Event()

    def hang() -> str:
        released.wait(30)
        return "Late."

    hanging, other = examine([Check("hangs", hang, seconds=0.1), Check("other", lambda: "Fine.")])
    released.set()

    assert (hanging.state, hanging.told) == (State.PROBLEM, "No response within 0.1 seconds.")
    assert other.state == State.OK


def test_a_check_that_fails_itself_is_a_problem_of_its_own() -> None:
    failed, other = examine([Check("fails", broken), Check("other", lambda: "Fine.")])

    assert (failed.state, other.state) == (State.PROBLEM, State.OK)
    assert failed.told == "ValueError: a fault of the check's own"
