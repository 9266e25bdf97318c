"""Executes GraphQL against Shopify's published schema, on a shop's state."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

import graphql
from graphql import GraphQLError

from tests.fakes.shopify import areas, search  # noqa: F401 - the areas enter what they can do
from tests.fakes.shopify.paging import page, sort_key
from tests.fakes.shopify.registry import FIELDS, MUTATIONS, QUERIES, Declined
from tests.fakes.shopify.store import Shop, Thing, kind_of, one_action
from tests.support.shops import schema

READ = {
    "Order": "read_orders",
    "LineItem": "read_orders",
    "Customer": "read_customers",
    "Product": "read_products",
    "ProductVariant": "read_products",
    "Collection": "read_products",
    "InventoryItem": "read_inventory",
    "InventoryLevel": "read_inventory",
    "DraftOrder": "read_draft_orders",
    "DiscountNode": "read_discounts",
    "DiscountCodeNode": "read_discounts",
    "FulfillmentOrder": "read_merchant_managed_fulfillment_orders",
    "Return": "read_returns",
    "Refund": "read_orders",
    "AbandonedCheckout": "read_orders",
    "Publication": "read_publications",
    "Company": "read_companies",
    "CompanyLocation": "read_companies",
    "UrlRedirect": "read_online_store_navigation",
    "Location": "read_locations",
    "InventoryTransfer": "read_inventory_transfers",
    "ShopifyPaymentsDispute": "read_shopify_payments_disputes",
    "SubscriptionContract": "read_own_subscription_contracts",
}
"""What an app must be allowed to read, by kind of thing."""
ALSO = {
    "Location": ("read_inventory", "read_orders", "read_products"),
    "AbandonedCheckout": ("read_checkouts",),
    "InventoryItem": (
        "read_products",
    ),  # since January 2025; its levels at each place still need read_inventory
}
"""Scopes that open a kind too."""
_COUNTED = {
    "orders": "Order",
    "customers": "Customer",
    "products": "Product",
    "productVariants": "ProductVariant",
    "draftOrders": "DraftOrder",
    "abandonedCheckouts": "AbandonedCheckout",
}


@dataclass
class Asked:
    """One request. ``endless``: connections are read whole, as a bulk operation does."""

    shop: Shop
    version: str
    endless: bool = False
    ignored: list[dict[str, str]] = field(default_factory=list)
    """Filters of search texts that Shopify does not know and passes over."""


@lru_cache(maxsize=512)
def prepared(text: str, version: str) -> tuple[graphql.DocumentNode | None, list[GraphQLError]]:
    """A document, read and held against the schema once."""
    try:
        document = graphql.parse(text)
    except GraphQLError as error:
        return None, [error]
    return document, graphql.validate(schema(version), document)


def execute(asked: Asked, text: str, variables: Thing | None = None, name: str | None = None) -> Thing:
    """The answer's ``data`` and ``errors``."""
    asked.shop.version = asked.version
    document, wrong = prepared(text, asked.version)
    if wrong or document is None:
        return {"errors": [error.formatted for error in wrong]}
    done = graphql.execute_sync(
        schema(asked.version),
        document,
        context_value=asked,
        variable_values=variables or {},
        operation_name=name,
        field_resolver=resolve,
        type_resolver=lambda value, info, kind: value.get("__typename") if isinstance(value, dict) else None,
    )
    answer: Thing = {"data": done.data}
    if done.errors:
        answer["errors"] = [error.formatted for error in done.errors]
    return answer


def resolve(source: Any, info: graphql.GraphQLResolveInfo[Any], **args: Any) -> Any:
    """Any field of any type."""
    asked: Asked = info.context
    kind, name = info.parent_type.name, info.field_name
    if kind == "QueryRoot":
        value = _root(asked, info, args)
    elif kind == "Mutation":
        return _mutate(asked, info, args)
    else:
        work = FIELDS.get(f"{kind}.{name}") or (None if name in source else FIELDS.get(f"*.{name}"))
        value = work(asked.shop, source, args) if work else source.get(name)
    return shaped(asked, info.return_type, value, args)


def shaped(asked: Asked, kind: Any, value: Any, args: Thing) -> Any:
    """The value as the schema wants it: ids become things, lists connections, amounts money."""
    must = graphql.is_non_null_type(kind)
    kind = graphql.get_nullable_type(kind)
    if graphql.is_list_type(kind):
        items = [shaped(asked, kind.of_type, one, {}) for one in value or ()]
        return (
            items[: args["first"]]
            if args.get("first") is not None
            else items
            if value is not None or must
            else None
        )
    name = kind.name
    if name.endswith("Connection"):
        _allowed(asked.shop, name.removesuffix("Connection"))
        return value if isinstance(value, dict) else _connection(asked, kind, value or [], args)
    if isinstance(value, str) and graphql.is_composite_type(kind) and kind_of(value):
        value = asked.shop.get(value)
    if graphql.is_composite_type(kind) and value is not None:
        _allowed(asked.shop, name)
    if name in ("MoneyBag", "MoneyV2") and not isinstance(value, dict) and (value is not None or must):
        money = {"__typename": "MoneyV2", "amount": value or 0, "currencyCode": asked.shop.currency}
        return money if name == "MoneyV2" else {"shopMoney": money, "presentmentMoney": money}
    if name == "Count" and isinstance(value, int):
        return {"count": value, "precision": "EXACT"}
    return _scalar(name, value, must)


def _scalar(name: str, value: Any, must: bool) -> Any:
    if value is None:
        plain = {"Boolean": False, "Int": 0, "Float": 0.0, "String": "", "HTML": "", "UnsignedInt64": "0"}
        return plain.get(name) if must else None
    if name == "UnsignedInt64":
        return str(value)
    if name == "Decimal":  # "10.0", "9.95"
        whole = format(Decimal(str(value)).normalize(), "f")
        return whole if "." in whole else f"{whole}.0"
    if name == "Money":
        return format(Decimal(str(value)).quantize(Decimal("0.01")), "f")
    return value


def _connection(asked: Asked, kind: Any, items: list[Any], args: Thing) -> Thing:
    node = graphql.get_named_type(kind.fields["nodes"].type)
    _allowed(asked.shop, node.name)
    things = [asked.shop.get(one) if isinstance(one, str) else one for one in items]
    return page([one for one in things if one is not None], args, None, endless=asked.endless)


def _root(asked: Asked, info: graphql.GraphQLResolveInfo[Any], args: Thing) -> Any:
    shop, name = asked.shop, info.field_name
    node = graphql.get_named_type(info.return_type)
    if own := QUERIES.get(name):
        return own(shop, args)
    if name == "node":
        return shop.get(args["id"])
    if name == "nodes":
        return [shop.get(gid) for gid in args["ids"]]
    if name.endswith("Count") and name.removesuffix("Count") in _COUNTED:
        kind = _COUNTED[name.removesuffix("Count")]
        _allowed(shop, kind)
        return len(_searched(asked, info, kind, args))
    if node.name.endswith("Connection"):
        kind = node.name.removesuffix("Connection")
        _allowed(shop, kind)
        found = _searched(asked, info, kind, args)
        return page(found, args, sort_key(args.get("sortKey")), endless=asked.endless)
    if "id" in args:
        found_one = shop.get(args["id"])
        return found_one if found_one and node.name in (found_one["__typename"], "DiscountNode") else None
    raise GraphQLError(f"The fake shop does not know the query {name} yet.")


def _searched(asked: Asked, info: graphql.GraphQLResolveInfo[Any], kind: str, args: Thing) -> list[Thing]:
    told = info.parent_type.fields[info.field_name].args.get("query")
    known = search.filters(told.description or "") if told else frozenset()
    return search.search(asked.shop, kind, args.get("query") or "", known, asked.ignored)


def _allowed(shop: Shop, kind: str) -> None:
    scope = READ.get(kind)
    if scope and not any(shop.app.may(one) for one in (scope, *ALSO.get(kind, ()))):
        raise _denied(kind, f"`{scope}` access scope")


def _denied(what: str, access: str) -> GraphQLError:
    return GraphQLError(
        f"Access denied for {what} field. Required access: {access}.",
        extensions={
            "code": "ACCESS_DENIED",
            "documentation": "https://shopify.dev/api/usage/access-scopes",
            "requiredAccess": f"{access}.",
        },
    )


def _mutate(asked: Asked, info: graphql.GraphQLResolveInfo[Any], args: Thing) -> Any:
    shop, name = asked.shop, info.field_name
    known = MUTATIONS.get(name)
    if known is None:
        raise GraphQLError(f"The fake shop does not know the mutation {name} yet.")
    if known.scope and not shop.app.may(known.scope):
        raise _denied(name, f"`{known.scope}` access scope")
    key = _key(info)
    if known.keyed and not key:
        raise GraphQLError(
            f"The @idempotent directive is required for {name} but was not provided.",
            extensions={"code": "BAD_REQUEST"},
        )
    sent = copy.deepcopy(args)
    try:
        if key and (before := shop.answered.get((name, key))):
            if before[0] != sent:
                raise Declined(
                    "The same idempotency key cannot be used with different operation parameters.",
                    code="IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
                )
            return _payload(asked, info, dict(before[1]))
        told = one_action(known.run)(shop, args)
        shop.done.append((name, sent))
        if key:
            shop.answered[name, key] = sent, told
        return _payload(asked, info, dict(told))
    except Declined as declined:
        error = {"field": declined.field, "message": declined.message, "code": declined.code}
        return _payload(asked, info, {}, [error])


def _payload(
    asked: Asked, info: graphql.GraphQLResolveInfo[Any], told: Thing, errors: list[Thing] | None = None
) -> Thing:
    """With its list of errors, whatever that is called, and none in the old lists beside it."""
    kind = cast(graphql.GraphQLObjectType, graphql.get_named_type(info.return_type))
    for name, one in kind.fields.items():
        if name.lower().endswith("usererrors"):
            of = cast(graphql.GraphQLObjectType, graphql.get_named_type(one.type))
            told[name] = [_error(of, error) for error in errors or ()]
        elif name not in told and name == "shop":
            told[name] = "gid://shopify/Shop/1"
    return told


def _error(kind: graphql.GraphQLObjectType, error: Thing) -> Thing:
    """Only codes that the list of this mutation knows."""
    code = kind.fields.get("code")
    known = getattr(graphql.get_named_type(code.type), "values", {}) if code else {}
    return {
        **error,
        "code": error["code"] if error["code"] in known else "INVALID" if "INVALID" in known else None,
    }


def _key(info: graphql.GraphQLResolveInfo[Any]) -> str:
    for directive in info.field_nodes[0].directives or ():
        if directive.name.value == "idempotent":
            told = graphql.get_directive_values(
                next(one for one in info.schema.directives if one.name == "idempotent"),
                info.field_nodes[0],
                info.variable_values,
            )
            return str((told or {}).get("key") or "")
    return ""
