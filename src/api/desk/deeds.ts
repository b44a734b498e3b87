import { foresee } from "../../engine/foresee.ts";
import { actionOf, argsOf } from "../../engine/effect/action.ts";
import { type Action, ConnectorError } from "../../connectors/contract.ts";
import type { Owner } from "../../engine/owner.ts";
import { runOf } from "../../engine/streams.ts";
import type { Turn } from "../../engine/turn.ts";
import type { Draft } from "../../ledger/event.ts";
import { isObject, type JsonObject, textOf } from "../../value/json.ts";
import type { Deed } from "../contract/item.ts";
import { inLocale } from "./in-locale.ts";
import { operator } from "../../engine/who.ts";

/** Writes a file that she can open before she decides, and names its path. */
export type Openable = (name: string, bytes: Uint8Array) => Promise<string>;

/** What an answer would lead to, in the order in which it would be done. */
export async function deedsAfter(
  owner: Owner,
  run: string,
  answer: (turn: Turn) => void,
  openable: Openable,
): Promise<Deed[]> {
  const { book } = owner.office;
  const { drafts, records } = await book.foresee(operator, (turn) => {
    const drafts = foresee(turn, owner.office, run, () => answer(turn));
    const records = [...turn.written].filter(([stream]) => stream.startsWith("record/"));
    return { drafts: [...drafts], records };
  });
  const changed = new Map(records.map(([stream, list]) => [stream, list]));
  const deeds: Deed[] = [];
  const proposed = new Map<string, { connector: string; action: string; args: JsonObject }>();
  for (const draft of drafts) {
    if (draft.type === "step.proposed") rememberProposals(draft, proposed);
    if (draft.type === "step.completed") {
      const deed = recordDeed(draft, changed);
      if (deed !== null) deeds.push(deed);
    }
    if (draft.type === "step.failed") deeds.push(stopDeed(draft));
    if (draft.type === "effect.sent" || draft.type === "approval.requested") {
      const token = textOf(draft.data["token"] ?? draft.data["about"]);
      const act = proposed.get(token) ?? (await actOnRecord(owner, run, token));
      if (act === null) continue;
      deeds.push(await actDeed(owner, act, draft.type === "approval.requested", openable));
    }
  }
  return deeds;
}

function rememberProposals(
  draft: Draft,
  proposed: Map<string, { connector: string; action: string; args: JsonObject }>,
): void {
  const list = draft.data["proposals"];
  if (!Array.isArray(list)) return;
  for (const [i, proposal] of list.entries()) {
    if (!isObject(proposal)) continue;
    const args = draft.values?.[`args${i}`];
    proposed.set(textOf(proposal["token"]), {
      connector: textOf(proposal["connector"]),
      action: textOf(proposal["action"]),
      args: args === undefined ? {} : argsOf(args),
    });
  }
}

async function actOnRecord(owner: Owner, run: string, token: string) {
  const act = (await owner.office.book.read(runOf(run))).run.effects[token];
  if (act === undefined) return null;
  return { connector: act.proposal.connector, action: act.proposal.action, args: argsOf(act.args) };
}

async function actDeed(
  owner: Owner,
  act: { connector: string; action: string; args: JsonObject },
  asksFirst: boolean,
  openable: Openable,
): Promise<Deed> {
  const action = actionOf(owner.office, act.connector, act.action)?.action;
  if (action === undefined)
    return { label: act.action, line: "", details: [], undo: "", open: null };
  const { line, details: told } = action.preview(act.args);
  const details = [...told, ...(await changesOf(owner, action, act.args))];
  // Previews begin with what it is: "Invoice 2,400.00 …", "Mail to …".
  const [label = "", ...rest] = line.split(" ");
  return {
    label,
    line: rest.join(" "),
    details: asksFirst ? [...details, "asks you again before it is done"] : [...details],
    undo: action.undo === null ? finalNote(action) : action.undo.note,
    open: await draftOf(owner, action, act.args, openable),
  };
}

/** What would stand in the way is told before the answer. */
function stopDeed({ values }: Draft): Deed {
  const line = textOf(values?.["message"]?.value);
  const details = [
    "change it here, or put it in order first; else the job stands there and asks you",
  ];
  return { label: "Stops", line, details, undo: "", open: null };
}

function finalNote({ holdMs = 0 }: Pick<Action, "holdMs">): string {
  return holdMs === 0 ? "final" : `final after ${Math.ceil(holdMs / 1_000)} s hold`;
}

/** What it changes outside; where that cannot be told now, that is said: the act itself is shown whole. */
async function changesOf(
  owner: Owner,
  action: Action,
  args: JsonObject,
): Promise<readonly string[]> {
  if (action.compare === undefined) return [];
  try {
    return await action.compare(args);
  } catch (error) {
    if (!(error instanceof ConnectorError)) owner.office.fault(error, "comparing with the outside");
    const why = error instanceof Error ? error.message : String(error);
    return [`not compared with what is there: ${inLocale(owner, why)}`];
  }
}

async function draftOf(
  owner: Owner,
  action: Action,
  args: JsonObject,
  openable: Openable,
): Promise<string | null> {
  if (action.draft === undefined) return null;
  try {
    const { name, digest } = await action.draft(args, owner.office.files);
    const bytes = await owner.office.files.get(digest);
    return bytes === null ? null : await openable(name, bytes);
  } catch (error) {
    owner.office.fault(error, "drawing a draft");
    return null;
  }
}

function recordDeed(draft: Draft, changed: ReadonlyMap<string, readonly Draft[]>): Deed | null {
  const moved = draft.data["record"];
  if (!isObject(moved)) return null;
  const kind = textOf(moved["kind"]);
  const drafts = changed.get(`record/${kind}/${textOf(moved["id"])}`) ?? [];
  const change = drafts.find((d) => d.data["version"] === moved["after"]);
  const set = change?.values?.["set"]?.value;
  if (!isObject(set)) return null;
  const fields = Object.keys(set);
  const noted = fields.length > 3 ? `${fields.length} facts noted` : `${fields.join(", ")} noted`;
  const stage = typeof set["stage"] === "string" ? `becomes ${set["stage"]}` : noted;
  const label = kind.charAt(0).toUpperCase() + kind.slice(1);
  return { label, line: stage, details: [], undo: "can be undone", open: null };
}
