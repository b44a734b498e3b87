import type { EventStore } from "../../ledger/store.ts";
import type { Cell } from "../../ledger/table.ts";

/** Names of subjects as the operator knows them; "" for nobody. */
export async function partyName(store: EventStore, subject: Cell | undefined): Promise<string> {
  if (typeof subject !== "string") return "";
  const [row] = await store.find({ table: "party", where: { subject }, limit: 1 });
  const name = row?.["name"] ?? row?.["sender"];
  return typeof name === "string" ? name : "";
}
