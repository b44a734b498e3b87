import { z } from "zod";
import type { Action, ActionRequest, Connector, Source } from "../../src/connectors/contract.ts";
import { type JsonObject, textOf } from "../../src/value/json.ts";
import type { Shape } from "./case.ts";

/** What stands behind a connector's one action. */
export type Line = Required<
  Pick<Action, "perform" | "find" | "compensate" | "findCompensation" | "news">
> & {
  highest(name: string): Promise<number>;
  lay(request: ActionRequest): Promise<void>;
  done(request: ActionRequest): Promise<JsonObject | null>;
};

export const resultFields = ["id", "to", "number"] as const;
const plain = { to: z.string().min(1), n: z.number() };
const withOccasion = z.strictObject({ ...plain, occasion: z.string().min(1) });
const withoutOccasion = z.strictObject(plain);

export function argsShape(occasion: boolean): z.ZodType<JsonObject> {
  return occasion ? withOccasion : withoutOccasion;
}

/** A connector as the case draws it, its calls going over the given line. */
export function connectorOf(shape: Shape, line: Line): Connector {
  const action: Action = {
    input: argsShape(shape.occasion),
    output: resultFields,
    kinds: { "/to": "recipient" },
    deed: `${shape.name} done`,
    lookup: shape.lookup,
    settlesMs: shape.settlesMs,
    deadlineMs: shape.deadlineMs,
    latenessMs: shape.latenessMs,
    holdMs: shape.holdMs,
    undo: shape.undo ? { deed: "take it back", note: "can be undone" } : null,
    cost: () => shape.costMicros,
    undoCost: () => shape.undoCostMicros,
    preview: () => ({ line: shape.name, details: [] }),
    ...(shape.occasion ? { businessKey: (args) => textOf(args["occasion"]) } : {}),
    ...(shape.series ? { series: seriesOf(shape.name, line) } : {}),
    ...(shape.news ? { news: line.news } : {}),
    ...(shape.drafts ? { byHand: byHandOf(line) } : {}),
    perform: line.perform,
    find: line.find,
    ...(shape.undo ? { compensate: line.compensate } : {}),
    ...(shape.undo && shape.findsUndo ? { findCompensation: line.findCompensation } : {}),
  };
  return {
    kind: "simulated",
    version: 1,
    actions: { act: action },
    health: async () => ({ ok: true, note: "" }),
  };
}

export function inboxOf(source: Source): Connector {
  return {
    kind: "simulated-inbox",
    version: 1,
    actions: {},
    source,
    health: async () => ({ ok: true, note: "" }),
  };
}

function byHandOf({ lay, done }: Line): NonNullable<Action["byHand"]> {
  return { offer: "lay it among my drafts", note: "it lies among your drafts", lay, done };
}

function seriesOf(name: string, line: Line): NonNullable<Action["series"]> {
  return {
    name: () => `${name}-`,
    text: (prefix, n) => numberText(prefix, n),
    highest: line.highest,
  };
}

function numberText(prefix: string, n: number): string {
  return `${prefix}${String(n).padStart(4, "0")}`;
}

export function numberOf(text: string): number {
  return Number(text.slice(text.lastIndexOf("-") + 1));
}
