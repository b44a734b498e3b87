import type { InboundEvent } from "../kernel/inbound.ts";
import type { At, RunEvent } from "../kernel/event.ts";
import type { ApartEvent } from "../kernel/apart.ts";
import type { SubjectEvent } from "../kernel/subject.ts";
import type { Row, RowOperation } from "../ledger/table.ts";
import type { HeuristicEvent } from "../memory/heuristic.ts";
import type { ImportEvent } from "../memory/import.ts";
import type { MarkEvent } from "../memory/mark.ts";
import type { RemovalEvent } from "../memory/removal.ts";
import type { RecordEvent } from "../memory/record.ts";
import type { RevisionEvent } from "../memory/revision.ts";
import { isObject } from "../value/json.ts";
import type { Labelled } from "../value/label.ts";
import { answered, openItem } from "./item.ts";
import { corrected, reclassified } from "./lesson.ts";
import { callEnded } from "./project-call.ts";
import { projectHeuristic } from "./project-heuristic.ts";
import { begunImport, change, mark, passage, revision } from "./project-memory.ts";
import { projectRun } from "./project-run.ts";
import type { Seen } from "./seen.ts";

/**
 * Turns one event into what it changes in the projections, knowing nothing else: so that a rebuild
 * in any pages gives equal rows.
 */
export function project(event: Seen): readonly RowOperation[] {
  const { stream } = event;
  const slash = stream.indexOf("/");
  const kind = slash === -1 ? stream : stream.slice(0, slash);
  const id = stream.slice(kind.length + 1);
  // Event types of a stream are written by this program only, or upcast to its shapes.
  switch (kind) {
    case "run":
      return projectRun(id, event as unknown as At<RunEvent> & Seen);
    case "inbound":
      return inbound(id, event as unknown as InboundEvent & Seen);
    case "subject":
      return subject(id, event as unknown as SubjectEvent & Seen);
    case "record": {
      const said = event as unknown as RecordEvent & Seen;
      return [...facts(said), ...corrected(said)];
    }
    case "passage":
      return passage(event);
    case "heuristic":
      return projectHeuristic(id, event as unknown as HeuristicEvent & Seen);
    case "mark":
      return mark(event as unknown as MarkEvent & Seen);
    case "import":
      return begunImport(event as unknown as ImportEvent & Seen);
    case "revision":
      return revision(id, event as unknown as RevisionEvent & Seen);
    case "budget":
      return spent(id, event);
    case "probe":
    case "embedding":
      return apart(event as unknown as ApartEvent & Seen);
    case "control":
      return control(event);
    case "removal":
      return removal(event as unknown as RemovalEvent & Seen);
    default:
      return [];
  }
}

function inbound(id: string, event: InboundEvent & Seen): RowOperation[] {
  if (event.type === "inbound.received") {
    const { source, type, subject } = event.data;
    const row = { id, seq: event.seq, source, type, subject, at: event.at };
    const put: RowOperation = {
      op: "put",
      table: "arrival",
      row: { ...row, fate: null, because: null, run: null, item: null },
    };
    return [put, ...named(subject, event.values["event"]), ...passage(event)];
  }
  const { fate, because, run, item, dismissed, said = false } = event.data;
  const ops: RowOperation[] = [
    { op: "set", table: "arrival", key: { id }, set: { fate, because, run, item } },
  ];
  if (item !== null) {
    ops.push(openItem(item, fate, null, id, event, null));
  } else if (said || dismissed !== undefined) {
    ops.push(answered(event, "", "dismissed"));
    ops.push(
      reclassified(event, { how: said ? "taken otherwise" : "dismissed", about: id, action: "" }),
    );
  }
  if (dismissed !== undefined)
    ops.push({ op: "set", table: "item", key: { number: dismissed }, set: { status: "closed" } });
  return ops;
}

/** Who writes, as the latest arrival says; what her records call them stands beside it. */
function named(subject: string | null, event: Labelled | undefined): RowOperation[] {
  if (subject === null || event === undefined || !isObject(event.value)) return [];
  const from = event.value["from"];
  if (!isObject(from)) return [];
  const name = typeof from["name"] === "string" && from["name"] !== "" ? from["name"] : null;
  const address = typeof from["address"] === "string" ? from["address"] : null;
  return [counted(subject, 1), party(subject, { sender: name ?? address, address })];
}

function subject(id: string, event: SubjectEvent & Seen): RowOperation[] {
  switch (event.type) {
    case "subject.met":
      return [counted(id, 0)];
    case "subject.staged":
      return [party(id, { stage: event.data.stage })];
    case "subject.merged":
      return [
        counted(id, 0),
        party(id, { into: event.data.into }),
        reclassified(event, { how: "merged", about: event.data.into, action: "", subject: id }),
      ];
    case "subject.forgetting":
      return [counted(id, 0), party(id, { leaving: event.data.at })];
    case "subject.forgotten":
      return [party(id, { ...unnamed, forgotten: event.data.at })];
    default:
      return [];
  }
}

const unnamed = { name: null, sender: null, address: null, stage: null };

function party(subject: string, set: Row): RowOperation {
  return { op: "set", table: "party", key: { subject }, set };
}

/** Makes the row if need be, which a "set" would not; a "put" would take its other columns away. */
function counted(subject: string, by: number): RowOperation {
  return { op: "add", table: "party", key: { subject }, column: "arrivals", by };
}

function facts(event: RecordEvent & Seen): RowOperation[] {
  if (event.type === "record.disputed") {
    if (event.values.set.forgotten === true) return [];
    const { kind, id, item } = event.data;
    return [change(event), openItem(item, "fact", null, `${kind}/${id}`, event, null)];
  }
  if (event.type === "record.settled") {
    const key = { number: event.data.item };
    return [
      answered(event, "", event.data.as),
      { op: "set", table: "item", key, set: { status: "closed" } },
    ];
  }
  return event.type === "record.changed" ? [change(event), ...newest(event)] : [change(event)];
}

/** The newest word on each field. What holds at a time is in the record's stream (FA1). */
function newest(event: Extract<RecordEvent, { type: "record.changed" }> & Seen): RowOperation[] {
  const { kind, id, fields, version, validTo = null } = event.data;
  const set = event.values["set"];
  if (set?.forgotten === true) {
    return fields.map((field) => ({ op: "remove", table: "fact", key: { kind, id, field } }));
  }
  // What only held before says nothing about now; that there is such a record, it says.
  if (validTo !== null && validTo <= event.at) {
    return fields.flatMap((field): RowOperation[] => {
      const key = { kind, id, field };
      return [
        { op: "add", table: "fact", key, column: "version", by: 0 },
        { op: "set", table: "fact", key, set: { version, subject: event.subject } },
      ];
    });
  }
  const values = set !== undefined && isObject(set.value) ? set.value : {};
  const ops: RowOperation[] = fields.map((field) => ({
    op: "put",
    table: "fact",
    row: {
      kind,
      id,
      field,
      version,
      value: JSON.stringify(values[field] ?? null),
      at: event.at,
      subject: event.subject,
    },
  }));
  const client = kind === "client" ? values : values["client"];
  const name = client !== undefined && isObject(client) ? client["name"] : null;
  if (event.subject !== null && typeof name === "string" && name !== "") {
    ops.push(party(event.subject, { name }));
  }
  return ops;
}

function apart(event: ApartEvent & Seen): readonly RowOperation[] {
  return event.type === "probe.ended" || event.type === "embedding.ended" ? callEnded(event) : [];
}

function spent(scope: string, event: Seen): RowOperation[] {
  const micros = isObject(event.data) ? event.data["micros"] : null;
  if (event.type !== "budget.settled" || typeof micros !== "number") return [];
  return [{ op: "add", table: "spent", key: { scope }, column: "micros", by: micros }];
}

function control(event: Seen): RowOperation[] {
  const item = isObject(event.data) ? event.data["item"] : null;
  if (typeof item !== "number") return [];
  if (event.type === "clock.doubted") return [openItem(item, "clock", null, "clock", event, null)];
  return [{ op: "set", table: "item", key: { number: item }, set: { status: "closed" } }];
}

/** What was derived from the content goes with the rebuild that follows its removal. */
function removal(event: RemovalEvent & Seen): RowOperation[] {
  if (event.type !== "content.removing") return [];
  const { kind, by, entries } = event.data;
  return entries.map((seq) => ({
    op: "put",
    table: "removed",
    row: { seq, at: event.at, kind, by },
  }));
}
