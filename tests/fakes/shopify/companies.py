"""Companies that buy, their branches, and who buys for them."""

from __future__ import annotations

from typing import Any

from tests.fakes.shopify.registry import Args, Declined, field, found, mutation
from tests.fakes.shopify.store import Shop, Thing, cents

SCOPE = "write_companies"
NO_COMPANY = "The company doesn't exist."


def make(shop: Shop, name: str, **fields: Any) -> Thing:
    company = shop.add(
        "Company",
        name=name,
        note=None,
        externalId=None,
        customerSince=shop.now(),
        mainContact=None,
        totalSpent=cents(0),
    )
    company.update(fields)
    branch = shop.add("CompanyLocation", name=name, note=None, company=company["id"])
    company["_branches"] = [branch["id"]]
    return company


@field("Company.ordersCount")
def _orders(shop: Shop, company: Thing, args: Args) -> int:
    return 0


@field("Company.locations")
def _locations(shop: Shop, company: Thing, args: Args) -> list[str]:
    return list(company["_branches"])


@mutation("companyUpdate", SCOPE)
def update(shop: Shop, args: Args) -> Thing:
    company = found(shop, args["companyId"], NO_COMPANY, "companyId", kind="Company")
    _write(company, args["input"])
    shop.changed(company, "companies/update")
    return {"company": company}


@mutation("companyLocationUpdate", SCOPE)
def update_branch(shop: Shop, args: Args) -> Thing:
    branch = found(
        shop, args["companyLocationId"], "The company location doesn't exist.", "companyLocationId"
    )
    _write(branch, args["input"])
    shop.changed(branch, "company_locations/update")
    return {"companyLocation": branch}


def _write(thing: Thing, sent: Thing) -> None:
    if "name" in sent and not (sent["name"] or "").strip():
        raise Declined("Name can't be blank", "input", "name", code="BLANK")
    thing.update({name: sent[name] or None for name in ("name", "note", "externalId") if name in sent})


@mutation("companyDelete", SCOPE)
def delete(shop: Shop, args: Args) -> Thing:
    company = found(shop, args["id"], NO_COMPANY, "id", kind="Company")
    for gid in (company["id"], *company["_branches"]):
        shop.remove(gid)
    for contact in shop.all("CompanyContact"):
        if contact["company"] == company["id"]:
            shop.remove(contact["id"])
            customer = shop.get(contact["customer"])
            if customer:
                customer["companyContactProfiles"].remove(contact["id"])
    shop.tell("companies/delete", company)
    return {"deletedCompanyId": company["id"]}


@mutation("companyAssignCustomerAsContact", SCOPE)
def assign(shop: Shop, args: Args) -> Thing:
    company = found(shop, args["companyId"], NO_COMPANY, "companyId", kind="Company")
    customer = found(shop, args["customerId"], "The customer doesn't exist.", "customerId", kind="Customer")
    if any(shop.the(one)["company"] == company["id"] for one in customer["companyContactProfiles"]):
        raise Declined("Customer is already associated with a company contact.", "customerId", code="TAKEN")
    if not customer["email"]:
        raise Declined("Customer must have an email address.", "customerId", code="NO_EMAIL")
    contact = shop.add("CompanyContact", company=company["id"], customer=customer["id"], isMainContact=False)
    customer["companyContactProfiles"].append(contact["id"])
    shop.tell("company_contacts/create", contact)
    return {"companyContact": contact}
