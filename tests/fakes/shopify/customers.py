"""Customers: made, changed, asked for consent, given store credit, invited, deleted; segments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.fakes.clock import iso
from tests.fakes.shopify import derived
from tests.fakes.shopify.people import address_of, valid_email, valid_phone
from tests.fakes.shopify.registry import Args, Declined, field, found, mutation, query
from tests.fakes.shopify.store import Shop, Thing, cents, number

NO_CUSTOMER = "Customer does not exist"
CREDIT = "write_store_credit_account_transactions"


def make(shop: Shop, email: str | None = None, *, consent: str = "NOT_SUBSCRIBED", **fields: Any) -> Thing:
    customer = shop.add(
        "Customer",
        firstName=None,
        lastName=None,
        email=None,
        phone=None,
        locale="en",
        note=None,
        tags=[],
        state="DISABLED",
        verifiedEmail=True,
        taxExempt=False,
        taxExemptions=[],
        defaultEmailAddress=None,
        defaultPhoneNumber=None,
        companyContactProfiles=[],
        _addresses=[],
        _orders=[],
        _spent=cents(0),
    )
    customer.update(fields)
    set_email(customer, email, consent)
    if customer["phone"]:
        set_phone(customer, customer["phone"])
    shop.tell("customers/create", customer)
    return customer


def set_email(customer: Thing, email: str | None, consent: str = "") -> None:
    customer["email"] = email
    was = customer["defaultEmailAddress"] or {"marketingState": "NOT_SUBSCRIBED", "marketingUpdatedAt": None}
    state = {"marketingState": consent} if consent else {}
    customer["defaultEmailAddress"] = (
        {**was, "emailAddress": email, **state, "validFormat": True} if email else None
    )


def set_phone(customer: Thing, phone: str | None) -> None:
    customer["phone"] = phone
    was = customer["defaultPhoneNumber"] or {"marketingState": "NOT_SUBSCRIBED", "marketingUpdatedAt": None}
    customer["defaultPhoneNumber"] = {**was, "phoneNumber": phone} if phone else None


@field("Customer.displayName")
def _name(shop: Shop, customer: Thing, args: Args) -> str:
    return (
        " ".join(one for one in (customer["firstName"], customer["lastName"]) if one)
        or customer["email"]
        or ""
    )


@field("Customer.addressesV2", "Customer.addresses")
def _addresses(shop: Shop, customer: Thing, args: Args) -> list[Thing]:
    return list(customer["_addresses"])


@field("Customer.defaultAddress")
def _address(shop: Shop, customer: Thing, args: Args) -> Thing | None:
    return next(iter(customer["_addresses"]), None)


@query("customerByIdentifier")
def by_identifier(shop: Shop, args: Args) -> Thing | None:
    wanted = args["identifier"]
    if gid := wanted.get("id"):
        return shop.get(gid)
    name, value = (
        ("email", wanted.get("emailAddress"))
        if wanted.get("emailAddress")
        else ("phone", wanted.get("phoneNumber"))
    )
    same = [one for one in shop.all("Customer") if (one[name] or "").casefold() == (value or "").casefold()]
    return same[0] if value and same else None


def _checked(shop: Shop, sent: Thing, but: str = "") -> None:
    others = [one for one in shop.all("Customer") if one["id"] != but]
    if email := sent.get("email"):
        if not valid_email(email):
            raise Declined("Email is invalid", "email")
        if any((one["email"] or "").casefold() == email.casefold() for one in others):
            raise Declined("Email has already been taken", "email", code="TAKEN")
    if phone := sent.get("phone"):
        if not valid_phone(phone):
            raise Declined("Phone is invalid", "phone")
        if any(one["phone"] == phone for one in others):
            raise Declined("Phone has already been taken", "phone", code="TAKEN")


def _write(customer: Thing, sent: Thing) -> None:
    for name in ("firstName", "lastName", "note", "locale", "taxExempt"):
        if name in sent:
            customer[name] = sent[name] or (None if name != "locale" else "en")
    if "email" in sent:
        set_email(customer, sent["email"] or None)
    if "phone" in sent:
        set_phone(customer, sent["phone"] or None)
    if "tags" in sent:
        customer["tags"] = sorted(set(sent["tags"]))
    if sent.get("addresses"):
        customer["_addresses"] = [address_of(one, "addresses") for one in sent["addresses"]]


@mutation("customerCreate", "write_customers")
def create(shop: Shop, args: Args) -> Thing:
    sent = args["input"]
    if not any(sent.get(name) for name in ("email", "phone", "firstName", "lastName")):
        raise Declined("A name, phone number, or email address must be present", code="BLANK")
    _checked(shop, sent)
    known = {name: sent[name] for name in ("firstName", "lastName", "note", "locale") if sent.get(name)}
    customer = make(
        shop, sent.get("email"), phone=sent.get("phone"), tags=sorted(set(sent.get("tags") or [])), **known
    )
    return {"customer": customer}


@mutation("customerUpdate", "write_customers")
def update(shop: Shop, args: Args) -> Thing:
    sent = args["input"]
    customer = found(shop, sent.get("id") or "", NO_CUSTOMER, "id", kind="Customer")
    _checked(shop, sent, customer["id"])
    _write(customer, sent)
    shop.changed(customer, "customers/update")
    return {"customer": customer}


@mutation("customerDelete", "write_customers")
def delete(shop: Shop, args: Args) -> Thing:
    customer = found(shop, args["input"]["id"], NO_CUSTOMER, "id", kind="Customer")
    if derived.orders_of(shop, customer):
        raise Declined("Customer can't be deleted because they have associated orders", "id")
    shop.remove(customer["id"])
    shop.tell("customers/delete", customer)
    return {"deletedCustomerId": customer["id"]}


def _agree(shop: Shop, sent: Thing, consent: Thing, where: str, what: str) -> Thing:
    customer = found(shop, sent["customerId"], NO_CUSTOMER, "input", "customerId", kind="Customer")
    if customer[where] is None:
        raise Declined(f"{what} is required to set marketing consent", "input", code="INVALID")
    if consent["marketingState"] in ("NOT_SUBSCRIBED", "REDACTED", "INVALID"):
        raise Declined("Cannot specify NOT_SUBSCRIBED as a marketing state input", "input", code="INVALID")
    if (consent.get("consentUpdatedAt") or "") > iso(shop.clock.now()):
        raise Declined("Consent updated at must not be in the future", "input", "consentUpdatedAt")
    at = consent.get("consentUpdatedAt") or shop.now()
    level = consent.get("marketingOptInLevel")
    customer[where].update(
        marketingState=consent["marketingState"], marketingUpdatedAt=at, marketingOptInLevel=level
    )
    shop.touch(customer)
    shop.tell("customers/update", customer)
    return customer


@mutation("customerEmailMarketingConsentUpdate", "write_customers")
def email_consent(shop: Shop, args: Args) -> Thing:
    sent = args["input"]
    customer = _agree(shop, sent, sent["emailMarketingConsent"], "defaultEmailAddress", "An email address")
    shop.tell("customers_email_marketing_consent/update", customer)
    return {"customer": customer}


@mutation("customerSmsMarketingConsentUpdate", "write_customers")
def sms_consent(shop: Shop, args: Args) -> Thing:
    sent = args["input"]
    customer = _agree(shop, sent, sent["smsMarketingConsent"], "defaultPhoneNumber", "A phone number")
    shop.tell("customers_marketing_consent/update", customer)
    return {"customer": customer}


@mutation("customerSendAccountInviteEmail", "write_customers")
def invite(shop: Shop, args: Args) -> Thing:
    customer = found(shop, args["customerId"], NO_CUSTOMER, "customerId", kind="Customer")
    if customer["state"] == "ENABLED":
        raise Declined("Account is already enabled", "customerId", code="INVALID")
    if not customer["email"]:
        raise Declined("Customer has no email address", "customerId", code="INVALID")
    customer["state"] = "INVITED"
    shop.mail("account invite", customer["email"], {"customer": customer["id"], **(args.get("email") or {})})
    shop.changed(customer, "customers/update")
    return {"customer": customer}


# ----------------------------------------------------------------------------------------------- store credit


def _account(shop: Shop, gid: str, currency: str) -> Thing | None:
    """The account in that currency, named by itself or by whose it is."""
    for one in shop.all("StoreCreditAccount"):
        if gid == one["id"] or (one["owner"] == gid and one["_currency"] == currency):
            return one
    return None


def credit_of(shop: Shop, customer: str) -> Decimal:
    account = _account(shop, customer, shop.currency)
    return cents(account["balance"]) if account else cents(0)


@field("Customer.storeCreditAccounts")
def _accounts(shop: Shop, customer: Thing, args: Args) -> list[Thing]:
    return [one for one in shop.all("StoreCreditAccount") if one["owner"] == customer["id"]]


@field("StoreCreditAccount.transactions")
def _movements(shop: Shop, account: Thing, args: Args) -> list[Thing]:
    kinds = ("StoreCreditAccountCreditTransaction", "StoreCreditAccountDebitTransaction")
    found = [one for kind in kinds for one in shop.all(kind) if one["account"] == account["id"]]
    return sorted(found, key=lambda one: int(number(one["id"])))


@mutation("storeCreditAccountCredit", CREDIT)
def give_credit(shop: Shop, args: Args) -> Thing:
    sent = args["creditInput"]
    amount, currency = cents(sent["creditAmount"]["amount"]), sent["creditAmount"]["currencyCode"]
    if shop.get(args["id"]) is None:
        raise Declined("Owner does not exist", "id", code="OWNER_NOT_FOUND")
    if amount <= 0:
        raise Declined(
            "A positive amount must be used to credit a store credit account",
            "creditInput",
            code="NEGATIVE_OR_ZERO_AMOUNT",
        )
    if sent.get("expiresAt") and sent["expiresAt"] <= shop.now():
        raise Declined(
            "The expiry date must be in the future", "creditInput", "expiresAt", code="EXPIRES_AT_IN_PAST"
        )
    account = _account(shop, args["id"], currency) or shop.add(
        "StoreCreditAccount", owner=args["id"], balance=cents(0), _currency=currency
    )
    account["balance"] = cents(account["balance"]) + amount
    if sent.get("notify"):
        shop.mail("store credit", (shop.get(account["owner"]) or {}).get("email") or "", account)
    made = shop.add("StoreCreditAccountCreditTransaction", amount=amount, account=account["id"])
    return {"storeCreditAccountTransaction": made}


@mutation("storeCreditAccountDebit", CREDIT)
def take_credit(shop: Shop, args: Args) -> Thing:
    sent = args["debitInput"]["debitAmount"]
    account = _account(shop, args["id"], sent["currencyCode"])
    if account is None:
        raise Declined("Store credit account could not be found", "id", code="ACCOUNT_NOT_FOUND")
    amount = cents(sent["amount"])
    if amount <= 0 or amount > cents(account["balance"]):
        raise Declined(
            "The store credit account does not have sufficient funds to satisfy the request",
            "debitInput",
            code="INSUFFICIENT_FUNDS",
        )
    account["balance"] = cents(account["balance"]) - amount
    made = shop.add("StoreCreditAccountDebitTransaction", amount=-amount, account=account["id"])
    return {"storeCreditAccountTransaction": made}


# ----------------------------------------------------------------------------------------------- segments


@query("customerSegmentMembership")
def membership(shop: Shop, args: Args) -> Thing:
    rows = []
    for gid in args["segmentIds"]:
        segment = shop.get(gid)
        inside = segment is not None and args["customerId"] in segment["_members"]
        rows.append({"segmentId": gid, "isMember": inside})
    return {"memberships": rows}


def named(shop: Shop, email: str) -> Thing:
    return next(one for one in shop.all("Customer") if one["email"] == email or number(one["id"]) == email)
