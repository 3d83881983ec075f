"""The security policy of a page: what is ours runs, nothing else does, in a real Chromium."""

import re

import pytest

SLUG = "valrive-2019-2024"
FORMS = [{}, {"autonome": True, "sortie": "autonome"}]
INJECTED = """() => {
  window.run = [];
  const place = document.querySelector('main');
  place.insertAdjacentHTML('beforeend', `
    <img src="data:image/png;base64,AA" onerror="window.run.push('onerror')">
    <button id="piege" onclick="window.run.push('onclick')">x</button>
    <a id="lien" href="javascript:window.run.push('javascript:')">x</a>`);
  const script = document.createElement('script');
  script.textContent = "window.run.push('script')";
  place.append(script);
  document.getElementById('piege').click();
  document.getElementById('lien').click();
}"""


@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_the_page_is_blocked(visit, form: dict) -> None:
    seen = visit(SLUG, **form)
    page = seen.page

    assert int(page.locator("html").get_attribute("data-graphiques")) > 0
    assert page.evaluate("getComputedStyle(document.querySelector('.cles')).display") == "grid"
    bar = "getComputedStyle(document.querySelector('.barre')).getPropertyValue('--min')"
    assert page.evaluate(bar).endswith("%")
    assert seen.faults == []


@pytest.mark.parametrize("form", FORMS)
def test_what_is_injected_never_runs(visit, form: dict) -> None:
    seen = visit(SLUG, **form)
    seen.page.evaluate(INJECTED)
    seen.page.wait_for_timeout(300)

    assert seen.page.evaluate("window.run") == []
    refused = [fault for fault in seen.faults if "Content Security Policy" in fault]
    assert len(refused) == len(seen.faults) == 4  # handler twice, address, script


@pytest.mark.parametrize("form", FORMS)
def test_nothing_can_be_fetched_from_the_page(visit, form: dict) -> None:
    seen = visit(SLUG, **form)
    failed = seen.page.evaluate(
        "fetch('https://example.invalid/').then(() => 'lu', (error) => error.name)"
    )

    assert failed == "TypeError"
    assert not [fault for fault in seen.faults if fault.startswith("réseau")]


def test_a_page_allows_no_inline_script_in_general(report) -> None:
    for form in FORMS:
        page = report(SLUG, **form).read_text(encoding="utf-8")
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1]
        scripts = next(part for part in policy.split("; ") if part.startswith("script-src "))

        assert "unsafe" not in scripts
        assert "default-src &#39;none&#39;" in policy
        assert "http:" not in policy
        assert "https:" not in policy
