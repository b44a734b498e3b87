import { invoicing } from "./starter.ts";

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
  "runbooks/note-doubt.yaml",
  "runbooks/note-payment.yaml",
  "runbooks/settle-invoice.yaml",
  "runbooks/use-kept.yaml",
  "schemas/bank.json",
  "schemas/doubt.json",
  "schemas/invoice.json",
  "schemas/payment.json",
  "templates/letter-overdue.json",
];

export const collecting: Readonly<Record<string, string>> = {
  // Whom it bills is found among the clients; else it is written, and not collected.
  "runbooks/write-invoice.yaml": `${invoicing}  - found:
      records: client
      where: "lower(details.client) in [lower(record.name), lower(default(record.email, ''))]"
  - client:
      choose:
        - when: "size(found) == 1"
          name: known
          steps:
            - noted:
                call: note-invoice
                about: "{{ found[0].subject }}"
                with:
                  name: "{{ details.client }}"
                  number: "{{ invoice.number }}"
                  gross: "{{ invoice.gross }}"
                  due: "{{ invoice.due }}"
                  reference: "{{ invoice.reference }}"
                  pdf: "{{ invoice.pdf }}"
`,
  "runbooks/note-invoice.yaml": `# yaml-language-server: $schema=../.mainstay/formats/runbook.json
runbook: note-invoice
purpose: Put an invoice of a client on record, and see to it that it is paid
steps:
  - invoice:
      record: invoice
      id: "{{ input.number }}"
      set:
        number: "{{ input.number }}"
        name: "{{ input.name }}"
        gross: "{{ input.gross }}"
        open: "{{ input.gross }}"
        due: "{{ input.due }}"
        reference: "{{ input.reference }}"
        stage: open
  - lowered: { call: use-kept, with: { number: "{{ input.number }}" } }
  - collected:
      call: collect-invoice
      with: { number: "{{ input.number }}", due: "{{ input.due }}", pdf: "{{ input.pdf }}" }
`,
  "policies/collecting.yaml": `# yaml-language-server: $schema=../.mainstay/formats/policy.json
policy: collecting
grants:
  - { to: "runbook:note-invoice", may: [record.invoice] }
  - { to: "runbook:bring-invoice", may: [books.invoice.bring, record.invoice] }
  - { to: "runbook:collect-invoice", may: [mail.send, record.invoice] }
  - { to: "runbook:match-payment", may: [record.payment] }
  - { to: "runbook:note-doubt", may: [record.doubt] }
  - to: runbook:settle-invoice
    may:
      - books.payment.record
      - books.payment.refund
      - books.payment.fee
      - books.payment.keep
      - record.invoice
      - record.doubt
      - record.payment
      - record.client
  - { to: "runbook:use-kept", may: [books.payment.use, record.invoice, record.client] }
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
  - id: kept
    permit: [books.payment.keep, books.payment.use]
    because: you said that it is kept for the next invoice, and the entry can be reversed
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
    "kept": {
      "type": "array",
      "description": "What was paid too much and kept for the next invoice, and on which",
      "items": {
        "type": "object",
        "properties": {
          "invoice": { "type": "string" },
          "amount": { "type": "string" }
        },
        "required": ["invoice", "amount"],
        "additionalProperties": false
      }
    },
    "remind": { "enum": ["ask", "alone"], "description": "Whether each reminder asks you first" },
    "stage": { "enum": ["enquiry", "active", "past"] }
  },
  "required": ["name", "stage"],
  "additionalProperties": false
}
`,
};
