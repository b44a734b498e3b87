import type { Run } from "../../kernel/run.ts";
import type { Cell } from "../../ledger/table.ts";
import type { EventStore } from "../../ledger/store.ts";
import { isObject, type Json, textOf } from "../../value/json.ts";
import { partyName } from "./names.ts";

/** Whom a job is about as she knows them; where it is about nobody known, the one client that it names, or who paid. */
export async function clientOf(
  store: EventStore,
  subject: Cell | undefined,
  run: Run | null,
  about = "",
): Promise<string> {
  const known = await partyName(store, subject);
  if (known !== "" || typeof subject === "string" || run === null) return known;
  return namedIn(run, about) || payerIn(run);
}

/** Who paid, as the bank calls them, where a job about nobody known began with a payment. */
function payerIn({ input: { value, forgotten } }: Run): string {
  return forgotten !== true && isObject(value) ? textOf(value["counterparty"]) : "";
}

/** By the act that is asked about, else by all its acts, else by what its steps made. */
function namedIn({ effects, steps, input }: Run, about: string): string {
  const made = Object.values(steps).flatMap((step) =>
    step.status === "done" ? [step.output] : [],
  );
  const acts = Object.values(effects).map(({ args }) => args);
  const asked = effects[about];
  for (const among of [asked === undefined ? [] : [asked.args], acts, made, [input]]) {
    const names = new Set(
      among.flatMap(({ value, forgotten }) => (forgotten === true ? [] : clientIn(value))),
    );
    const [only] = names;
    if (names.size > 0) return names.size === 1 && only !== undefined ? only : "";
  }
  return "";
}

function clientIn(value: Json): string[] {
  const client = isObject(value) ? value["client"] : undefined;
  const name = isObject(client) ? textOf(client["name"]) : textOf(client);
  return name === "" ? [] : [name];
}

const sources: readonly (readonly [start: string, name: string])[] = [
  ["bank.", "Bank file"],
  ["payment.", "Payment"],
];

/** What an arrival is that is about no client and no mail; undefined for a mail. */
export function sourceWords(type: string): string | undefined {
  return sources.find(([start]) => type.startsWith(start))?.[1];
}
