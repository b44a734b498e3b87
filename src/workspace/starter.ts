import type { MailServer } from "../value/mail-server.ts";
import { localeOf } from "./country.ts";
import { scenario } from "./starter-scenario.ts";

/** What is asked of somebody who sets up her own company. Empty texts: not known yet. */
export type Founding = {
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  currency: string;
  timeZone: string;
  locale: string;
  vat: "registered" | "small-business" | "none";
  /** Why she charges none, as it stands on invoices; empty for nothing. Counts where `vat` is "none". */
  vatNote: string;
  vatId: string;
  iban: string;
  lastInvoice: string;
  /** Folder in which her mails lie. */
  mailbox: string;
  /** Under which she writes. */
  email: string;
  /** Her mailbox at a provider, with where its password is found; null: mails lie in folders. */
  account: MailAccount | null;
  /** For how many days it only looks. */
  lookDays: number;
  /** When the morning note comes; empty for none. */
  morning: string;
};

export type MailAccount = { user: string; imap: MailServer; smtp: MailServer; secret: string };

/** Usual rates in percent; another country's is asked for in a comment. */
const rates: Readonly<Record<string, number>> = {
  AT: 20,
  BE: 21,
  CH: 8.1,
  CZ: 21,
  DE: 19,
  DK: 25,
  ES: 21,
  FI: 25.5,
  FR: 20,
  GB: 20,
  IE: 23,
  IT: 22,
  LU: 17,
  NL: 21,
  NO: 25,
  PL: 23,
  PT: 23,
  SE: 25,
};

/** The files of a small company that works, by path. */
export function starter(founding: Founding): Record<string, string> {
  return {
    ".gitignore": ".mainstay/\n",
    "mainstay.yaml": company(founding),
    ...mailConnectors(founding),
    "connectors/bank.yaml": connector("bank", "bank-csv", [
      `folder: in/bank # put your bank's CSV files here`,
    ]),
    "connectors/books.yaml": connector("books", "books-journal", books(founding)),
    "agents/letter-reply.yaml": agent,
    "agents/invoice-details.yaml": details,
    "templates/letter-reply.json": letter,
    "schemas/letter.json": letterSchema,
    "schemas/invoice-details.json": invoiceSchema,
    "runbooks/answer-mail.yaml": runbook,
    "runbooks/write-invoice.yaml": invoicing,
    "scenarios/answer-mail-sent.yaml": scenario,
    "policies/company.yaml": policy,
  };
}

/** JSON's quotes are YAML's too. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function linked(format: string, lines: readonly string[], up = "../"): string {
  const link = `# yaml-language-server: $schema=${up}.mainstay/formats/${format}.json`;
  return `${[link, ...lines].join("\n")}\n`;
}

function connector(name: string, use: string, settings: readonly string[]): string {
  return linked("connector", [`connector: ${name}`, `use: ${use}`, ...settings]);
}

/** How mail comes in and goes out. */
export function mailConnectors({
  account,
  mailbox,
}: Pick<Founding, "account" | "mailbox">): Record<string, string> {
  const inbox = "connectors/inbox.yaml";
  const mail = "connectors/mail.yaml";
  if (account === null) {
    return {
      [inbox]: connector("inbox", "maildir-in", [
        `folder: ${quoted(mailbox === "" ? "in/mail" : mailbox)} # only read, never changed`,
      ]),
      [mail]: connector("mail", "outbox-maildir", [
        `folder: outbox # letters lie here; another program sends them`,
      ]),
    };
  }
  const { user, imap, smtp, secret } = account;
  return {
    [inbox]: connector("inbox", "imap", reached(imap, user, secret)),
    [mail]: connector("mail", "smtp", [
      ...reached(smtp, user, secret),
      `hold: PT60S # so long a letter waits, and can be taken back`,
      `imap: { host: ${quoted(imap.host)}, port: ${imap.port}, security: ${imap.security} } # for the copy in Sent`,
      ...(copies.test(smtp.host) ? [`sent: server # it puts the copy there by itself`] : []),
    ]),
  };
}

/** Providers that put what they were handed into Sent by themselves. */
const copies = /(^|\.)(gmail|office365|outlook)\.com$/u;

function reached({ host, port, security }: MailServer, user: string, secret: string): string[] {
  return [
    `host: ${quoted(host)}`,
    `port: ${port}`,
    `security: ${security}`,
    `user: ${quoted(user)}`,
    `secret: ${secret} # the password lies in the data folder, readable by you alone`,
  ];
}

function company(founding: Founding): string {
  const { name, country, currency, timeZone, locale, vatId, iban, email } = founding;
  return linked(
    "mainstay",
    [
      `company:`,
      `  name: ${quoted(name)}`,
      `  currency: ${quoted(currency)}`,
      `  timeZone: ${quoted(timeZone)}`,
      `  locale: ${quoted(locale)}`,
      `  personas:`,
      `    # The name and address you write under: ${email === "" ? "change" : "check"} them before the first letter.`,
      `    me: { name: ${quoted(name)}, address: ${quoted(email === "" ? "me@example.invalid" : email)} }`,
      `  details:`,
      `    # What stands on letters and invoices. Add what is missing: owner, address, vatId, bic.`,
      ...(email === "" ? [] : [`    email: ${quoted(email)}`]),
      `    country: ${quoted(country)}`,
      iban === ""
        ? `    # iban: your account, without it no invoice is written`
        : `    iban: ${quoted(iban)}`,
      ...(vatId === "" ? [] : [`    vatId: ${quoted(vatId)}`]),
      ...(founding.lookDays === 0
        ? []
        : [
            `looking: { days: ${founding.lookDays} } # from the first start on: drafts, and nothing is sent`,
          ]),
      ...(founding.morning === ""
        ? []
        : [`morning: ${quoted(founding.morning)} # a note to you, also when nothing waits`]),
      `ignore:`,
      `  - { on: mail.received, when: "event.kind != 'person'", because: written by a machine or to many }`,
      ...(email === ""
        ? []
        : [
            `  - { on: mail.received, when: ${quoted(`event.from.address == ${quoted(email.toLowerCase())}`)}, because: you wrote it yourself }`,
          ]),
      `  - { on: payment.sent, when: "true", because: money you paid yourself }`,
      `suspect:`,
      `  - on: mail.received`,
      `    when: "size(event.suspicious) > 0"`,
      `    because: something in it is not as it should be; do not answer before you know who wrote it`,
    ],
    "./",
  );
}

function books({ country, vat, vatNote, lastInvoice }: Founding): string[] {
  return [
    `journal: books/main.journal`,
    `invoices: invoices`,
    `template: invoice.typ # how they look, in templates/`,
    ...vatOf(country, vat, vatNote),
    `dueDays: 14`,
    ...seriesOf(lastInvoice),
  ];
}

export function vatOf(country: string, vat: Founding["vat"], note: string): string[] {
  // An empty note prints none: the usual one is about small businesses, which this is not.
  if (vat === "none") {
    const why = note === "" ? ` # note: why, as it stands on invoices` : "";
    return [`vat: { rate: 0, note: ${quoted(note)} }${why}`];
  }
  if (vat === "small-business") {
    // What is printed without a note is in the language of the documents, with the law behind it.
    if (localeOf(country) === "de") return [`vat: { rate: 0 }`];
    return [`vat: { rate: 0, note: "No VAT is charged: small business" }`];
  }
  const rate = rates[country];
  return rate === undefined
    ? [`vat: { rate: 20 } # check: the usual rate of "${country}" is not known here`]
    : [`vat: { rate: ${rate} }`];
}

/** Numbers go on in the shape of the last one: "RE-2026-17" is "RE-YYYY-NN". */
export function seriesOf(last: string): string[] {
  const [, head = "", digits = ""] = /^(.*?)(\d+)$/u.exec(last) ?? [];
  if (digits === "") return [];
  const pattern = `${head.replace(/20\d\d/u, "YYYY")}${"N".repeat(digits.length)}`;
  return /^[A-Z0-9./_-]{0,20}N$/u.test(pattern)
    ? [`series: ${quoted(pattern)}`, `last: ${quoted(last)}`]
    : [`last: ${quoted(last)}`];
}

const agent = linked("agent", [
  `agent: letter-reply`,
  `purpose: Suggests a short answer to a mail`,
  `persona: me`,
  `input:`,
  `  type: object`,
  `  properties: { mail: { type: object }, sender: { type: string } }`,
  `  required: [mail, sender]`,
  `  additionalProperties: false`,
  `output: letter`,
  `ladder:`,
  `  - template: letter-reply.json`,
  `  - manual`,
]);

const letter = `{
  "subject": "Re: {{ mail.title }}",
  "paragraphs": [
    "Hello {{ mail.from.name }},",
    "thank you for your message. I will look into it and come back to you.",
    "Kind regards\\n{{ sender }}"
  ]
}
`;

const letterSchema = `{
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
`;

const runbook = linked("runbook", [
  `runbook: answer-mail`,
  `purpose: Put each mail from a person before you, with a short answer to send or not`,
  `trigger: { on: mail.received, when: "event.kind == 'person'" }`,
  `subject: "{{ event.subject }}"`,
  `sla: P1D`,
  `steps:`,
  `  - letter: { agent: letter-reply, with: { mail: "{{ event }}", sender: "{{ company.name }}" } }`,
  `  - read:`,
  `      approve:`,
  `        title: "{{ event.from.name }} wrote: {{ event.title }}"`,
  `        show:`,
  `          wrote: { title: "{{ event.title }}", text: "{{ event.text }}" }`,
  `          answer:`,
  `            to: "{{ event.from.address }}"`,
  `            subject: "{{ letter.subject }}"`,
  `            text: "{{ join(letter.paragraphs, '\\\\n\\\\n') }}"`,
  `        editable: true`,
  `        onDeny: continue # read, and no answer`,
  `  - answered:`,
  `      choose:`,
  `        - when: "read != null && trim(read.answer.text) != ''"`,
  `          name: send`,
  `          steps:`,
  `            - sent:`,
  `                effect: mail.send`,
  `                with:`,
  `                  to: "{{ read.answer.to }}"`,
  `                  subject: "{{ read.answer.subject }}"`,
  `                  text: "{{ read.answer.text }}"`,
  `                  inReplyTo: "{{ event.messageId }}"`,
]);

const details = linked("agent", [
  `agent: invoice-details`,
  `purpose: Asks you whom to bill, for what, and how much`,
  `input: { type: object, properties: { known: { type: object } } }`,
  `output: invoice-details`,
  `ladder:`,
  `  - manual # a form in your inbox`,
]);

const invoiceSchema = `{
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
    "job": { "type": "string", "minLength": 1, "description": "What it is for, such as logo-2026: billed once" },
    "text": { "type": "string", "minLength": 1, "maxLength": 300, "description": "As it stands on the invoice" },
    "amount": { "type": "string", "pattern": "^[0-9]+([.][0-9]{2})? [A-Z]{3}$", "description": "Net, like 1200.00 EUR" },
    "from": { "type": "string", "format": "date", "description": "First day of the work" },
    "to": { "type": "string", "format": "date", "description": "Last day of the work" }
  },
  "required": ["client", "address", "job", "text", "amount", "from", "to"],
  "additionalProperties": false
}
`;

export const invoicing = linked("runbook", [
  `runbook: write-invoice`,
  `purpose: Write an invoice, by your word and after you have seen it`,
  `trigger: request # npx mainstay run write-invoice`,
  `steps:`,
  `  - details: { agent: invoice-details, with: { known: "{{ input }}" } }`,
  `  - invoice:`,
  `      effect: books.invoice.issue`,
  `      with:`,
  `        kind: invoice`,
  `        engagement: "{{ details.job }}"`,
  `        client: { name: "{{ details.client }}", address: "{{ details.address }}" }`,
  `        amount: "{{ details.amount }}"`,
  `        text: "{{ details.text }}"`,
  `        service: { from: "{{ details.from }}", to: "{{ details.to }}" }`,
]);

const policy = linked("policy", [
  `policy: company`,
  `# Who may ask for what at all. What is not listed here is never done.`,
  `grants:`,
  `  - { to: "runbook:answer-mail", may: [mail.send] }`,
  `  - { to: "runbook:write-invoice", may: [books.invoice.issue] }`,
  `# Of all rules that hold, the strictest counts.`,
  `rules:`,
  `  - id: letter-seen`,
  `    permit: [mail.send]`,
  `    when: "recipient.vouched"`,
  `    because: you saw the letter and its address whole`,
  `  - id: letter-new-recipient`,
  `    ask: [mail.send]`,
  `    when: "!recipient.vouched"`,
  `    because: the address was not confirmed by you or your records`,
  `  - id: invoices`,
  `    ask: [books.invoice.issue]`,
  `    because: what your clients are billed is yours to decide`,
]);
