"""The crisis page: it asks what builds worlds if that is there, and says so if it is not."""

from types import SimpleNamespace

from exeunt import api


def test_without_a_builder_it_says_so(browser, tab, monkeypatch):
    monkeypatch.delattr(api, "new_country", raising=False)
    assert browser.get("/api/crisis", headers=tab).json() == {"can": False}
    answer = browser.post("/api/crisis", headers=tab, json={"country": "Sudan"})
    assert answer.status_code == 400
    assert "cannot build" in answer.json()["error"]


def test_the_folder_of_a_crisis_has_a_name_of_the_studios_own(browser, tab, folder, monkeypatch):
    made = []

    def build(place, country, *, since):
        made.append((place, country, since))
        return SimpleNamespace(said=("roads are as the crow flies",))

    monkeypatch.setattr(api, "new_country", build, raising=False)
    answer = browser.post("/api/crisis", headers=tab, json={"country": "../../Süd-Sudan/..", "since": "2023-04-15"})
    assert answer.json() == {"name": "crisis-sdsudan-1", "said": ["roads are as the crow flies"]}
    assert made == [(folder / "crisis-sdsudan-1", "../../Süd-Sudan/..", "2023-04-15")]
    assert browser.post("/api/crisis", headers=tab, json={"country": " "}).status_code == 400
