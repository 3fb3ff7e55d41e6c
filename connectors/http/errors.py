"""What a fetch can end in other than an answer: one tree, told by `code`, in words for a person.

    FetchRefused
    ├── TargetRefused     url · scheme · port · private_address               we will not go there
    ├── RedirectRefused   redirect_loop · too_many_redirects · downgrade · cross_host_body
    ├── AnswerRefused     too_large · encoding · headers                      we will not take that
    ├── UpgradeRefused    upgrade                                             the server said no to a WebSocket
    ├── TooSlow           too_slow · silent                                   transient
    └── Unreachable       dns · connect · tls · reset                         transient

`transient` says whether the same request may go well later with nobody mending anything. URLs in messages carry
neither user information nor a query (both hold keys in practice).
"""


class FetchRefused(Exception):
    """`code` is stable and for scripts, `message` says what was wrong, where, and what to do."""

    transient: bool = False

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class TargetRefused(FetchRefused):
    """The address may not be reached, whoever asks: `url`, `scheme`, `port`, `private_address`."""


class RedirectRefused(FetchRefused):
    """The chain of redirects ends here: `redirect_loop`, `too_many_redirects`, `downgrade`, `cross_host_body`."""


class AnswerRefused(FetchRefused):
    """The server answered with what we do not take: `too_large`, `encoding`, `headers`."""


class UpgradeRefused(FetchRefused):
    """A WebSocket's handshake was answered with an HTTP status instead of 101; `retry_after` in seconds where told."""

    def __init__(self, message: str, status: int, retry_after: float | None = None) -> None:
        super().__init__("upgrade", message)
        self.status = status
        self.retry_after = retry_after
        self.transient = status >= 500 or status in {408, 425, 429}


class TooSlow(FetchRefused):
    """The deadline passed (`too_slow`), or a socket that should speak did not (`silent`)."""

    transient = True


class Unreachable(FetchRefused):
    """No connection, or it broke: `dns`, `connect`, `tls`, `reset`."""

    transient = True
