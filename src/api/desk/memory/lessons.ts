import { type LessonRead, readLesson } from "../../../engine/lesson/read.ts";
import type { Owner } from "../../../engine/owner.ts";
import type { Row } from "../../../ledger/table.ts";
import type { Maker } from "../../../value/maker.ts";
import {
  mostSignals,
  type SignalLine,
  type SignalScore,
  type SignalScores,
  type SignalsQuery,
  type SignalsView,
} from "../../contract/lessons.ts";
import { keptBack, type SecretAsked } from "../../contract/facts.ts";
import { changesAt } from "../changes.ts";
import { clientMeant } from "../client.ts";
import { agentMeant, processMeant } from "../name-meant.ts";
import { partyName } from "../names.ts";
import { beginOf } from "../times.ts";
import { bothSeen } from "./secret.ts";

/** What her answers say of the work before them, the newest first, page by page. */
export async function signals(owner: Owner, query: SignalsQuery): Promise<SignalsView> {
  const limit = Math.min(query.limit ?? mostSignals, mostSignals);
  const rows = await rowsOf(owner, query);
  const found: SignalLine[] = [];
  for (const row of rows) {
    const seq = Number(row["seq"]);
    if (found.length === limit) return { signals: found, next: seq + 1 };
    const lesson = await readLesson(partsOf(owner), row);
    if (isMeant(lesson, query)) found.push(await lineOf(owner, lesson, query));
  }
  if (found.length === 0 && query.before === undefined) known(owner, query);
  return { signals: found, next: null };
}

/** So many of her answers are looked through for how each agent fared. */
const mostScored = 5_000;

/** How each agent's work fared with her, by its version and what did it; the latest answered first. */
export async function signalScores(owner: Owner, query: SignalsQuery): Promise<SignalScores> {
  const rows = await rowsOf(owner, query);
  const scores = new Map<string, SignalScore>();
  for (const row of rows.slice(0, mostScored)) {
    const lesson = await readLesson(partsOf(owner), row);
    if (!isMeant(lesson, query) || lesson.kind === "reclassified") continue;
    for (const maker of lesson.makers) score(scores, maker, lesson.kind, lesson.at);
    for (const maker of lesson.left) score(scores, maker, "agreed", lesson.at);
  }
  const wanted = [...scores.values()].filter(
    ({ agent }) => query.agent === undefined || agent === query.agent,
  );
  if (wanted.length === 0) known(owner, query);
  return { scores: wanted, looked: Math.min(rows.length, mostScored), of: rows.length };
}

function score(
  scores: Map<string, SignalScore>,
  { agent, version, rung, model }: Maker,
  kind: "agreed" | "edited" | "denied" | "overridden",
  at: number,
): void {
  const key = JSON.stringify([agent, version, rung, model]);
  const none = { agreed: 0, edited: 0, denied: 0, overridden: 0, at };
  const before = scores.get(key) ?? { agent, version, rung, model, ...none };
  scores.set(key, { ...before, [kind]: before[kind] + 1 });
}

async function rowsOf(owner: Owner, query: SignalsQuery): Promise<readonly Row[]> {
  const { kind, process, client, since, before } = query;
  if (process !== undefined) await processMeant(owner, process);
  const members =
    client === undefined
      ? null
      : await owner.forgetting.membersOf(await clientMeant(owner, client));
  const { timeZone } = owner.office.settings.company;
  return owner.store.find({
    table: "lesson",
    where: {
      ...(kind === undefined ? {} : { kind }),
      ...(members === null ? {} : { subject: members }),
    },
    ...(since === undefined ? {} : { above: { at: beginOf(since, timeZone) - 1 } }),
    ...(before === undefined ? {} : { below: { seq: before } }),
    order: [{ column: "seq", descending: true }],
  });
}

/** Of an agent that is no more its signals stay. */
function known(owner: Owner, { agent }: SignalsQuery): void {
  if (agent !== undefined) agentMeant(owner, agent);
}

function isMeant({ process, makers, left }: LessonRead, asked: SignalsQuery): boolean {
  if (asked.process !== undefined && process !== asked.process) return false;
  return (
    asked.agent === undefined || [...makers, ...left].some(({ agent }) => agent === asked.agent)
  );
}

async function lineOf(owner: Owner, lesson: LessonRead, secrets: SecretAsked): Promise<SignalLine> {
  const { seq, at, kind, how, action, process, step, makers, left, reason } = lesson;
  const where = { id: lesson.run };
  const [run] =
    lesson.run === null ? [] : await owner.store.find({ table: "run", where, limit: 1 });
  return {
    seq,
    at,
    kind,
    how,
    action,
    process,
    run: typeof run?.["number"] === "number" ? run["number"] : null,
    step,
    client: await partyName(owner.store, lesson.subject),
    agents: makers,
    left,
    changes: isHidden(owner, lesson, secrets) ? [hiddenChange] : changesOf(lesson),
    reason,
  };
}

function isHidden(owner: Owner, { fact }: LessonRead, secrets: SecretAsked): boolean {
  if (fact === null) return false;
  return bothSeen(owner, fact, fact, secrets).hidden.length > 0;
}

/** That it changed is told. */
const hiddenChange: SignalLine["changes"][number] = {
  field: "",
  before: null,
  after: keptBack,
  mark: "changed",
  was: null,
  is: null,
};

/** Of what she let stand nothing differs; of what she did herself, all of it may. */
function changesOf({ kind, before, after, changed }: LessonRead): SignalLine["changes"] {
  if (kind === "agreed" || (before === null && after === null)) return [];
  if (kind === "edited" && after === null) return [];
  return changesAt(before, after, changed.length === 0 ? [""] : changed);
}

const partsOf = ({ store, journal, office }: Owner) => ({ store, journal, office });
