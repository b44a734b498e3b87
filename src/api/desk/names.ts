import type { EventStore } from "../../ledger/store.ts";
import type { Cell } from "../../ledger/table.ts";

/** Names of subjects as the operator knows them; "" for nobody. */
export async function partyName(store: EventStore, subject: Cell | undefined): Promise<string> {
  if (typeof subject !== "string") return "";
  const [row] = await store.find({ table: "party", where: { subject }, limit: 1 });
  const name = row?.["name"] ?? row?.["sender"];
  return typeof name === "string" ? name : "";
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
