/**
 * What a company of her own collects money with: processes of the example, as they stand there, and
 * what holds of hers alone.
 */
export const shared: readonly string[] = [
  "agents/letter-overdue.yaml",
  "runbooks/bank-statement.yaml",
  "runbooks/bring-invoice.yaml",
  "runbooks/collect-invoice.yaml",
  "runbooks/match-payment.yaml",
  "runbooks/note-payment.yaml",
  "runbooks/settle-invoice.yaml",
  "schemas/bank.json",
  "schemas/invoice.json",
  "templates/letter-overdue.json",
];

export const collecting: Readonly<Record<string, string>> = {
  "policies/collecting.yaml": `# yaml-language-server: $schema=../.mainstay/formats/policy.json
policy: collecting
grants:
  - { to: "runbook:bring-invoice", may: [books.invoice.bring] }
  - { to: "runbook:collect-invoice", may: [mail.send, record.invoice] }
  - { to: "runbook:settle-invoice", may: [books.payment.record, books.payment.refund, books.payment.fee, record.invoice] }
  - { to: "runbook:bank-statement", may: [record.bank] }
rules:
  - id: invoice-brought
    permit: [books.invoice.bring]
    because: your own list says so, and the entry can be reversed
  - id: payment-from-bank
    permit: [books.payment.record]
    because: the bank's own line says so, and the entry can be reversed
  - id: fee
    permit: [books.payment.fee]
    because: you said that it is the fee, and the entry can be reversed
  - id: refund-seen
    ask: [books.payment.refund]
    because: money leaves your account; transfer it by hand to the account that it came from
  - id: memory
    permit: ["record.*"]
    because: records keep where each fact came from, and a change can be undone
`,
  "schemas/client.json": `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "A client",
  "type": "object",
  "properties": {
    "name": { "type": "string", "minLength": 1 },
    "person": { "type": "string" },
    "email": { "type": "string", "format": "email" },
    "address": { "type": "array", "items": { "type": "string" }, "maxItems": 6 },
    "vatId": { "type": "string" },
    "remind": { "enum": ["ask", "alone"], "description": "Whether each reminder asks you first" },
    "stage": { "enum": ["enquiry", "active", "past"] }
  },
  "required": ["name", "stage"],
  "additionalProperties": false
}
`,
};
