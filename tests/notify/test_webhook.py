"""The signed message: checked by an implementation of its own, judged by the answer's status."""

import base64
import hashlib
import hmac
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from connectors.http import Client, Guard, Response
from connectors.notify.base import Context
from connectors.notify.message import alert_body
from connectors.notify.webhook import Webhook, judge, open_channel, read_keys, signed_headers
from schemas import to_builtins
from tests.support.alerts import alert, statement
from tests.support.notifying import KEY, receiver, replies
from tests.support.wires import answer, header_of

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def verify(head: bytes, body: bytes, key: bytes, now: int, tolerance: int = 300) -> bool:
    """What a receiver does, written from the specification: HMAC (RFC 2104) by hand, every signature tried."""
    ident, stamp = header_of(head, "webhook-id"), header_of(head, "webhook-timestamp")
    if ident is None or stamp is None or abs(now - int(stamp)) > tolerance:
        return False
    padded = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded) + f"{ident}.{stamp}.".encode() + body).digest()
    expected = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded) + inner).digest()
    given = [word.split(",", 1) for word in (header_of(head, "webhook-signature") or "").split()]
    return any(version == "v1" and base64.b64decode(value) == expected for version, value in given)


async def test_a_receiver_can_verify_and_read_it() -> None:
    told = alert(1, said=statement())
    async with receiver() as (there, client):
        outcome = await there.channel(client, now=lambda: 1_795_514_400.9).send(told)
    assert outcome.result == "sent"
    head, body = there.wire.heads[0], there.wire.bodies[0]
    assert head.startswith(b"POST /hook HTTP/1.1")
    assert header_of(head, "content-type") == "application/json"
    assert header_of(head, "webhook-id") == told.id
    assert verify(head, body, KEY, 1_795_514_400)
    assert not verify(head, body + b" ", KEY, 1_795_514_400)
    assert not verify(head, body, b"another key" + KEY, 1_795_514_400)
    assert not verify(head, body, KEY, 1_795_514_400 + 301)


async def test_while_keys_are_exchanged_both_sign() -> None:
    async with receiver() as (there, client):
        await Webhook(there.wire.url(), [b"the new key of this invented desk", KEY], client, now=lambda: 5).send(
            alert(1)
        )
        await Webhook(there.wire.url(), [], client).send(alert(1))
    signed, unsigned = there.wire.heads
    assert verify(signed, there.wire.bodies[0], KEY, 5)
    assert verify(signed, there.wire.bodies[0], b"the new key of this invented desk", 5)
    assert header_of(unsigned, "webhook-signature") is None
    assert header_of(unsigned, "webhook-id") == alert(1).id


def test_the_body_tells_what_the_page_of_the_interface_says() -> None:
    body = json.loads(json.dumps(alert_body(alert(1, said=statement()))))
    assert {"id", "rule", "document", "statement", "matched", "late", "sentence", "severity", "at"} <= body.keys()
    assert body["document"] == {
        "id": "d1",
        "url": "https://wire.example.org/1",
        "title": "Harbour treaty, part 1",
        "source": "wire",
        "published": "2025-11-24T15:59:00.000Z",
        "arrived": "2025-11-24T16:00:00.000Z",
        "language": "en",
        "version": 1,
    }
    assert body["matched"] == [{"field": "text", "start": 5, "end": 19}]
    assert body["statement"]["speaker"]["name"] == "Ada Lindqvist"
    assert body["statement"]["cue"]["class"] == "say"
    assert body["statement"] == json.loads(json.dumps(to_builtins(statement())))
    assert alert_body(alert(1))["statement"] is None


@pytest.mark.parametrize(
    ("status", "result"),
    [
        *[(status, "sent") for status in (200, 204, 299)],
        *[(status, "failed") for status in (301, 308, 400, 401, 404, 422)],
        *[(status, "retry") for status in (408, 425, 429, 500, 502, 503)],
        (410, "gone"),
    ],
)
def test_the_status_decides(status: int, result: str) -> None:
    headers = CIMultiDictProxy(CIMultiDict({"Retry-After": "90"}))
    response = Response(status, headers, b"", "http://hook.example.org/", (), 0.1, None)
    outcome = judge(response, "http://hook.example.org/", NOW)
    assert outcome.result == result
    assert outcome.wait == (90.0 if result == "retry" else None)
    assert (outcome.error is None) is (result == "sent")
    assert result == "sent" or str(status) in (outcome.error or "")


async def test_what_the_guard_refuses_is_told_and_may_be_mended() -> None:
    async with Client(Guard()) as client:
        outcome = await Webhook("http://user:hunter2@127.0.0.1/hook?token=hunter2", [KEY], client).send(alert(1))
    assert outcome.result == "retry"
    assert "network.allow" in (outcome.error or "")
    assert "hunter2" not in (outcome.error or "")


async def test_an_answer_without_end_is_still_an_answer() -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + bytes(100_000)
    async with receiver(replies(lambda _: endless)) as (there, client):
        assert (await there.channel(client).send(alert(1))).result == "sent"


async def test_a_redirect_is_not_followed() -> None:
    handler = replies(lambda _: answer("307 Elsewhere", headers={"Location": "/other"}))
    async with receiver(handler) as (there, client):
        outcome = await there.channel(client).send(alert(1))
        assert (outcome.result, len(there.ids)) == ("failed", 1)


@pytest.mark.parametrize("text", ["hunter2", "whsec_hunter2!", "whsec_YQ", "whsec_YWJj hunter2"])
def test_what_is_no_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match="whsec_ and base64") as caught:
        read_keys(text)
    assert "hunter2" not in str(caught.value)


def test_keys_are_read() -> None:
    assert read_keys(f" whsec_{base64.b64encode(KEY).decode()}\n whsec_YWJj ") == [KEY, b"abc"]
    assert read_keys("") == []


def test_the_fingerprint_follows_the_settings_and_reveals_none() -> None:
    class Settings:
        def __init__(self, url: str, key: str | None) -> None:
            self.url = url
            self._key = key

        def key(self, folder: Path) -> str | None:
            assert folder == Path("/desk")
            return self._key

    context = Context(Client(Guard()), Path("/desk"), io.StringIO())
    several = [
        open_channel(Settings(url, key), context).fingerprint
        for url in ("http://a.example/", "http://b.example/")
        for key in (None, "whsec_YWJj", "whsec_YWJk")
    ]
    assert len(set(several)) == 6
    assert several[0] == open_channel(Settings("http://a.example/", None), context).fingerprint
    assert all("whsec" not in one and "example" not in one for one in several)


def test_an_independent_hmac_agrees_with_the_library() -> None:
    headers = signed_headers("id", 7, b"body", [KEY])
    signature = base64.b64encode(hmac.new(KEY, b"id.7.body", hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{signature}"
