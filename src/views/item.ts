import type { Row, RowOperation } from "../ledger/table.ts";
import type { Seen } from "./seen.ts";

/** Something for the operator, open until an event closes it. */
export function openItem(
  number: number,
  kind: string,
  run: string | null,
  about: string,
  event: Pick<Seen, "at" | "subject">,
  expiresAt: number | null,
): RowOperation {
  const row: Row = {
    number,
    kind,
    run,
    about,
    subject: event.subject,
    opened_at: event.at,
    expires_at: expiresAt,
    status: "open",
  };
  return { op: "put", table: "item", row };
}

/** One answer of hers: to an approval, a question, an arrival that she read. */
export function answered(
  { seq, at }: Pick<Seen, "seq" | "at">,
  action: string,
  said: string,
): RowOperation {
  return { op: "put", table: "answer", row: { seq, at, action, said } };
}
