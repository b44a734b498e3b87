import { no, type Said } from "../../src/engine/answer/outcome.ts";
import type { Turn } from "../../src/engine/turn.ts";
import { controlStream, inboundOf } from "../../src/engine/streams.ts";
import type { Row } from "../../src/ledger/table.ts";

/** What she answers to an item that is about no job: it is read, and the clock is right. */
export function aboutArrival(turn: Turn, row: Row, about: string): Said {
  const item = Number(row["number"]);
  if (row["kind"] === "clock") {
    if (turn.get(controlStream).clock === null) return no("settled", "confirmed already");
    turn.emit(controlStream, { type: "clock.confirmed", data: { item } });
    return { ok: true, message: "" };
  }
  const data = { fate: "dismissed", run: null, because: "read", item: null, dismissed: item };
  turn.emit(inboundOf(about), { type: "inbound.routed", data });
  return { ok: true, message: "" };
}
