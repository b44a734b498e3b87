import { called } from "./called.ts";
import { mkdir, copyFile } from "node:fs/promises";
import path from "node:path";
import type { Turn } from "../../engine/turn.ts";
import { type Office, opaque } from "../../engine/office.ts";
import { aliasOf, controlStream, recordOf, subjectOf } from "../../engine/streams.ts";
import { decide, type Target as Paused } from "../../kernel/control.ts";
import * as record from "../../memory/record.ts";
import { inShape, shapeOf } from "../../memory/shape.ts";
import { isObject } from "../../value/json.ts";
import { fromOperator } from "../../value/label.ts";
import type { Given } from "../../workspace/scenario/given.ts";
import type { Target } from "../../workspace/scenario/words.ts";
import type { Opened } from "../open.ts";
import type { Places } from "../places.ts";
import { operator } from "../../engine/who.ts";

/** Files that lie in the data folder before the company is opened. */
export async function layOut({ files = {} }: Given, places: Places): Promise<void> {
  for (const [to, from] of Object.entries(files)) {
    const target = path.join(places.data, to);
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(path.join(places.workspace, from), target).catch((error: unknown) => {
      throw new Error(
        `Cannot lay out "${to}": there is no file "${from}" in the company's folder`,
        {
          cause: error,
        },
      );
    });
  }
}

/** How things stand when the scenario begins: on record like anything that she had said herself. */
export async function setUp(
  { records = [], paused = [] }: Given,
  { owner }: Opened,
): Promise<void> {
  const { office } = owner;
  await office.book.turn(operator, (turn) => {
    for (const each of records) note(turn, office, each);
    for (const each of paused) {
      const reason = "the scenario begins so";
      const decision = decide(turn.get(controlStream), {
        type: "pause",
        target: targetOf(each),
        reason,
      });
      if (decision.ok) turn.emit(controlStream, ...decision.events);
    }
  });
  await office.book.committed();
}

function note(turn: Turn, office: Office, given: NonNullable<Given["records"]>[number]): void {
  const { record: kind, set, of } = given;
  const subject = of === undefined ? null : known(turn, office, of);
  const key = opaque(office, "record", kind, called(given.id, subject));
  const stream = recordOf(kind, key);
  const schema = office.active.schemas[kind];
  const before = inShape(turn.get(stream), schema);
  const changed = record.changes(before, fromOperator(set), turn.at);
  const names = isObject(changed.value) ? Object.keys(changed.value) : [];
  if (names.length === 0) return;
  const about = { kind, id: key, version: before.version + 1, fields: names };
  const grounds = { reason: "scenario", author: "operator", validFrom: turn.at, source: 0 };
  turn.emit(stream, {
    type: "record.changed",
    data: { ...about, ...grounds, ...shapeOf(schema) },
    values: { set: changed },
    ...(subject === null ? {} : { subject }),
  });
  const { stage } = set;
  if (subject === null || typeof stage !== "string") return;
  turn.emit(subjectOf(subject), { type: "subject.staged", data: { stage } });
}

/** The subject of an address, minted where nobody wrote from it yet. */
function known(turn: Turn, office: Office, address: string): string {
  const alias = aliasOf(opaque(office, "alias", `mailto:${address}`));
  const { subject } = turn.get(alias);
  if (subject !== null) return subject;
  const minted = opaque(office, "subject", "scenario", `mailto:${address}`);
  turn.emit(subjectOf(minted), { type: "subject.minted", data: {} });
  turn.emit(subjectOf(minted), { type: "subject.met", data: {} });
  turn.emit(alias, { type: "alias.assigned", data: { subject: minted } });
  return minted;
}

export function targetOf(target: Target): Paused {
  if ("everything" in target) return { kind: "everything" };
  const [kind, name] = Object.entries(target)[0] ?? [];
  if (kind !== "runbook" && kind !== "agent" && kind !== "connector") return { kind: "everything" };
  return { kind, name: String(name) };
}

/** Whom an address leads to; null for a stranger. */
export async function subjectBehind({ owner }: Opened, address: string): Promise<string | null> {
  const { office } = owner;
  const alias = opaque(office, "alias", `mailto:${address}`);
  return (await office.book.read(aliasOf(alias))).subject;
}
