"""Companies and their branches, as Shopify is asked to change them."""

from typing import Any

import pytest

from app.core.effects.companies import (
    AddCompanyContact,
    DeleteCompany,
    GetBranchNote,
    SetBranchNote,
    SetCompanyNote,
)
from app.errors import Missing, Permanent
from tests.support.shops import ShopifyStore

GID = "gid://shopify/Customer/501"


def wrote(asked: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    return [one for one in asked if one[0] not in {"company", "companyLocation", "customer"}]


async def test_notes_about_companies_and_their_branches() -> None:
    async with ShopifyStore() as store:
        store.answers["company"] = {"id": "gid://shopify/Company/9", "note": "Pays late"}
        store.answers["companyLocation"] = {"id": "gid://shopify/CompanyLocation/8", "note": None}
        await store.shop.perform(SetCompanyNote(id="9", note="Pays late"), "k")
        await store.shop.perform(SetCompanyNote(id="9", note="Pays", expected="Pays late"), "k")
        assert await store.shop.perform(GetBranchNote(id="8"), "k") == {"note": ""}
        await store.shop.perform(SetBranchNote(id="8", note="Back door"), "k")
        assert wrote(store.asked) == [
            ("companyUpdate", {"id": "gid://shopify/Company/9", "note": "Pays"}),
            ("companyLocationUpdate", {"id": "gid://shopify/CompanyLocation/8", "note": "Back door"}),
        ]
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(SetBranchNote(id="8", note="", expected="Front door"), "k")
        store.answers["company"] = None
        with pytest.raises(Missing, match="no company 9"):
            await store.shop.perform(SetCompanyNote(id="9", note="x"), "k")


async def test_a_company_is_deleted_once_and_a_customer_added_once() -> None:
    async with ShopifyStore() as store:
        store.answers["company"] = {"id": "gid://shopify/Company/9"}
        assert await store.shop.perform(DeleteCompany(id="9"), "k") == {"deleted": True}
        store.answers["company"] = None
        assert await store.shop.perform(DeleteCompany(id="9"), "k") == {"deleted": False}
        add = AddCompanyContact(id="9", customer="501")
        with pytest.raises(Missing, match="no customer"):
            await store.shop.perform(add, "k")
        store.answers["customer"] = {"id": GID, "companyContactProfiles": []}
        assert await store.shop.perform(add, "k") == {"added": True}
        both = {"company": "gid://shopify/Company/9", "customer": GID}
        assert wrote(store.asked)[-1] == ("companyAssignCustomerAsContact", both)
        member = {"id": "c", "company": {"id": "gid://shopify/Company/9"}}
        store.answers["customer"] = {"id": GID, "companyContactProfiles": [member]}
        assert await store.shop.perform(add, "k") == {"added": False}
        assert len(wrote(store.asked)) == 2
