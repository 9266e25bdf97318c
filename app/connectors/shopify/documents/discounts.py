"""Discount codes: making one, finding it, its end."""

from __future__ import annotations

from app.connectors.shopify.documents.things import CODE, MINIMUM, TERMS, WORTH

_NODE = f"""
fragment K on DiscountCodeNode {{
  id
  discount: codeDiscount {{
    ... on DiscountCodeBasic {{ {TERMS} {CODE} {MINIMUM} {WORTH} }}
    ... on DiscountCodeBxgy {{ {TERMS} {CODE} }}
    ... on DiscountCodeFreeShipping {{ {TERMS} {CODE} {MINIMUM} }}
    ... on DiscountCodeApp {{ {TERMS.replace(" summary", "")} {CODE} }}
  }}
}}
"""

BY_CODE = (
    """
query DiscountByCode($code: String!) {
  codeDiscountNodeByCode(code: $code) { ...K }
}
"""
    + _NODE
)

CREATE = (
    """
mutation CreateDiscountCode($input: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $input) {
    codeDiscountNode { ...K }
    userErrors { field message }
  }
}
"""
    + _NODE
)

CREATE_SHIPPING = (
    """
mutation CreateShippingCode($input: DiscountCodeFreeShippingInput!) {
  discountCodeFreeShippingCreate(freeShippingCodeDiscount: $input) {
    codeDiscountNode { ...K }
    userErrors { field message }
  }
}
"""
    + _NODE
)

DEACTIVATE = """
mutation SwitchOffDiscount($id: ID!) {
  discountCodeDeactivate(id: $id) { codeDiscountNode { id } userErrors { field message } }
}
"""

ACTIVATE = """
mutation SwitchOnDiscount($id: ID!) {
  discountCodeActivate(id: $id) { codeDiscountNode { id } userErrors { field message } }
}
"""


def _end(name: str, argument: str, kind: str) -> str:
    return f"""
mutation End{kind}($id: ID!, $input: {kind}Input!) {{
  {name}(id: $id, {argument}: $input) {{ userErrors {{ field message }} }}
}}
"""


DOCUMENTS: dict[str, str] = {
    "discountByCode": BY_CODE,
    "discountCreate": CREATE,
    "discountCreateShipping": CREATE_SHIPPING,
    "discountDeactivate": DEACTIVATE,
    "discountActivate": ACTIVATE,
    "discountEndDiscountCodeBasic": _end("discountCodeBasicUpdate", "basicCodeDiscount", "DiscountCodeBasic"),
    "discountEndDiscountCodeBxgy": _end("discountCodeBxgyUpdate", "bxgyCodeDiscount", "DiscountCodeBxgy"),
    "discountEndDiscountCodeFreeShipping": _end(
        "discountCodeFreeShippingUpdate", "freeShippingCodeDiscount", "DiscountCodeFreeShipping"
    ),
}
