/** Two processes, for tests of what a company's files say: one answers mails, one writes invoices. */
export const processes: Readonly<Record<string, string>> = {
  "agents/letter-reply.yaml": `# yaml-language-server: $schema=../.mainstay/formats/agent.json
agent: letter-reply
purpose: Suggests a short answer to a mail
persona: me
input:
  type: object
  properties: { mail: { type: object }, sender: { type: string } }
  required: [mail, sender]
  additionalProperties: false
output: letter
ladder:
  - template: letter-reply.json
  - manual
`,
  "agents/invoice-details.yaml": `# yaml-language-server: $schema=../.mainstay/formats/agent.json
agent: invoice-details
purpose: Asks you whom to bill, for what, and how much
input: { type: object, properties: { known: { type: object } } }
output: invoice-details
ladder:
  - manual # a form in your inbox
`,
  "templates/letter-reply.json": `{
  "subject": "Re: {{ mail.title }}",
  "paragraphs": [
    "Hello {{ mail.from.name }},",
    "thank you for your message. I will look into it and come back to you.",
    "Kind regards\\n{{ sender }}"
  ]
}
`,
  "schemas/letter.json": `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "A letter: paragraphs are set apart by an empty line",
  "type": "object",
  "properties": {
    "subject": { "type": "string", "minLength": 1 },
    "paragraphs": { "type": "array", "items": { "type": "string" }, "minItems": 1 }
  },
  "required": ["subject", "paragraphs"],
  "additionalProperties": false
}
`,
  "schemas/invoice-details.json": `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "What an invoice needs to know",
  "type": "object",
  "properties": {
    "client": { "type": "string", "minLength": 1, "maxLength": 120, "description": "Whom to bill" },
    "address": {
      "type": "array",
      "items": { "type": "string", "minLength": 1 },
      "maxItems": 6,
      "description": "Lines below the name"
    },
    "email": { "type": "string", "format": "email", "description": "Where it is sent; left out: as on record, or by you" },
    "job": { "type": "string", "minLength": 1, "description": "What it is for, such as logo-2026: billed once" },
    "text": { "type": "string", "minLength": 1, "maxLength": 300, "description": "As it stands on the invoice" },
    "amount": { "type": "string", "pattern": "^[0-9]+([.][0-9]+)? [A-Z]{3}$", "description": "Net, like 1200.00 EUR" },
    "from": { "type": "string", "format": "date", "description": "First day of the work" },
    "to": { "type": "string", "format": "date", "description": "Last day of the work" }
  },
  "required": ["client", "address", "job", "text", "amount", "from", "to"],
  "additionalProperties": false
}
`,
  "runbooks/answer-mail.yaml": `# yaml-language-server: $schema=../.mainstay/formats/runbook.json
runbook: answer-mail
purpose: Put each mail from a person before you, with a short answer to send or not
trigger: { on: mail.received, when: "event.kind == 'person'" }
subject: "{{ event.subject }}"
sla: P1D
steps:
  - letter: { agent: letter-reply, with: { mail: "{{ event }}", sender: "{{ company.name }}" } }
  - read:
      approve:
        title: "{{ event.from.name }} wrote: {{ event.title }}"
        show:
          wrote: { title: "{{ event.title }}", text: "{{ event.text }}" }
          answer:
            to: "{{ event.from.address }}"
            subject: "{{ letter.subject }}"
            text: "{{ join(letter.paragraphs, '\\\\n\\\\n') }}"
        editable: true
        onDeny: continue # read, and no answer
  - answered:
      choose:
        - when: "read != null && trim(read.answer.text) != ''"
          name: send
          steps:
            - sent:
                effect: mail.send
                with:
                  to: "{{ read.answer.to }}"
                  subject: "{{ read.answer.subject }}"
                  text: "{{ read.answer.text }}"
                  inReplyTo: "{{ event.messageId }}"
`,
  "runbooks/write-invoice.yaml": `# yaml-language-server: $schema=../.mainstay/formats/runbook.json
runbook: write-invoice
purpose: Write an invoice, by your word and after you have seen it
trigger: request # npx mainstay run write-invoice
steps:
  - details: { agent: invoice-details, with: { known: "{{ input }}" } }
  - invoice:
      effect: books.invoice.issue
      with:
        kind: invoice
        engagement: "{{ details.job }}"
        client:
          name: "{{ details.client }}"
          address: "{{ details.address }}"
        amount: "{{ details.amount }}"
        text: "{{ details.text }}"
        service: { from: "{{ details.from }}", to: "{{ details.to }}" }
`,
  "policies/company.yaml": `# yaml-language-server: $schema=../.mainstay/formats/policy.json
policy: company
# Who may ask for what at all. What is not listed here is never done.
grants:
  - { to: "runbook:answer-mail", may: [mail.send] }
  - { to: "runbook:write-invoice", may: [books.invoice.issue] }
# Of all rules that hold, the strictest counts.
rules:
  - id: letter-seen
    permit: [mail.send]
    when: "recipient.vouched"
    because: you saw the letter and its address whole
  - id: letter-new-recipient
    ask: [mail.send]
    when: "!recipient.vouched"
    because: the address was not confirmed by you or your records
  - id: invoices
    ask: [books.invoice.issue]
    because: what your clients are billed is yours to decide
`,
};
