"""What all collections of the REST API have in common: pages, orders, filters by id and time, the bin, batches."""

import math
from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any, ClassVar

from tests.fakes.woocommerce.answers import MAX_PAGE, Refused, Thing, checked, dated, instant, invalid
from tests.fakes.woocommerce.shop import Shop

Query = Mapping[str, str]
BATCH = 100


class Collection:
    """``path`` below wc/v3; ``type``: its name in the codes of errors; ``sequence``: whose row of numbers it uses."""

    path: ClassVar[str]
    kind: ClassVar[str]
    type: ClassVar[str]
    title: ClassVar[str]
    sequence: ClassVar[str] = "post"
    schema: ClassVar[Mapping[str, Any]] = {}
    sorts: ClassVar[Mapping[str, str]] = {"date": "date_created", "id": "id", "modified": "date_modified"}
    """What it can be ordered by, and the field that this is; the first is the default."""
    first: ClassVar[str] = "desc"
    bin: ClassVar[bool] = True
    gone: ClassVar[str] = ""
    """The code of the error for an id that is not there, where it is not made from ``type``."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    @property
    def things(self) -> dict[int, Thing]:
        return self.shop.things[self.kind]

    # ------------------------------------------------------------ reading

    def show(self, thing: Thing) -> Thing:
        """A thing as the API tells it."""
        told = {name: value for name, value in thing.items() if name[0] != "_"}
        shown = dated(deepcopy(told), self.shop.zone)
        base = f"{self.shop.url}/wp-json/wc/v3/{self.path}"
        shown["_links"] = {"self": [{"href": f"{base}/{thing['id']}"}], "collection": [{"href": base}]}
        return shown

    def find(self, id: int) -> Thing:
        if id not in self.things:
            raise Refused(404, self.gone or f"woocommerce_rest_{self.type}_invalid_id", "Invalid ID.")
        return self.things[id]

    def fits(self, thing: Thing, query: Query) -> bool:
        """Whether a thing is listed for a query. Beyond this each collection knows filters of its own."""
        if "include" in query and thing["id"] not in ids(query["include"]):
            return False
        if "exclude" in query and thing["id"] in ids(query["exclude"]):
            return False
        for name, field in (("", "date_created"), ("modified_", "date_modified")):
            at = thing.get(field)
            if at is None or (not name and "date" not in self.sorts):
                continue
            if (text := query.get(f"{name}after")) and not self._moment(at, query) > self._asked(text):
                return False
            if (text := query.get(f"{name}before")) and not self._moment(at, query) < self._asked(text):
                return False
        return True

    def _moment(self, at: datetime, query: Query) -> datetime:
        """The column that is compared: local, unless ``dates_are_gmt``."""
        gmt = query.get("dates_are_gmt") in ("true", "1")
        return (at.astimezone(UTC) if gmt else self.shop.local(at)).replace(tzinfo=None)

    def _asked(self, text: str) -> datetime:
        """WordPress brings a time that has a zone into the shop's zone, whatever column it is then compared with."""
        at = datetime.fromisoformat(text) if _is_date(text) else None
        if at is None:
            raise invalid("date", "Invalid date.", "rest_invalid_date")
        return (self.shop.local(at) if at.tzinfo else at).replace(tzinfo=None)

    def page(self, query: Query) -> tuple[list[Thing], int, int]:
        """The things of a page, how many there are in all, and how many pages."""
        per_page, number = _whole(query, "per_page", 10), _whole(query, "page", 1)
        if not 1 <= per_page <= MAX_PAGE:
            text = f"per_page must be between 1 (inclusive) and {MAX_PAGE} (inclusive)"
            raise invalid("per_page", text, "rest_out_of_bounds")
        if number < 1:
            raise invalid("page", "page must be greater than or equal to 1", "rest_out_of_bounds")
        found = self.ordered([one for one in self.listed(query) if self.fits(one, query)], query)
        start = _whole(query, "offset", 0) or (number - 1) * per_page
        return found[start : start + per_page], len(found), math.ceil(len(found) / per_page)

    def listed(self, query: Query) -> Iterable[Thing]:
        """What the filters are laid over."""
        return self.things.values()

    def ordered(self, found: list[Thing], query: Query) -> list[Thing]:
        by, way = query.get("orderby", next(iter(self.sorts))), query.get("order", self.first)
        if by == "include" and "include" in self.sorts:
            wanted = ids(query.get("include", ""))
            return sorted(found, key=lambda one: wanted.index(one["id"]) if one["id"] in wanted else 0)
        if by not in self.sorts:
            words = list(self.sorts)
            text = f"orderby is not one of {', '.join(words[:-1])}, and {words[-1]}."
            raise invalid("orderby", text, "rest_not_in_enum")
        if way not in ("asc", "desc"):
            raise invalid("order", "order is not one of asc and desc.", "rest_not_in_enum")
        return sorted(found, key=lambda one: self._rank(one, self.sorts[by]), reverse=way == "desc")

    def _rank(self, thing: Thing, field: str) -> tuple[Any, int]:
        value = thing.get(field)
        return (value if value is not None else datetime.min.replace(tzinfo=UTC), thing["id"])

    # ------------------------------------------------------------ writing

    def create(self, body: Any) -> Thing:
        """Makes one."""
        raise NotImplementedError

    def update(self, thing: Thing, body: Any) -> Thing:
        """Changes one."""
        raise NotImplementedError

    def delete(self, thing: Thing, force: bool) -> Thing:
        """Into the bin, or for good; the answer is the thing as it was."""
        if not force:
            if not self.bin:
                text = f"{self.title}s do not support trashing."
                raise Refused(501, "woocommerce_rest_trash_not_supported", text)
            if thing["status"] == "trash":
                text = f"The {self.title} has already been deleted."
                raise Refused(410, "woocommerce_rest_already_trashed", text)
            self.trash(thing)
            return self.show(thing)
        shown = self.show(thing)
        self.erase(thing)
        return shown

    def trash(self, thing: Thing) -> None:
        thing["_was"], thing["status"] = thing["status"], "trash"
        self.touch(thing)

    def erase(self, thing: Thing) -> None:
        del self.things[thing["id"]]

    def batch(self, body: Any) -> Thing:
        """200 in any case, with an error per thing that was refused."""
        told = body if isinstance(body, dict) else {}
        if sum(len(told.get(name) or ()) for name in ("create", "update", "delete")) > BATCH:
            text = f"Unable to accept more than {BATCH} items for this request."
            raise Refused(413, "woocommerce_rest_request_entity_too_large", text)
        done: Thing = {}
        for name in ("create", "update", "delete"):
            if told.get(name):
                done[name] = [self._one(name, one) for one in told[name]]
        return done

    def _one(self, name: str, told: Any) -> Thing:
        id = told if name == "delete" else told.get("id", 0)
        try:
            if name == "create":
                return self.show(self.create(told))
            if name == "update":
                return self.show(self.update(self.find(int(id)), told))
            return self.delete(self.find(int(id)), force=True)
        except Refused as refused:
            return {"id": 0 if name == "create" else id, "error": refused.body()}

    def touch(self, thing: Thing) -> None:
        thing["date_modified"] = self.shop.now()

    def checked(self, body: Any) -> Thing:
        return checked(body, self.schema)

    def dates(self, told: Thing, *names: str) -> Thing:
        """Times of a body, in the shop's zone, or in GMT where the field ends so; an empty one takes it away."""
        found: Thing = {}
        for name in names:
            for field, zone in ((name, self.shop.zone), (f"{name}_gmt", UTC)):
                if field in told:
                    found[name] = instant(told[field], zone) if told[field] else None
        return found


def ids(text: str) -> list[int]:
    return [int(one) for one in text.split(",") if one.strip().isdecimal()]


def truthy(query: Query, name: str) -> bool:
    return query.get(name) in ("true", "1")


def _whole(query: Query, name: str, default: int) -> int:
    text = query.get(name, "")
    if text and not text.lstrip("-").isdecimal():
        raise invalid(name, f"{name} is not of type integer.")
    return int(text) if text else default


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
