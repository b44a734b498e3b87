import { z } from "zod";
import { fileName } from "../../runbook/format.ts";
import { fit, type Mistake, mistake, type Source } from "../../runbook/mistake.ts";
import { suggest } from "../../value/nearest.ts";
import { isObject } from "../../value/json.ts";
import * as pointers from "../../value/pointer.ts";
import { done, type Read } from "../problem.ts";
import { patternMistakes } from "./patterns.ts";
import { timeMistakes } from "./times.ts";
import { given } from "./given.ts";
import { outcome } from "./then.ts";
import { entries, type Entry } from "./when.ts";
import { anyJson, text } from "./words.ts";

/**
 * The format of scenarios/*.yaml: one case of one process, played on the real engine with nothing real
 * reachable. `given` is how things stand, `when` what happens in order, `then` what must have come of
 * it.
 */
function scenario<T extends z.ZodType>(entry: T) {
  return z.strictObject({
    scenario: fileName,
    purpose: text,
    runbook: z.union([fileName, z.array(fileName).min(1)], "the name of a runbook, or a list"),
    given,
    when: z.array(entry, "a list").min(1, "a list of at least one thing that happens"),
    // oxlint-disable-next-line unicorn/no-thenable -- given, when, then; what stands there is no function
    then: outcome,
  });
}

/** For the published JSON Schema only: entries are read one by one, each by the key that names it. */
export const format = scenario(z.union(Object.values(entries)));

const reading = scenario(anyJson);

export type Scenario = Omit<z.infer<typeof reading>, "when"> & { when: readonly Entry[] };

/** A scenario that still knows where each of its expectations stands. */
export type Placed = { file: string; source: Source; scenario: Scenario };

export function read(source: Source): Read<Scenario> {
  const shape = fit(reading, source);
  if (!shape.ok) return shape;
  const mistakes: Mistake[] = [];
  const when = shape.value.when.flatMap((_, i) => entryAt(source, i, mistakes));
  const read = { ...shape.value, when };
  mistakes.push(
    ...timeMistakes(when, source),
    ...recordMistakes(read, source),
    ...patternMistakes(pointers.get(source.value, "/then") ?? null, source, "/then"),
  );
  return done(read, mistakes);
}

const names = Object.keys(entries);

function entryAt(source: Source, i: number, mistakes: Mistake[]): Entry[] {
  const at = `/when/${i}`;
  const given = pointers.get(source.value, at);
  const keys = isObject(given) ? Object.keys(given) : [];
  const name = keys.find((key): key is keyof typeof entries => Object.hasOwn(entries, key));
  if (name === undefined) {
    const named = keys.find((key) => key !== "at" && key !== "after") ?? "";
    const message = `Cannot tell what happens here: "${named}" is nothing that a scenario knows`;
    mistakes.push(mistake(source.at(at), message, suggest(named, names, "entry")));
    return [];
  }
  const schema: z.ZodType<Entry> = entries[name];
  const read = fit(schema, source, at);
  if (read.ok) return [read.value];
  mistakes.push(...read.mistakes);
  return [];
}

/** A record is about somebody, or has a name of its own. */
function recordMistakes({ given, then: { records = [] } }: Scenario, source: Source): Mistake[] {
  const named = [
    ...(given.records ?? []).map((record, i) => [record, `/given/records/${i}`] as const),
    ...records.map((record, i) => [record, `/then/records/${i}`] as const),
  ];
  return named.flatMap(([{ record, of, id }, pointer]) => {
    const both = id?.includes("{{ subject }}") === true;
    if ((of === undefined) !== (id === undefined) || (of !== undefined && both)) return [];
    const message = `Cannot tell which record "${record}" is meant`;
    const remedy =
      'write whom it is about (of: an address), or which one (id), or both where the name holds "{{ subject }}"';
    return [mistake(source.at(pointer), message, remedy)];
  });
}
