import { unmarked } from "../../engine/memory/kept-under.ts";
import type { Owner } from "../../engine/owner.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Cell } from "../../ledger/table.ts";
import { Refused } from "../contract/refused.ts";

/** Names of subjects as the operator knows them; "" for nobody. */
export async function partyName(store: EventStore, subject: Cell | undefined): Promise<string> {
  if (typeof subject !== "string") return "";
  const [row] = await store.find({ table: "party", where: { subject }, limit: 1 });
  if (typeof row?.["forgotten"] === "number") return "a forgotten client";
  const name = row?.["name"] ?? row?.["sender"];
  return typeof name === "string" ? name : "";
}

/** Who bears no name yet is called by the word that led there, or, where that is a number, by none. */
export async function nameOrWord(
  store: EventStore,
  subject: string,
  word: string,
): Promise<string> {
  const name = await partyName(store, subject);
  if (name !== "") return name;
  return /^\d*$/.test(word.trim()) ? "a client without a name" : unmarked(word.trim());
}

const arrivals: Readonly<Record<string, string>> = {
  "payment.received": "the payment",
  "mail.received": "an answer",
  "bank.statement": "newer bank data",
};

/** A type of arrival as the operator would say it. */
export function arrivalWords(type: string): string {
  return arrivals[type] ?? type;
}

/** Whom a job or an item is about. */
export async function subjectBehind({ store }: Owner, number: number): Promise<string> {
  for (const table of ["run", "item"]) {
    const [row] = await store.find({ table, where: { number }, limit: 1 });
    if (typeof row?.["subject"] === "string") return row["subject"];
  }
  throw new Refused({
    code: "client_unknown",
    message: `Number ${number} is about nobody: name a job or an item of the client; see "mainstay runs"`,
  });
}
