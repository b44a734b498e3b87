import { cp, mkdir, mkdtemp, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "vitest";
import type { Desk } from "../../src/api/contract/desk.ts";
import type { InboxLine } from "../../src/api/contract/inbox.ts";
import { VirtualClock } from "../../src/engine/clock.ts";
import { type Opened, open } from "../../src/host/open.ts";
import { mailFolder, ownMailbox } from "../../src/host/tour/play.ts";
import { type Json, type JsonObject, textOf } from "../../src/value/json.ts";
import { instantOf } from "../../src/value/local-time.ts";

/**
 * The example company bills its clients, on a clock of its own: the real engine, connectors and books.
 * Clients are met by a mail each, which she confirms; everything else is the company's own files.
 */
export type Billing = {
  readonly opened: Opened;
  readonly desk: Desk;
  readonly data: string;
  /** Moves the clock there ("2026-03-01 09:00"), and lets follow what falls due on the way. */
  to(local: string): Promise<void>;
  meet(name: string, email: string): Promise<void>;
  mail(name: string, email: string, title: string, text: string): Promise<void>;
  start(runbook: string, input: JsonObject): Promise<void>;
  /** A file as her bank exports it. */
  bank(file: string, text: string): Promise<void>;
  /** Open items whose titles hold the text. */
  items(title?: string): Promise<readonly InboxLine[]>;
  /** Answers the one open item whose title holds the text. */
  answer(title: string, answer: string, change?: (shown: Json) => Json): Promise<void>;
  /** Letters that left, oldest first: their recipients and subjects. */
  letters(): Promise<{ to: string; subject: string; text: string }[]>;
  journal(): Promise<string>;
  /** Current fields of the record of an invoice. */
  invoice(number: string): Promise<Record<string, string>>;
  /** Turned off, and on again at another time. */
  sleep(until: string): Promise<void>;
  close(): Promise<void>;
};

const zone = "Europe/Berlin";
const root = path.resolve(import.meta.dirname, "../..");

const meeting = `runbook: meet
purpose: Write down a client who says hello
trigger: { on: mail.received, when: "event.title == 'Hello'" }
steps:
  - seen:
      approve:
        title: "New client {{ event.from.name }}"
        show: { name: "{{ event.from.name }}", email: "{{ event.from.address }}", stage: active }
  - client: { record: client, from: "{{ seen }}" }
`;

/** Files of a company to bill with; \`data\` is inside. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "ms-billing-"));
  await cp(path.join(root, "examples/studio"), path.join(folder, "studio"), { recursive: true });
  const runbooks = path.join(folder, "studio/runbooks");
  for (const name of ["onboard-client.yaml", "follow-up.yaml"]) {
    const file = path.join(runbooks, name);
    const text = await readFile(file, "utf8");
    await writeFile(
      file,
      text.replace("== 'person'\" }", "== 'person' && event.title != 'Hello'\" }"),
    );
  }
  await writeFile(path.join(runbooks, "meet.yaml"), meeting);
  const policy = path.join(folder, "studio/policies/studio.yaml");
  const text = await readFile(policy, "utf8");
  const granted = text.replace(
    "grants:\n",
    'grants:\n  - { to: "runbook:meet", may: [record.client] }\n',
  );
  await writeFile(policy, granted);
  return folder;
}

export async function openBilling(folder: string, begins: string): Promise<Billing> {
  const data = path.join(folder, "data");
  const clock = new VirtualClock(instantOf(begins, zone));
  const faults: unknown[] = [];
  const opening = async (): Promise<Opened> => {
    const opened = await open({
      places: { workspace: path.join(folder, "studio"), data },
      mode: "run",
      clock,
      onFault: (error) => faults.push(error),
      onFailure: (error) => faults.push(error),
      watch: false,
      inStep: true,
      fileNow: () => Date.now(),
      adjust: ownMailbox,
    });
    await mkdir(path.join(data, mailFolder), { recursive: true });
    await mkdir(path.join(data, "in/bank"), { recursive: true });
    const applied = await opened.desk.apply({ dryRun: false, runs: "finish" });
    expect(applied.problems).toEqual([]);
    await opened.owner.start();
    await opened.owner.quiet();
    return opened;
  };
  let opened = await opening();
  const quiet = async () => {
    await opened.owner.quiet();
    if (faults.length > 0) throw faults[0];
  };
  const drop = async (file: string, text: string): Promise<void> => {
    const place = path.join(data, file);
    await writeFile(place, text);
    const rested = new Date(Date.now() - 60_000);
    await utimes(place, rested, rested);
    await opened.owner.intake.scanAll();
    await quiet();
  };
  const items = async (title = ""): Promise<readonly InboxLine[]> => {
    const { lines } = await opened.desk.inbox();
    return lines.filter((line) => line.title.includes(title));
  };
  const moveTo = async (at: number): Promise<void> => {
    await quiet();
    for (let due = clock.next(); due !== null && due <= at; due = clock.next()) {
      clock.moveTo(due);
      await quiet();
    }
    clock.moveTo(at);
    await quiet();
  };
  const billing: Billing = {
    get opened() {
      return opened;
    },
    get desk() {
      return opened.desk;
    },
    data,
    to: (local) => moveTo(instantOf(local, zone)),
    meet: async (name, email) => {
      await billing.mail(name, email, "Hello", "Hello");
      await billing.answer(`New client ${name}`, "approve");
    },
    mail: async (name, email, title, text) => {
      const id = `${title}-${email}`.replaceAll(/\W/g, "-");
      const head = [
        `Message-ID: <${id}@example>`,
        `From: ${name} <${email}>`,
        "To: hello@studio-marlow.example",
        `Subject: ${title}`,
        "Date: Mon, 05 Jan 2026 08:00:00 +0000",
      ];
      await drop(path.join(mailFolder, `${id}.eml`), `${head.join("\n")}\n\n${text}\n`);
    },
    start: async (runbook, input) => {
      const outcome = await opened.desk.start({ runbook, input, requestId: JSON.stringify(input) });
      expect(outcome).toMatchObject({ ok: true });
      await quiet();
    },
    bank: (file, text) => drop(path.join("in/bank", file), text),
    items,
    answer: async (title, answer, change) => {
      const found = await items(title);
      expect(
        found.map((line) => line.title),
        `one item "${title}"`,
      ).toHaveLength(1);
      const { number } = found[0] ?? { number: 0 };
      const item = await opened.desk.item(number);
      const outcome = await opened.desk.answer(number, {
        answer,
        digest: item.digest,
        ...(change === undefined ? {} : { value: change(item.shown) }),
      });
      expect(outcome).toMatchObject({ ok: true });
      await quiet();
    },
    letters: async () => {
      const outbox = path.join(data, "outbox/new");
      const mails = await Promise.all(
        (await readdir(outbox)).map((name) => readFile(path.join(outbox, name), "utf8")),
      );
      return mails
        .map((mail) => ({
          sent: Date.parse(/^Date: (.*)$/mu.exec(mail)?.[1] ?? ""),
          to: /^To: (.*)$/mu.exec(mail)?.[1]?.trim() ?? "",
          subject: /^Subject: (.*)$/mu.exec(mail)?.[1]?.trim() ?? "",
          text: mail,
        }))
        .toSorted((a, b) => a.sent - b.sent || (a.to < b.to ? -1 : 1))
        .map(({ to, subject, text }) => ({ to, subject, text }));
    },
    journal: () => readFile(path.join(data, "books/main.journal"), "utf8"),
    invoice: async (number) => {
      const rows = await opened.owner.store.find({ table: "fact", where: { kind: "invoice" } });
      const own = rows.find(
        (r) => r["field"] === "number" && r["value"] === JSON.stringify(number),
      );
      const fields = rows.filter((r) => r["id"] === own?.["id"]);
      return Object.fromEntries(
        fields.map((r) => [r["field"], String(JSON.parse(textOf(r["value"])))]),
      );
    },
    sleep: async (until) => {
      await quiet();
      await opened.close();
      clock.moveTo(instantOf(until, zone));
      opened = await opening();
      await quiet();
    },
    close: async () => {
      await opened.close();
    },
  };
  return billing;
}

/** Lines as a German bank writes them. */
export function statement(
  ...lines: readonly (readonly [
    day: string,
    who: string,
    text: string,
    amount: string,
    iban?: string,
  ])[]
): string {
  const head = "Buchungstag;Auftraggeber / Empfänger;IBAN;Verwendungszweck;Betrag;Währung";
  const rows = lines.map(([day, who, text, amount, iban = ""]) =>
    [day, who, iban, text, amount, "EUR"].join(";"),
  );
  return `${[head, ...rows].join("\n")}\n`;
}
