import { runOf } from "../../engine/streams.ts";
import type { Effect } from "../../kernel/effect.ts";
import { argsOf } from "../../engine/effect/action.ts";
import { isObject, type JsonObject, textOf } from "../../value/json.ts";
import type { Recorded } from "../../ledger/event.ts";
import type { ExpectedAct } from "../../workspace/scenario/then.ts";
import type { Opened } from "../open.ts";

/** One act on the outside world, as it stands in the ledger. */
export type Act = {
  action: string;
  subject: string | null;
  fate: NonNullable<ExpectedAct["fate"]>;
  args: JsonObject;
  result: JsonObject;
  judged: string;
  /** Ids of the rules that said so. */
  rules: readonly string[];
  /** When it was last sent, or else proposed. */
  at: number;
};

/** Every act of every job, in the order in which they were proposed. */
export async function actsOf({ owner }: Opened): Promise<Act[]> {
  const rows = await owner.store.find({ table: "act", order: [{ column: "seq" }] });
  const judgements = new Map<string, ReadonlyMap<string, Recorded>>();
  const found: Act[] = [];
  for (const row of rows) {
    const stream = runOf(String(row["run"]));
    const token = String(row["token"]);
    const { run } = await owner.office.book.read(stream);
    const effect = run.effects[token];
    if (effect === undefined) continue;
    const ofRun = judgements.get(stream.name) ?? judged(await owner.journal.load(stream.name));
    judgements.set(stream.name, ofRun);
    const { verdict, rules } = ofRun.get(token)?.data ?? {};
    const { connector, action } = effect.proposal;
    found.push({
      action: `${connector}.${action}`,
      subject: run.subject,
      fate: fateOf(effect),
      args: argsOf(effect.args),
      result: resultOf(effect),
      judged: verdicts[textOf(verdict)] ?? "",
      rules: Array.isArray(rules) ? rules.map(textOf) : [],
      at: effect.sentAt === 0 ? effect.proposedAt : effect.sentAt,
    });
  }
  return found;
}

/** By act, how it was judged last. */
function judged(events: readonly Recorded[]): ReadonlyMap<string, Recorded> {
  const judgements = events.filter(({ type }) => type === "effect.judged");
  return new Map(judgements.map((event) => [textOf(event.data["token"]), event]));
}

const verdicts: Readonly<Record<string, string>> = {
  permit: "permitted",
  ask: "asked",
  secondFactor: "second factor",
  byHand: "by hand",
  forbid: "forbidden",
};

function fateOf({ status, undo }: Effect): Act["fate"] {
  switch (status) {
    case "applied":
      return undo.status === "applied" ? "undone" : "done";
    case "sent":
      return "unknown";
    case "proposed":
    case "cleared":
      return "waiting";
    default:
      return status;
  }
}

function resultOf({ result }: Effect): JsonObject {
  return isObject(result?.value) ? result.value : {};
}
