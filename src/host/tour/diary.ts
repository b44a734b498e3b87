import type { Owner } from "../../engine/owner.ts";
import { runOf } from "../../engine/streams.ts";
import { partyName } from "../../api/desk/names.ts";
import { stageWords } from "../../api/desk/sentences.ts";
import type { At, RunEvent } from "../../kernel/event.ts";
import type { InboundEvent } from "../../kernel/inbound.ts";
import type { Recorded } from "../../ledger/event.ts";
import type { RecordEvent } from "../../memory/record.ts";
import type { Told } from "./diary-words.ts";
import { tellArrival } from "./diary-arrival.ts";
import { tellRun } from "./diary-run.ts";

export type Line = { at: number; client: string } & Told;

/** What an event means to the operator; null for what only the machinery needs. */
export async function tell(owner: Owner, event: Recorded): Promise<Line | null> {
  const [kind = "", ...rest] = event.stream.split("/");
  const id = rest.join("/");
  // Event types of a stream are written by this program only, or upcast to its shapes.
  if (kind === "inbound" && event.type === "inbound.routed") {
    const told = await tellArrival(owner, id, event as unknown as InboundEvent & Recorded);
    return told === null ? null : { at: event.at, ...told };
  }
  if (kind === "record") {
    const told = tellRecord(event as unknown as RecordEvent & Recorded);
    if (told === null) return null;
    return { at: event.at, client: await partyName(owner.store, event.subject), ...told };
  }
  if (kind !== "run") return null;
  const cell = await owner.office.book.read(runOf(id));
  const told = await tellRun(owner, id, cell, event as unknown as At<RunEvent>);
  if (told === null) return null;
  const client = await partyName(owner.store, cell.run.subject);
  // "Nordlicht Coffee: Nordlicht Coffee wrote again" says it twice.
  const line =
    client !== "" && told.line.startsWith(`${client} `)
      ? told.line.slice(client.length + 1)
      : told.line;
  return { at: event.at, client, ...told, line };
}

/** Of all facts, the diary tells where somebody or something now stands. */
function tellRecord({ data, values }: RecordEvent & Recorded): Told | null {
  if (!data.fields.includes("stage")) return null;
  const stage = stageWords(data.kind, values["set"]?.value);
  if (stage !== null) return { verb: "did", line: stage };
  return { verb: "undid", line: `${data.kind} is what it was before` };
}
