"""The items of two lists that belong together, found by id, title or content and never by position."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from okrcli.model.record_base import changed

T = TypeVar("T")


def stable_key(value: object) -> str:
    """The key by which values without an order of their own are sorted."""
    return repr(value)


def matched(
    before: Iterable[T], after: Iterable[T], names: Sequence[Callable[[T], Hashable]]
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """The pairs of items that belong together, the items that are gone, and the new items.

    Two items are a pair by the first of `names` that gives both the same key; None is no key. Among several items of
    one key their values decide, never their positions.
    """
    gone, new = list(before), list(after)
    pairs: list[tuple[T, T]] = []
    for name in names:
        if not gone or not new:
            break
        old_by_name, new_by_name = _grouped(gone, name), _grouped(new, name)
        gone, new = old_by_name.pop(None, []), new_by_name.pop(None, [])
        for key in old_by_name.keys() | new_by_name.keys():
            old_items, new_items = old_by_name.get(key, []), new_by_name.get(key, [])
            count = min(len(old_items), len(new_items))
            pairs.extend(zip(old_items, new_items, strict=False))
            gone.extend(old_items[count:])
            new.extend(new_items[count:])
    return pairs, gone, new


def _grouped(items: Iterable[T], name: Callable[[T], Hashable]) -> dict[Hashable, list[T]]:
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(name(item), []).append(item)
    return {key: sorted(group, key=stable_key) if len(group) > 1 else group for key, group in groups.items()}


def itself(item: Any) -> Hashable:
    """The item as its own key."""
    key: Hashable = item
    return key


def item_name(item: Any) -> str:
    """The name of an item of a list: its id, else its title, target, agreed step or person, or the text itself."""
    if isinstance(item, str):
        return item
    names = (getattr(item, name, None) for name in ("id", "title", "to", "then", "metric", "field", "by"))
    return next((str(name) for name in names if name), "")


def without_title(item: Any) -> Hashable:
    """An item without an id with a dummy title, to match items of which only the title was changed; else None."""
    if isinstance(item, str) or getattr(item, "title", None) is None or item.id is not None:
        return None
    key: Hashable = changed(item, title="-")
    return key
