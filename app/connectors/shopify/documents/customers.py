"""Customers and the companies that they buy for: notes, consent, store credit, accounts."""

from __future__ import annotations

from app.connectors.shopify.documents.reading import ADDRESS, BUYER

CUSTOMER_DETAILS = """
query CustomerDetails($id: ID!) {
  customer(id: $id) {
    id note firstName lastName locale canDelete
    defaultPhoneNumber { phoneNumber marketingState }
    defaultEmailAddress { emailAddress marketingState }
  }
}
"""

CUSTOMER_BY_EMAIL = (
    """
query CustomerByEmail($email: String!) {
  customerByIdentifier(identifier: {emailAddress: $email}) { ...C }
}
"""
    + ADDRESS
    + BUYER
)

CUSTOMER_CREATE = (
    """
mutation CreateCustomer($input: CustomerInput!) {
  customerCreate(input: $input) { customer { ...C } userErrors { field message } }
}
"""
    + ADDRESS
    + BUYER
)

CUSTOMER_UPDATE = """
mutation UpdateCustomer($input: CustomerInput!) {
  customerUpdate(input: $input) { customer { id } userErrors { field message } }
}
"""

EMAIL_CONSENT = """
mutation SetEmailConsent($input: CustomerEmailMarketingConsentUpdateInput!) {
  customerEmailMarketingConsentUpdate(input: $input) { customer { id } userErrors { field message } }
}
"""

SMS_CONSENT = """
mutation SetSmsConsent($input: CustomerSmsMarketingConsentUpdateInput!) {
  customerSmsMarketingConsentUpdate(input: $input) { customer { id } userErrors { field message } }
}
"""

CREDIT = """
mutation GiveStoreCredit($id: ID!, $credit: StoreCreditAccountCreditInput!) {
  storeCreditAccountCredit(id: $id, creditInput: $credit) {
    storeCreditAccountTransaction { amount { amount currencyCode } }
    userErrors { field message }
  }
}
"""

DEBIT = """
mutation TakeStoreCredit($id: ID!, $debit: StoreCreditAccountDebitInput!) {
  storeCreditAccountDebit(id: $id, debitInput: $debit) {
    storeCreditAccountTransaction { amount { amount currencyCode } }
    userErrors { field message }
  }
}
"""

INVITE = """
mutation InviteCustomer($id: ID!, $email: EmailInput) {
  customerSendAccountInviteEmail(customerId: $id, email: $email) { customer { id } userErrors { field message } }
}
"""

CUSTOMER_DELETE = """
mutation DeleteCustomer($id: ID!) {
  customerDelete(input: {id: $id}) { deletedCustomerId userErrors { field message } }
}
"""

SEGMENTS = """
query SegmentsByName($query: String!) {
  segments(first: 50, query: $query) { nodes { id name } }
}
"""

MEMBERSHIP = """
query SegmentMembership($customer: ID!, $segments: [ID!]!) {
  customerSegmentMembership(customerId: $customer, segmentIds: $segments) { memberships { segmentId isMember } }
}
"""

COMPANY_NOTE = """
query CompanyNote($id: ID!) {
  company(id: $id) { id note }
}
"""

BRANCH_NOTE = """
query BranchNote($id: ID!) {
  companyLocation(id: $id) { id note }
}
"""

COMPANY_UPDATE = """
mutation SetCompanyNote($id: ID!, $note: String!) {
  companyUpdate(companyId: $id, input: {note: $note}) { company { id } userErrors { field message } }
}
"""

BRANCH_UPDATE = """
mutation SetBranchNote($id: ID!, $note: String!) {
  companyLocationUpdate(companyLocationId: $id, input: {note: $note}) {
    companyLocation { id }
    userErrors { field message }
  }
}
"""

COMPANY_DELETE = """
mutation DeleteCompany($id: ID!) {
  companyDelete(id: $id) { deletedCompanyId userErrors { field message } }
}
"""

COMPANIES_OF = """
query CompaniesOfCustomer($id: ID!) {
  customer(id: $id) { id companyContactProfiles { id company { id } } }
}
"""

COMPANY_CONTACT = """
mutation AddCompanyContact($company: ID!, $customer: ID!) {
  companyAssignCustomerAsContact(companyId: $company, customerId: $customer) {
    companyContact { id }
    userErrors { field message }
  }
}
"""

DOCUMENTS: dict[str, str] = {
    "customerDetails": CUSTOMER_DETAILS,
    "customerByEmail": CUSTOMER_BY_EMAIL,
    "customerCreate": CUSTOMER_CREATE,
    "customerUpdate": CUSTOMER_UPDATE,
    "customerEmailConsent": EMAIL_CONSENT,
    "customerSmsConsent": SMS_CONSENT,
    "storeCreditGive": CREDIT,
    "storeCreditTake": DEBIT,
    "customerInvite": INVITE,
    "customerDelete": CUSTOMER_DELETE,
    "segmentsByName": SEGMENTS,
    "segmentMembership": MEMBERSHIP,
    "companyNote": COMPANY_NOTE,
    "branchNote": BRANCH_NOTE,
    "companyUpdate": COMPANY_UPDATE,
    "branchUpdate": BRANCH_UPDATE,
    "companyDelete": COMPANY_DELETE,
    "companiesOfCustomer": COMPANIES_OF,
    "companyContact": COMPANY_CONTACT,
}
