"""Companies that buy, and their branches."""

from __future__ import annotations

from typing import Any

from app.connectors.compared import unless_changed
from app.connectors.reading import text
from app.connectors.shopify.acts import Acts
from app.core.effects.companies import (
    AddCompanyContact,
    DeleteCompany,
    GetBranchNote,
    SetBranchNote,
    SetCompanyNote,
)
from app.core.sentence import Json, because
from app.errors import Missing


class CompanyActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def set_company_note(self, effect: SetCompanyNote, key: str) -> Json:
        """``{"note"}`` as it is now."""
        return await self._set_note_about("company", effect)

    async def set_branch_note(self, effect: SetBranchNote, key: str) -> Json:
        """``{"note"}`` as it is now."""
        return await self._set_note_about("company_location", effect)

    async def get_branch_note(self, effect: GetBranchNote, key: str) -> Json:
        """``{"note"}``."""
        return {"note": await self._note_about("company_location", effect.id, effect.name)}

    async def delete_company(self, effect: DeleteCompany, key: str) -> Json:
        """``{"deleted"}``: whether there was one."""
        id = self.admin.gid("company", effect.id)
        if not (await self.admin.call("companyNote", id=id)).get("company"):
            return {"deleted": False}
        await self.admin.mutate("companyDelete", effect.sentence(), id=id)
        return {"deleted": True}

    async def add_company_contact(self, effect: AddCompanyContact, key: str) -> Json:
        """``{"added"}``: whether the customer did not buy for it before. Raises Missing where the customer is gone."""
        company, customer = self.admin.gid("company", effect.id), self.admin.gid("customer", effect.customer)
        found = (await self.admin.call("companiesOfCustomer", id=customer)).get("customer")
        if not isinstance(found, dict):
            raise Missing(because("Shopify has no customer {name} any more.", name=effect.customer_label))
        if any((one.get("company") or {}).get("id") == company for one in found["companyContactProfiles"]):
            return {"added": False}
        await self.admin.mutate("companyContact", effect.sentence(), company=company, customer=customer)
        return {"added": True}

    async def _set_note_about(self, thing: str, effect: SetCompanyNote) -> Json:
        now = await self._note_about(thing, effect.id, effect.name)
        unless_changed(effect, now, effect.expected)
        if now != effect.note:
            change = "companyUpdate" if thing == "company" else "branchUpdate"
            id = self.admin.gid(thing, effect.id)
            await self.admin.mutate(change, effect.sentence(), id=id, note=effect.note)
        return {"note": effect.note}

    async def _note_about(self, thing: str, id: str, name: str) -> str:
        document = "companyNote" if thing == "company" else "branchNote"
        told: dict[str, Any] = await self.admin.call(document, id=self.admin.gid(thing, id))
        found = next(iter(told.values()), None)
        if not isinstance(found, dict):
            raise Missing(because("Shopify has no company {name} any more.", name=name))
        return text(found.get("note")) or ""
