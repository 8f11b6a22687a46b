"""Is a page accessible? Rules of WCAG 2.2 that a script can judge, asked of the rendered page itself."""

from __future__ import annotations

from typing import Any

from .driver import TAB, Chromium

# 4.5:1 for text (1.4.3), 3:1 for large text and for the outline of what can be operated (1.4.11).
_SCRIPT = """
const problems = [];
const say = (rule, element) => problems.push(rule + ": " + (element ? element.outerHTML.slice(0, 120) : ""));
const parse = (color) => { const n = color.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const background = (e) => {
  for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; }
  return [255, 255, 255, 1];
};
const ratio = (a, b) => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
};
if (!document.documentElement.lang) say("no lang");
if (!document.title.trim()) say("no title");
if (document.querySelectorAll("h1").length !== 1) say("not one h1");
if (document.querySelectorAll("main").length !== 1) say("not one main");
if (!document.querySelector("meta[name=viewport]")) say("no viewport");
let lowest = 99;
for (const e of document.querySelectorAll("body *")) {
  const style = getComputedStyle(e);
  if (style.display === "none" || e.type === "hidden" || e.tagName === "SCRIPT" || e.tagName === "NOSCRIPT") continue;
  const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  if (own || e.tagName === "INPUT") {
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && +style.fontWeight >= 700);
    const found = ratio(parse(style.color), background(e));
    lowest = Math.min(lowest, found);
    if (found < (large ? 3 : 4.5)) say("contrast " + found.toFixed(2), e);
  }
  if (e.tagName === "INPUT") {
    if (!e.labels || !e.labels.length || !e.labels[0].textContent.trim()) say("no label", e);
    if (ratio(parse(style.borderTopColor), background(e.parentElement)) < 3) say("faint outline", e);
    if (!e.autocomplete) say("no autocomplete", e);
    if (e.getAttribute("aria-invalid") === "true") {
      const told = document.getElementById(e.getAttribute("aria-describedby"));
      if (!told || told.getAttribute("role") !== "alert") say("error not tied", e);
    }
  }
  if (["BUTTON", "A"].includes(e.tagName) && !e.textContent.trim()) say("no name", e);
  if (["BUTTON", "INPUT"].includes(e.tagName) && e.getBoundingClientRect().height < 24) say("small target", e);
  if (e.tabIndex > 0) say("tabindex", e);
}
const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
if (new Set(ids).size !== ids.length) say("an id twice");
if (document.documentElement.scrollWidth > innerWidth) say("scrolls sideways");
for (const e of performance.getEntriesByType("resource")) say("loads " + e.name);
return {problems, lowest};
"""
_REACHABLE = (
    "return [...document.querySelectorAll('input:not([type=hidden]), button, a[href]')].map((e) => e.outerHTML)"
)
_FOCUSED = "return document.activeElement === document.body ? '' : document.activeElement.outerHTML"
_OUTLINED = "const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && s.outlineWidth"


def audit(browser: Chromium) -> float:
    """The lowest contrast of text on the page. Raises AssertionError that names what is wrong."""
    found: dict[str, Any] = browser.run(_SCRIPT)
    assert found["problems"] == []
    lowest = found["lowest"]
    assert isinstance(lowest, float | int)
    return float(lowest)


def focus_order(browser: Chromium) -> None:
    """The tab key visits every control once, in the order of the page, and shows where it is."""
    wanted = browser.run(_REACHABLE)
    browser.run("document.activeElement.blur(); getSelection().removeAllRanges()")
    browser.run("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    visited = []
    for _ in wanted:
        browser.press(TAB)
        visited.append(browser.run(_FOCUSED))
        assert browser.run(_OUTLINED), visited[-1]
    assert visited == wanted
