"""Text from strangers: planted everywhere, shown literally, run nowhere."""

import csv
import html
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette

from onrecord.console import twins
from onrecord.console.app import create_app
from onrecord.console.render import outside
from schemas import MentionedEntity, document_id
from schemas.document import EmbeddedPost
from tests.console.conftest import state_over
from tests.support import newsroom
from tests.support.asgi import get
from tests.support.documents import carrier, document

VECTORS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<img src=x onerror=alert(1)>",
    "<img src=//evil.example/pixel>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=//evil.example>",
    "<embed src=//evil.example>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/a.css>",
    "<style>*{display:none}</style>",
    "<form action=//evil.example><input name=q>",
    "<a href=javascript:alert(1)>x</a>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<math><mtext><script>alert(1)</script>",
    "<marquee onstart=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select onfocus=alert(1) autofocus>",
    "<textarea onfocus=alert(1) autofocus>",
    "<keygen onfocus=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "` onmouseover=alert(1) `",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "<!--",
    "<![CDATA[",
    "]]>",
    "{{7*7}}",
    "{% include 'x' %}",
    "{# x #}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{config.__class__.__mro__}}",
    "hx-get=//evil.example",
    "data-hx-on:click=alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "jav&#x09;ascript:alert(1)",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    '=HYPERLINK("//evil.example")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\u202egnp.exe",
    "a\u2066b",
    "\u200b\u200d\ufeff",
    "Z\u0336\u0301" * 40,
    "line\u2028break\u2029end",
    "a\r\nSet-Cookie: x=1",
    "data: {}\n\ndata: x",
    "\ufdfa" * 30,
    "W" * 3000,
    "\x01\x02\x1b[31m",
]

ADDRESSES = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//evil.example/x",
    "/relative",
    "blob:https://x/1",
    "http:evil",
    "http://",
    "https://[::1",
    "view-source:http://x",
    "about:blank",
    "ftp://evil.example/x",
    "jav&#x09;ascript:alert(1)",
    "\u0000http://x",
    "http\u200b://x",
]


def hostile(number: int, text: str) -> newsroom.Document:
    """A document that carries the text in every field that comes from outside."""
    name = f"hostile-{number}"
    body = f"Mayor {text} said “{text}” on Monday.\n\nA post: {text} end."
    post = body.index("A post")
    said = newsroom.said(
        name,
        body,
        f"“{text}”",
        f"Mayor {text}",
        ("said", text, "say"),
        who=text,
        about=(text,),
        said_at=text,
        said_in=text,
    )
    address = ADDRESSES[number % len(ADDRESSES)]
    return document(
        name,
        body,
        title=text,
        sources=(text,),
        authors=(text,),
        url=address,
        language=text[:8],
        statements=(said,),
        given_id=text,
        published_raw=text,
        published_note=text,
        country=text[:2],
        notes=(text,),
        carriers=(carrier(text, title=text, text=body, url=address),),
        entities=(MentionedEntity(text, text, "person", False, ((6, 6 + len(text)),)),),
        posts=(EmbeddedPost(text, text, text, text, post, len(body), body[post:], url=address),),
        revisions=(),
        relayed_by=(text,),
    )


class Reader(HTMLParser):
    """What a browser would make of a page: its elements, attributes and text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


ALLOWED = {
    "html",
    "head",
    "meta",
    "title",
    "link",
    "script",
    "body",
    "a",
    "header",
    "div",
    "nav",
    "form",
    "label",
    "svg",
    "circle",
    "path",
    "input",
    "kbd",
    "span",
    "aside",
    "p",
    "button",
    "section",
    "h1",
    "h2",
    "h3",
    "ul",
    "li",
    "bdi",
    "main",
    "details",
    "summary",
    "figure",
    "rect",
    "line",
    "figcaption",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "article",
    "mark",
    "blockquote",
    "dl",
    "dt",
    "dd",
    "footer",
    "time",
    "ol",
    "i",
    "b",
    "br",
    "code",
    "pre",
    "bdo",
}


def judge_link(tag: str, value: str, rel: str) -> None:
    if re.match(r"https?://", value):
        assert tag == "a", value
        assert rel.startswith("noopener noreferrer"), value
    else:
        assert value == "#main" or (value.startswith("/") and not value.startswith("//")), (tag, value)


def judge(page: str) -> Reader:
    """Raise where the page has anything that text from outside could have made."""
    reader = Reader()
    reader.feed(page)
    for tag, attributes in reader.elements:
        assert tag in ALLOWED, tag
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name not in ("style", "srcdoc", "hx-get", "data-hx-on:click", "formaction", "http-equiv"), (
                tag,
                name,
            )
            if name in ("href", "src", "action"):
                judge_link(tag, value or "", attributes.get("rel") or "")
        assert tag != "script" or attributes["src"].startswith("/static/"), attributes  # type: ignore[union-attr]
    return reader


def hostile_desk(home: Path) -> newsroom.Index:
    """An index whose documents, alerts and sources carry the vectors in every field."""
    index = newsroom.open_desk(home, [hostile(number, text) for number, text in enumerate(VECTORS)])
    for number, text in enumerate(VECTORS):
        fired = newsroom.alert(
            rule=f"rule-{number}", id=f"alert-{number}", sentence=text, statement=None, rule_name=text
        )
        newsroom.keep(index, fired, newsroom.Delivery(text, "failed", 1, error=text))
        error = {"code": text, "message": text, "remedy": text}
        gaps = [{"from": text, "to": text, "why": text}]
        row = {"id": text, "kind": text, "url": text, "state": "failing", "error": error, "gaps": gaps, "notes": [text]}
        index.collection("sources").put(f"s{number}", newsroom.json.dumps(row).encode())
    return index


@pytest.fixture(scope="module")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    home = tmp_path_factory.mktemp("hostile")
    hostile_desk(home).close()
    return create_app(state_over(home))


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_there_are_enough_vectors() -> None:
    assert len(VECTORS) >= 60
    assert len(set(VECTORS)) == len(VECTORS)


@pytest.mark.parametrize(
    "path", ["/live?limit=100", "/search?limit=100", "/search?in=statements&limit=100", "/alerts?limit=100", "/sources"]
)
def test_lists_show_it_literally(hostile_app: Starlette, path: str) -> None:
    answer = get(hostile_app, path)
    assert answer.status == 200
    shown = squeezed("".join(judge(answer.text).words))
    for text in VECTORS:
        if len(text) <= 200:
            assert squeezed(text) in shown, (path, text)


@pytest.mark.parametrize("view", ["statements", "names", "record"])
def test_documents_show_it_literally(hostile_app: Starlette, view: str) -> None:
    for number, text in enumerate(VECTORS):
        ident = document_id(f"hostile-{number}")
        answer = get(hostile_app, f"/documents/{ident}?view={view}&q={quote('monday OR said')}")
        assert answer.status == 200, text
        shown = squeezed("".join(judge(answer.text).words))
        assert squeezed(text)[:150] in shown
        statement = get(hostile_app, f"/documents/{ident}.json").json()["statements"][0]["id"]
        judge(get(hostile_app, f"/documents/{ident}?s={statement}").text)


@pytest.mark.parametrize(
    "path",
    [
        "/search?q={}",
        "/search?q={}&in=statements",
        "/live?q={}",
        "/search?in={}",
        "/search?{}=1",
        "/search?after={}",
        "/search?from={}",
        "/alerts?rule={}",
        "/documents/{}",
        "/{}",
        "/live/count?mark={}",
        f"/documents/{document_id('hostile-1')}?q={{}}",
    ],
)
def test_addresses_never_break_a_page(hostile_app: Starlette, path: str) -> None:
    for text in VECTORS:
        answer = get(hostile_app, path.format(quote(text, safe="")))
        assert answer.status in (200, 400, 404), (path, text)
        if answer.headers["content-type"].startswith("text/html"):
            judge(answer.text)
            assert html.escape(text) == text or text not in answer.text


def test_facets_by_hostile_values_ask_what_can_be_asked(hostile_app: Starlette) -> None:
    page = get(hostile_app, "/search?in=statements").text
    links = re.findall(r'<li><a href="(/search\?[^"]+)"', page)
    assert len(links) > 12
    for href in links:
        assert get(hostile_app, html.unescape(href).replace("/search?", "/search.json?")).status == 200


def test_json_is_json_and_never_html(hostile_app: Starlette) -> None:
    for path in ("/search.json?limit=100", "/search.json?in=statements&limit=100", "/alerts.json", "/sources.json"):
        answer = get(hostile_app, path)
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()


def test_no_cell_is_a_formula(hostile_app: Starlette) -> None:
    for unit in ("documents", "statements"):
        rows = list(csv.reader(io.StringIO(get(hostile_app, f"/search.csv?in={unit}").text, newline="")))
        assert len(rows) == len(VECTORS) + 1
        assert {len(row) for row in rows} == {len(twins.COLUMNS[unit])}  # type: ignore[index]
        for row in rows[1:]:
            for value in row:
                assert not value.lstrip().startswith(("=", "+", "-", "@")), value


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n@x", "＝1"])
def test_the_formula_guard(value: str) -> None:
    assert twins.cell(value) == "'" + value


def test_plain_cells_stay_as_they_are() -> None:
    assert [twins.cell(value) for value in ("a=b", "", None, 5, "“x”")] == ["a=b", "", "", "5", "“x”"]


def test_atom_is_well_formed_and_links_are_http(hostile_app: Starlette) -> None:
    for unit in ("documents", "statements"):
        body = get(hostile_app, f"/search.atom?in={unit}&limit=100&q={quote('* NOT zebra')}").body
        feed = ElementTree.fromstring(body)
        entries = list(feed.iter("{http://www.w3.org/2005/Atom}entry"))
        assert len(entries) == len(VECTORS)
        for link in feed.iter("{http://www.w3.org/2005/Atom}link"):
            assert link.get("href", "").startswith(("http://127.0.0.1:8765/", "https://"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_web_address_is_no_link(address: str) -> None:
    assert outside(address) is None


@pytest.mark.parametrize(
    "address", ["https://wire.example.org/a?b=1#c", "HTTP://wire.example.org", "http://[2001:db8::1]:80/"]
)
def test_web_addresses_are_links(address: str) -> None:
    assert outside(address) == address
