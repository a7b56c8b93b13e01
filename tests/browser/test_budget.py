"""What the first look at the chat costs on an old phone and a slow line.

`pytest -s` shows the figures.
"""

from __future__ import annotations

import re

import pytest

from bot.app import App
from tests.browser.conftest import Enter
from tests.browser.visitor import AT_THE_DESK

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST_BYTES = 60_000
MOST_REQUESTS = 6
VITALS = """() => {
    window.vitals = {shift: 0, largest: 0, blocked: 0};
    new PerformanceObserver(list => list.getEntries().forEach(each => {
        if (!each.hadRecentInput) vitals.shift += each.value;
    })).observe({type: "layout-shift", buffered: true});
    new PerformanceObserver(list => list.getEntries().forEach(each => {
        vitals.largest = each.startTime;
    })).observe({type: "largest-contentful-paint", buffered: true});
    new PerformanceObserver(list => list.getEntries().forEach(each => {
        vitals.blocked += Math.max(0, each.duration - 50);
    })).observe({type: "longtask", buffered: true});
}"""


async def test_the_first_load_fits_a_slow_line(enter: Enter) -> None:
    lan = await enter()
    line = await lan.page.context.new_cdp_session(lan.page)
    await line.send("Network.enable")
    asked: dict[str, str] = {}
    remembered: set[str] = set()
    carried: dict[str, float] = {}
    line.on(
        "Network.requestWillBeSent",
        lambda event: asked.update({event["requestId"]: event["request"]["url"]}),
    )
    line.on("Network.requestServedFromCache", lambda event: remembered.add(event["requestId"]))
    # A stream does not end, so its bytes are counted as they come.
    line.on(
        "Network.dataReceived",
        lambda event: carried.update(
            {event["requestId"]: carried.get(event["requestId"], 0) + event["encodedDataLength"]}
        ),
    )
    line.on(
        "Network.loadingFinished",
        lambda event: carried.update({event["requestId"]: event["encodedDataLength"]}),
    )
    await lan.come()
    await lan.page.wait_for_load_state("load")
    paths = [url.removeprefix(lan.address) for id, url in asked.items() if id not in remembered]
    size = sum(carried.values())
    print(f"first load: {size:.0f} bytes in {len(paths)} requests: {paths}")  # noqa: T201
    assert 5_000 < size <= MOST_BYTES
    assert len(paths) <= MOST_REQUESTS, paths
    assert {"/", "/web/stream"} < {path.partition("?")[0] for path in paths}


async def test_a_second_visit_loads_next_to_nothing(enter: Enter) -> None:
    lan = await enter()
    await lan.come()
    await lan.page.reload()
    await lan.connected()
    sizes = await lan.page.evaluate(
        """() => performance.getEntriesByType("resource")
            .filter(each => /[.](js|css|svg)/.test(each.name)).map(each => each.transferSize)"""
    )
    assert sizes
    assert not any(sizes), "what never changes is asked for once"


async def test_it_is_useful_soon_and_stays_where_it_is(enter: Enter) -> None:
    """Slow 4G and a processor four times as slow, as Lighthouse measures a phone."""
    lan = await enter(viewport={"width": 360, "height": 640})
    await lan.page.add_init_script(f"({VITALS})()")
    line = await lan.page.context.new_cdp_session(lan.page)
    await line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 150,
            "downloadThroughput": 1_600_000 / 8,
            "uploadThroughput": 750_000 / 8,
        },
    )
    await line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    await lan.come(AT_THE_DESK)
    await lan.hears("Câu 1/6")
    await line.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    vitals = await lan.page.evaluate("vitals")
    first = await lan.page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    )
    print(  # noqa: T201 - read with pytest -s
        f"first paint {first:.0f} ms, largest {vitals['largest']:.0f} ms, "
        f"shift {vitals['shift']:.3f}, blocked {vitals['blocked']:.0f} ms"
    )
    assert vitals["shift"] < 0.1
    assert first < 3000
    assert vitals["largest"] < 4000
    assert vitals["blocked"] < 1500


async def test_the_page_has_no_script_or_style_of_its_own(enter: Enter, office: App) -> None:
    lan = await enter()
    answer = await lan.page.request.get(lan.address)
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    html = await answer.text()
    assert re.findall(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|javascript:", html) == []
