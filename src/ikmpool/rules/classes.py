"""Classes: which ones makers offer of what their orders ask, and which one all of them can use.

A class says what no figure says: a last, a mould, a leather grade, a dye lot.  Makers of one
*scope*, an order or a whole contract, use one class of an attribute: of those that all of them
offer, the first by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.rules.draft import dense
from ikmpool.rules.quality import classes_of, orders_of_specs
from ikmpool.rules.rule import by_code, name_of
from ikmpool.tables.coded import BLANK, Texts
from ikmpool.tables.lookup import join
from ikmpool.tables.pool import Pool


@dataclass(frozen=True, slots=True)
class Asked:
    """Attributes of which an order's makers use one class, by order and attribute's name.

    Attributes
    ----------
    order, attribute : int64 array, shape (k,)
    scope : int64 array, shape (k,)
        Makers of one scope use the same class.
    of_attribute, of_order, of_contract : int64 array, shape (scopes,)
        What each scope is: an order, or where that is ``BLANK`` a contract.
    """

    order: Ints
    attribute: Ints
    scope: Ints
    of_attribute: Ints
    of_order: Ints
    of_contract: Ints


@dataclass(frozen=True, slots=True)
class Offered:
    """Classes that makers offer of what is asked, one position a pair of maker and attribute.

    Attributes
    ----------
    at : int64 array, shape (k,)
        Position of the maker (a column, a share).
    attribute, scope : int64 array, shape (k,)
    pair, class_ : int64 array, shape (c,)
        A pair, and a class that its maker offers.
    rank : int64 array, shape (classes,)
        The place of each class by name.
    """

    at: Ints
    attribute: Ints
    scope: Ints
    pair: Ints
    class_: Ints
    rank: Ints

    @property
    def count(self) -> Ints:
        """Count the classes of each pair, shape (k,)."""
        return np.bincount(self.pair, minlength=len(self.at))

    def shared(self) -> tuple[Ints, Ints, Ints]:
        """Count how many pairs of a scope offer a class: (scope, class, pairs), by class name."""
        key = self.scope[self.pair] * len(self.rank) + self.rank[self.class_]
        distinct, count = np.unique(key, return_counts=True)
        scope, rank = np.divmod(distinct, max(len(self.rank), 1))
        return scope, np.argsort(self.rank)[rank], count

    def common(self, counted: Bools | None = None) -> tuple[Ints, Ints]:
        """Give the scopes whose pairs (those counted) have a class in common, and the first one."""
        scope, class_, count = self.shared()
        members = np.bincount(self.scope if counted is None else self.scope[counted])
        of_all = count == members[scope]
        found, first = np.unique(scope[of_all], return_index=True)
        return found, class_[of_all][first]


def asked(pool: Pool) -> Asked:
    """Give what the orders ask to be of one class."""

    def make() -> Asked:
        spec, order = orders_of_specs(pool)
        match = pool.flags("specs", "match")[spec]
        spec, order = spec[match], order[match]
        attributes = pool.names("attribute").astype(str)
        pair, distinct = dense(order * len(attributes) + pool.codes("specs", "attribute")[spec])
        order_of, attribute = np.divmod(distinct, max(len(attributes), 1))
        whole = np.zeros(len(distinct), dtype=bool)
        np.logical_or.at(whole, pair, pool.codes("specs", "contract")[spec] != BLANK)
        contracts, orders = len(pool.names("contract")), pool.size("orders")
        contract = pool.codes("orders", "contract")[order_of]
        place = np.where(whole, orders + contract, order_of)
        scope, distinct = dense(attribute * (orders + contracts) + place)
        of_attribute, place = np.divmod(distinct, max(orders + contracts, 1))
        sort = np.lexsort((attributes[attribute], order_of))
        return Asked(
            order_of[sort],
            attribute[sort],
            scope[sort],
            of_attribute,
            np.where(place < orders, place, BLANK),
            np.where(place < orders, BLANK, place - orders),
        )

    return pool.keep(("asked classes",), make)


def offered(pool: Pool, supplier: Ints, order: Ints) -> Offered:
    """Give the classes that suppliers offer for orders, of what these ask to be of one class."""
    asks = asked(pool)
    at, ask = join(order, asks.order)
    attribute = asks.attribute[ask]
    pair, class_ = classes_of(pool, supplier[at], order[at], attribute)
    names = pool.names("class").astype(str)
    rank = np.argsort(np.argsort(names, kind="stable"))
    return Offered(at, attribute, asks.scope[ask], pair, class_, rank)


def chosen(pool: Pool, supplier: Ints, order: Ints) -> tuple[Offered, Ints]:
    """Give the class of each pair of a maker used and an attribute; ``BLANK`` where none is common.

    Parameters
    ----------
    supplier, order : int64 array, shape (n,)
        The shares of a plan, all of which make something.
    """
    found = offered(pool, supplier, order)
    class_ = np.full(len(asked(pool).of_attribute), BLANK, dtype=np.int64)
    scope, first = found.common()
    class_[scope] = first
    return found, class_[found.scope]


def class_texts(pool: Pool, supplier: Ints, order: Ints) -> Texts:
    """Write the class of each share, "" where its order asks for none.

    Of several attributes as ``attribute: class; attribute: class``, by attribute's name.
    """
    texts = np.full(len(supplier), "", dtype=object)
    found, class_ = chosen(pool, supplier, order)
    for share, pairs in by_code(found.at, np.ones(len(found.at), dtype=bool)):
        said = {
            name_of(pool, "attribute", a): name_of(pool, "class", c)
            for a, c in zip(found.attribute[pairs].tolist(), class_[pairs].tolist(), strict=True)
        }
        parts = [
            f"{name}: {text}" if len(said) > 1 else text for name, text in said.items() if text
        ]
        texts[share] = "; ".join(parts)
    return texts


def stated_classes(pool: Pool, texts: Texts, found: Offered) -> tuple[Texts, list[int]]:
    """Read what shares state of each pair of a maker and an attribute.

    Parameters
    ----------
    pool : Pool
    texts : object array, shape (n,)
        As `class_texts` writes them; "" where a share states nothing.
    found : Offered
        What the makers of these shares offer.

    Returns
    -------
    (stated, unclear)
        The class of each pair, "" where none is stated; and a pair of each share whose text can
        not be read.
    """
    stated: Texts = np.full(len(found.at), "", dtype=object)
    unclear: list[int] = []
    for share, pairs in by_code(found.at, np.asarray(texts[found.at] != "", dtype=bool)):
        names = [name_of(pool, "attribute", a) for a in found.attribute[pairs].tolist()]
        read = _read(texts[share], names)
        if read is None:
            unclear.append(int(pairs[0]))
        else:
            stated[pairs] = [read.get(name, "") for name in names]
    return stated, unclear


def _read(text: str, attributes: Sequence[str]) -> Mapping[str, str] | None:
    """Read the class of each attribute from a share's text; None where it is of none of them."""
    if len(attributes) == 1:
        return {attributes[0]: text}
    known = "|".join(map(re.escape, attributes))
    before, *parts = re.split(rf"(?:^|; *)({known}): *", text)
    return None if before else dict(zip(parts[::2], parts[1::2], strict=True))
