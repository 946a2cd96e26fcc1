"""Which addresses may be connected to."""

from __future__ import annotations

import socket
from time import monotonic
from typing import Any

import httpcore
import pytest

from loaders.feeds.network import Guard, proxy_for
from newsdb.exceptions import SourceError


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def found(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in addresses]

    monkeypatch.setattr("loaders.feeds.network.socket.getaddrinfo", found)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "224.0.0.1", "fe80::1%eth0"),
    ],
)
def test_what_others_name_must_be_public(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolve_to(monkeypatch, "93.184.215.14", address)
    guard = Guard(monotonic() + 9, is_trusted=False)
    with pytest.raises(SourceError, match=r"not a public address .*--allow-private"):
        guard.addresses("a.example", 80)
    allowed = Guard(monotonic() + 9, allow_private=True, is_trusted=False)
    assert allowed.addresses("a.example", 80) == ["93.184.215.14", address]


def test_the_user_may_name_any_host_and_redirects_may_stay_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guard = Guard(monotonic() + 9)
    resolve_to(monkeypatch, "127.0.0.1")
    assert guard.addresses("localhost", 8000) == ["127.0.0.1"]
    guard.is_trusted = False
    assert guard.addresses("localhost", 8000) == ["127.0.0.1"]
    with pytest.raises(SourceError):
        guard.addresses("localhost", 6379)


def test_a_name_that_changes_its_address_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    guard = Guard(monotonic() + 9)
    resolve_to(monkeypatch, "93.184.215.14")
    guard.addresses("a.example", 80)
    guard.is_trusted = False
    resolve_to(monkeypatch, "127.0.0.1")
    with pytest.raises(SourceError):
        guard.addresses("a.example", 80)


def test_nothing_may_take_longer_than_there_is_time() -> None:
    assert 0 < Guard(monotonic() + 9).remaining(5) <= 5
    assert Guard(monotonic() + 9).remaining(50) <= 9
    with pytest.raises(httpcore.ReadTimeout):
        Guard(monotonic() - 1).remaining(5)


def test_proxies_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    assert proxy_for("https://a.example/") is None
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "b.example")
    assert proxy_for("https://a.example/") == "http://proxy.example:3128"
    assert proxy_for("https://b.example/") is None
    assert proxy_for("http://a.example/") is None


def test_public_addresses_may_be_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "93.184.215.14", "2606:2800:21f::1")
    guard = Guard(monotonic() + 9, is_trusted=False)
    assert guard.addresses("a.example", 80) == ["93.184.215.14", "2606:2800:21f::1"]


def test_how_long_something_may_take() -> None:
    assert 0 < Guard(monotonic() + 0.9).remaining(None) <= 0.9
    assert Guard(monotonic() + 9).remaining(0.5) == 0.5
    with pytest.raises(httpcore.ReadTimeout):
        Guard(monotonic() - 0.1).remaining(None)
