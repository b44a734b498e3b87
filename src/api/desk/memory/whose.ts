import type { EventStore } from "../../../ledger/store.ts";
import type { Cell } from "../../../ledger/table.ts";
import { partyName } from "../names.ts";

/**
 * Names of clients in one view, "" for the company itself. Who was kept under a word alone has no name that
 * could be read: those are told apart by a number that counts in this view.
 */
export function namer(store: EventStore): (subject: Cell | undefined) => Promise<string> {
  const nameless = new Map<string, string>();
  return async (subject) => {
    const name = await partyName(store, subject);
    if (name !== "" || typeof subject !== "string" || subject === "") return name;
    const known = nameless.get(subject) ?? `a client without a name (${nameless.size + 1})`;
    nameless.set(subject, known);
    return known;
  };
}
