"""Who buys: customers and the companies that they buy for."""

from __future__ import annotations

from app.core.shop_base import Address, Custom, Moment, Money, Shape, fact, own_fields
from app.core.shop_choices import ACCOUNT, CONSENT, AccountState, ConsentState


class Customer(Shape):
    """Somebody who buys. A guest has no id."""

    id: str | None = fact("Customer ID", "The store's own number of the customer; empty for a guest.")
    name: str | None = fact("Customer's name", "First and last name.")
    first_name: str | None = fact("Customer's first name", "The customer's first name.")
    last_name: str | None = fact("Customer's last name", "The customer's last name.")
    username: str | None = fact("User name", "What the customer signs in with, where that is a name.")
    role: str | None = fact("Customer's role", "The role of the account, such as customer or wholesale.")
    email: str | None = fact("Customer's e-mail", "The e-mail address in the customer's account.")
    phone: str | None = fact("Customer's phone", "The phone number in the customer's account.")
    language: str | None = fact(
        "Customer's language", "Code of the language the customer shops in, such as en."
    )
    state: AccountState | None = fact(
        "State of the account", "Whether the customer has an account to sign in with.", choices=ACCOUNT
    )
    accepts_marketing: bool | None = fact(
        "Accepts marketing", "Whether the customer agreed to marketing e-mails."
    )
    email_consent: ConsentState | None = fact(
        "Consent to e-mails", "What the customer said about marketing e-mails.", choices=CONSENT
    )
    email_consent_at: Moment | None = fact("Consent to e-mails since", "When that was last said.")
    accepts_sms: bool | None = fact("Accepts SMS", "Whether the customer agreed to marketing by SMS.")
    sms_consent: ConsentState | None = fact(
        "Consent to SMS", "What the customer said about marketing by SMS.", choices=CONSENT
    )
    sms_consent_at: Moment | None = fact("Consent to SMS since", "When that was last said.")
    verified_email: bool | None = fact(
        "E-mail confirmed", "Whether the customer has confirmed the e-mail address."
    )
    tax_exempt: bool | None = fact("Tax exempt", "Whether the customer pays no tax.")
    has_bought: bool | None = fact("Has bought before", "Whether the customer has paid for an order.")
    orders_count: int | None = fact("Number of orders", "How many orders the customer has placed in all.")
    total_spent: Money | None = fact("Total spent", "What the customer has spent in this shop in all.")
    currency: str | None = fact("Currency", "The currency of the total spent, such as EUR.")
    last_order_id: str | None = fact("Last order ID", "The store's own number of the customer's last order.")
    tags: list[str] | None = fact("Customer tags", "The tags on the customer, where the store sends them.")
    note: str | None = fact("Note about the customer", "The note that the shop keeps about the customer.")
    address: Address | None = fact("Customer's address", "The customer's main address.")
    addresses: list[Address] = fact("Addresses", "All addresses of the customer that the store tells.", list)
    custom: Custom = own_fields()
    created_at: Moment | None = fact("Customer since", "When the customer's account was made.")
    updated_at: Moment | None = fact("Customer last changed", "When the account was last changed.")


class Company(Shape):
    """A business that buys."""

    id: str | None = fact("Company ID", "The store's own number of the company.")
    name: str | None = fact("Company's name", "What the company is called.")
    note: str | None = fact("Note about the company", "The note that the shop keeps about the company.")
    external_id: str | None = fact("Your number of the company", "The number that the shop gave it itself.")
    main_contact_id: str | None = fact("Main contact ID", "The store's own number of the main contact.")
    orders_count: int | None = fact("Number of orders", "How many orders the company has placed in all.")
    total_spent: Money | None = fact("Total spent", "What the company has spent in this shop in all.")
    currency: str | None = fact("Currency", "The currency of the total spent, such as EUR.")
    custom: Custom = own_fields()
    customer_since: Moment | None = fact("Company since", "When the company began to buy here.")
    created_at: Moment | None = fact("Company created", "When the company was entered.")
    updated_at: Moment | None = fact("Company last changed", "When the company was last changed.")


class CompanyContact(Shape):
    """A person who buys for a company."""

    id: str | None = fact("Contact ID", "The store's own number of the contact.")
    customer_id: str | None = fact("Customer ID", "The store's own number of the customer behind it.")
    title: str | None = fact("Position", "What the person does at the company, such as buyer.")
    language: str | None = fact("Contact's language", "Code of the person's language, such as en.")
    company: Company | None = fact("Company", "Whom the person buys for.")
    created_at: Moment | None = fact("Contact created", "When the contact was entered.")
    updated_at: Moment | None = fact("Contact last changed", "When the contact was last changed.")


class CompanyLocation(Shape):
    """A branch of a company, with its own addresses."""

    id: str | None = fact("Branch ID", "The store's own number of the branch.")
    name: str | None = fact("Branch", "What the branch is called.")
    external_id: str | None = fact("Your number of the branch", "The number that the shop gave it itself.")
    phone: str | None = fact("Branch's phone", "The phone number of the branch.")
    language: str | None = fact("Branch's language", "Code of the branch's language, such as en.")
    note: str | None = fact("Note about the branch", "The note that the shop keeps about the branch.")
    tax_number: str | None = fact("Tax number", "The branch's number at the tax office.")
    company: Company | None = fact("Company", "Which company it belongs to.")
    billing_address: Address | None = fact("Billing address", "Where its invoices go.")
    shipping_address: Address | None = fact("Shipping address", "Where its goods go.")
    created_at: Moment | None = fact("Branch created", "When the branch was entered.")
    updated_at: Moment | None = fact("Branch last changed", "When the branch was last changed.")


class PaymentMethod(Shape):
    """A way of paying that a customer has saved, such as a card."""

    id: str | None = fact("Payment method ID", "The store's own number of the saved way of paying.")
    customer_id: str | None = fact("Customer ID", "The store's own number of the customer.")
    kind: str | None = fact("Kind of payment method", "What it is, such as a credit card.")
    brand: str | None = fact("Card brand", "The brand of the card, such as Visa.")
    last_digits: str | None = fact("Last digits", "The last digits of the card's number.")
    holder: str | None = fact("Card holder", "The name on the card.")
    expires_month: int | None = fact("Expires in month", "The month in which the card expires.")
    expires_year: int | None = fact("Expires in year", "The year in which the card expires.")
