"""The crisis page: what builds worlds is asked, into a folder of the studio's own naming."""

from types import SimpleNamespace

from exeunt import api


def test_the_folder_of_a_crisis_has_a_name_of_the_studios_own(browser, tab, folder, monkeypatch):
    made = []

    def build(place, country, *, since, progress):
        made.append((place, country, since))
        return SimpleNamespace(said=("roads are as the crow flies",), questions=("how far?",))

    monkeypatch.setattr(api, "new_country", build, raising=False)
    answer = browser.post("/api/crisis", headers=tab, json={"country": "../../Süd-Sudan/..", "since": "2023-04-15"})
    assert answer.json() == {
        "name": "crisis-sdsudan-1",
        "said": ["roads are as the crow flies"],
        "matters": ["how far?"],
    }
    assert made == [(folder / "crisis-sdsudan-1", "../../Süd-Sudan/..", "2023-04-15")]
    assert browser.post("/api/crisis", headers=tab, json={"country": " "}).status_code == 400
