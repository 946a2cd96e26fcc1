"""Slots: how many at a time, how many of one client, in which order."""

import asyncio

import pytest

from newsdb.exceptions import NoSlotError
from newsdb.http.slots import Slots, client_address


async def waiting(slots: Slots, client: str | None) -> asyncio.Task[None]:
    """Begin to wait for a slot."""
    task = asyncio.create_task(slots.acquire(client))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return task


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_no_more_than_the_total() -> None:
    slots = Slots(2, 2, timeout=60)
    await slots.acquire("a")
    await slots.acquire("b")
    third = await waiting(slots, "c")
    await settle()
    assert not third.done()
    slots.release("a")
    await third


async def test_a_client_with_all_its_slots_is_passed_over() -> None:
    slots = Slots(2, 1, timeout=60)
    await slots.acquire("a")
    again = await waiting(slots, "a")
    await slots.acquire("b")
    slots.release("b")
    await settle()
    assert not again.done()
    slots.release("a")
    await again


async def test_unknown_clients_have_only_the_total() -> None:
    slots = Slots(2, 1, timeout=60)
    await slots.acquire(None)
    await slots.acquire(None)
    third = await waiting(slots, None)
    assert not third.done()
    third.cancel()


async def test_timeout() -> None:
    slots = Slots(1, 1, timeout=0.01)
    await slots.acquire("a")
    with pytest.raises(NoSlotError):
        await slots.acquire("b")
    slots.release("a")
    # The one that gave up holds nothing.
    await slots.acquire("c")


async def test_a_cancelled_request_holds_nothing() -> None:
    slots = Slots(1, 1, timeout=60)
    await slots.acquire("a")
    second = await waiting(slots, "b")
    third = await waiting(slots, "c")
    second.cancel()
    await settle()
    slots.release("a")
    await third


async def test_cooldown() -> None:
    slots = Slots(1, 1, timeout=60)
    await slots.acquire("a")
    slots.release("a", cooldown=0.05)
    started = asyncio.get_running_loop().time()
    await slots.acquire("b")
    assert asyncio.get_running_loop().time() - started >= 0.04


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        (("192.0.2.1", 80), "192.0.2.1"),
        (("2001:db8:1:2:3::4", 80), "2001:db8:1:2::/64"),
        (("testclient", 80), "testclient"),
        (None, None),
        (("", 0), ""),
    ],
)
def test_client_address(client: tuple[str, int] | None, expected: str | None) -> None:
    assert client_address({"client": client}) == expected
