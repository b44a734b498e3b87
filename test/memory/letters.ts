import { onTestFinished } from "vitest";
import type { Item } from "../../src/api/contract/item.ts";
import type { Opened, OpenOptions } from "../../src/host/open.ts";
import { isObject, type JsonObject, textOf } from "../../src/value/json.ts";
import { type Company, openIn, quiet } from "../bad-input/company.ts";
import { addresses, withClients } from "./with-clients.ts";

/** The example company with clients of hers, whose mails come in and are answered by drafts. */
export type Letters = {
  company: Company;
  opened: Opened;
  /** What the company did ends; commands open it by themselves from then on. */
  close(): Promise<void>;
  /** A mail of a client: the item that asks about the draft of its answer. */
  mailFrom(client: Client, text?: string): Promise<Item>;
  /** Says yes to it, with its answer's text as she makes it. */
  send(item: Item, text?: (before: string) => string): Promise<void>;
};

const clients = ["Birch", "Harbour", "Quay"] as const;
export type Client = (typeof clients)[number];

export async function letters(more: Partial<OpenOptions> = {}): Promise<Letters> {
  const company = await withClients(...clients);
  const opened = await openIn(company, more);
  let closing: Promise<void> | null = null;
  const close = () => (closing ??= opened.close());
  onTestFinished(close);
  await opened.owner.start();
  await quiet(opened);
  const { desk, owner } = opened;
  let mails = 0;
  return {
    company,
    opened,
    close,
    mailFrom: async (client, text = "Could you send the proofs again?") => {
      mails += 1;
      const before = new Set((await desk.inbox()).lines.map(({ number }) => number));
      await company.write(`mail/8${mails}-mail.eml`, mail(mails, client, text));
      await owner.intake.scan("inbox");
      await quiet(opened);
      const { lines } = await desk.inbox();
      const line = lines.find(({ number, kind }) => kind === "approval" && !before.has(number));
      if (line === undefined) throw new Error(`No draft waits for the mail of ${client}`);
      return desk.item(line.number);
    },
    send: async (item, text = (before) => before) => {
      const shown = isObject(item.shown) ? item.shown : {};
      const answer: JsonObject = isObject(shown["answer"]) ? shown["answer"] : {};
      const value = { ...shown, answer: { ...answer, text: text(textOf(answer["text"])) } };
      const said = await desk.answer(item.number, answerOf(item, value));
      if (!said.ok) throw new Error(said.message);
      await quiet(opened);
    },
  };
}

function answerOf(item: Item, value: JsonObject) {
  const same = JSON.stringify(value) === JSON.stringify(item.shown);
  const { digest } = item;
  return same ? { answer: "approve", digest } : { answer: "edit", digest, value };
}

function mail(n: number, client: Client, text: string): string {
  return [
    `From: ${client} <${addresses[client]}>`,
    "To: hello@studio-marlow.example",
    `Subject: The proofs, ${n}`,
    `Message-ID: <proofs-${n}@mail.example>`,
    "Date: Mon, 1 Jun 2026 10:00:00 +0200",
    "",
    text,
  ].join("\r\n");
}
