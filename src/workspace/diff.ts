import { nameOf, type Tier } from "../agent/tier.ts";
import type { AgentSpec } from "../agent/spec.ts";
import { blocks, type Node, type Plan, walk } from "../kernel/plan.ts";
import type { Policy } from "../policy/rule.ts";
import { format } from "../value/duration.ts";
import { microsText } from "../value/micros.ts";
import { equal, isObject, type Json } from "../value/json.ts";
import * as pointers from "../value/pointer.ts";
import type { Difference, Settings, Workspace } from "./release.ts";
import { usualBackup } from "./release.ts";

type Kind = Difference["kind"];

/** What `apply` would change, in words; everything is new where nothing was applied before. */
export function diff(before: Workspace | null, after: Workspace): Difference[] {
  const old = before?.release;
  const now = after.release;
  const was = before?.settings;
  const is = after.settings;
  return [
    ...company(was, is),
    ...named("runbook", old?.plans ?? {}, now.plans, runbook),
    ...named("agent", old?.agents ?? {}, now.agents, agent),
    ...named("policy", byName(was?.policies ?? []), byName(is.policies), policy),
    ...named("connector", was?.connectors ?? {}, is.connectors, fields(["version"])),
    ...named("schema", old?.schemas ?? {}, now.schemas, fields([])),
    ...named("template", inFolder(old?.files, "templates/"), inFolder(now.files, "templates/")),
    ...named("code", inFolder(old?.files, "code/"), inFolder(now.files, "code/")),
  ];
}

function named<T>(
  kind: Kind,
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  details: (before: T, after: T) => string[] = () => [],
): Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((name): Difference[] => {
    const old = before[name];
    const now = after[name];
    if (old === undefined) return [{ kind, name, change: "added", details: [] }];
    if (now === undefined) return [{ kind, name, change: "removed", details: [] }];
    if (equal(json(old), json(now))) return [];
    return [{ kind, name, change: "changed", details: details(old, now) }];
  });
}

/** Everything compared here came from JSON files; readonly types alone hide it. */
function json(value: unknown): Json {
  return value as Json;
}

function fields(hidden: readonly string[]): (before: unknown, after: unknown) => string[] {
  return (before, after) =>
    changes(without(json(before), hidden), without(json(after), hidden), "").slice(0, 20);
}

/** Code and letters are compared as files of their own; here only which of them are used. */
function agent(before: AgentSpec, after: AgentSpec): string[] {
  const flat = (spec: AgentSpec): Json => {
    const { version: _, ladder, ...rest } = spec;
    return json({
      ...rest,
      ladder: ladder.map((rung) => ("file" in rung ? rung.file : rung.kind)),
    });
  };
  const prompts = ({ ladder }: AgentSpec) => ladder.filter((rung) => rung.kind === "model");
  const found = changes(flat(before), flat(after), "");
  if (!equal(json(prompts(before)), json(prompts(after)))) found.push("prompt changed");
  return found.length > 0 ? found : ["a file it uses changed"];
}

/** Each field that differs, as deep as both sides are maps. */
function changes(before: Json, after: Json, at: string): string[] {
  if (equal(before, after)) return [];
  const entries = entryChanges(before, after, at);
  if (entries !== null) return entries;
  if (!isObject(before) || !isObject(after)) {
    const { name, text } = written(at);
    return [`\`${name}\` ${text(before)} → ${text(after)}`];
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    const old = before[key];
    const now = after[key];
    const { name, text } = written(pointers.join(at, key));
    if (old === undefined) return now === undefined ? [] : [`\`${name}\` added: ${text(now)}`];
    if (now === undefined) return [`\`${name}\` removed`];
    return changes(old, now, pointers.join(at, key));
  });
}

/** Most entries of a list that are told one by one. */
const mostEntries = 20;

/**
 * Of two lists of maps or lists, which entries differ, counted from 1 as she does. What stands at
 * both ends alike is left out first, so that one more entry does not change all behind it. Null
 * where the lists as a whole say it better.
 */
function entryChanges(before: Json, after: Json, at: string): string[] | null {
  if (!Array.isArray(before) || !Array.isArray(after)) return null;
  if (![...before, ...after].some((item) => typeof item === "object")) return null;
  const from = before.findIndex((item, i) => !same(item, after[i]));
  const start = from === -1 ? before.length : from;
  let tail = 0;
  const most = Math.min(before.length, after.length) - start;
  while (tail < most && same(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;
  const old = before.slice(start, before.length - tail);
  const now = after.slice(start, after.length - tail);
  const name = pointers.parse(at).join(".");
  const found: string[] = [];
  for (let i = 0; i < Math.max(old.length, now.length); i += 1) {
    const was = old[i];
    const is = now[i];
    const entry = pointers.join(at, String(start + i + 1));
    if (is === undefined)
      found.push(`\`${name}\` ${start + i + 1} removed: ${inside(was ?? null)}`);
    else if (was === undefined) found.push(`\`${name}\` ${start + i + 1} added: ${inside(is)}`);
    else found.push(...changes(was, is, entry));
  }
  const more = found.length - mostEntries;
  return more <= 0 ? found : [...found.slice(0, mostEntries), `\`${name}\` … and ${more} more`];
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  return one === undefined || other === undefined ? one === other : equal(one, other);
}

/** An entry by what tells it from others: its plain values. */
function inside(entry: Json): string {
  if (!isObject(entry)) return short(entry);
  const plain = Object.values(entry).filter((value) => typeof value !== "object");
  return plain.length === 0 ? short(entry) : plain.map((value) => short(value)).join(", ");
}

/** A plan counts milliseconds and millionths; she wrote P14D and 0.50 EUR. */
function written(at: string): { name: string; text: (value: Json) => string } {
  const name = pointers.parse(at).join(".");
  const as = (unit: string, text: (value: number) => string) => ({
    name: name.slice(0, -unit.length),
    text: (value: Json) => (typeof value === "number" ? text(value) : short(value)),
  });
  if (name.endsWith("Ms")) return as("Ms", format);
  return name.endsWith("Micros") ? as("Micros", microsText) : { name, text: short };
}

function short(value: Json): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) {
    const plain = value.every((item) => typeof item !== "object");
    return plain && value.length <= 5 ? `[${value.join(", ")}]` : `a list of ${value.length}`;
  }
  if (isObject(value)) return `a map of ${Object.keys(value).length}`;
  if (typeof value !== "string") return String(value);
  const line = value.replaceAll(/\s+/gu, " ");
  return `"${line.length > 60 ? `${line.slice(0, 60)}…` : line}"`;
}

function runbook(before: Plan, after: Plan): string[] {
  const { steps: oldSteps, version: _old, ...oldRest } = before;
  const { steps: newSteps, version: _new, ...newRest } = after;
  const found = [...changes(json(oldRest), json(newRest), ""), ...stepChanges(oldSteps, newSteps)];
  return found.length > 0 ? found : ["lines moved; nothing else"];
}

function stepChanges(before: readonly Node[], after: readonly Node[]): string[] {
  const old = new Map([...walk(before)].map((node) => [node.path, node]));
  const now = new Map([...walk(after)].map((node) => [node.path, node]));
  const found: string[] = [];
  for (const path of old.keys()) if (!now.has(path)) found.push(`step \`${path}\` removed`);
  for (const [path, node] of now) {
    const was = old.get(path);
    if (was === undefined) found.push(`step \`${path}\` added ${place(after, path)}`);
    else if (was.kind !== node.kind) {
      found.push(`step \`${path}\` is now ${node.kind}, was ${was.kind}`);
    } else {
      const inside = changes(json(bare(was)), json(bare(node)), "");
      if (inside.length > 0) found.push(`step \`${path}\`: ${inside.join("; ")}`);
    }
  }
  const kept = (map: ReadonlyMap<string, Node>, other: ReadonlyMap<string, Node>) =>
    [...map.keys()].filter((path) => other.has(path));
  if (!equal(kept(old, now), kept(now, old))) found.push(`steps are in another order`);
  return found;
}

/** A node without its place in the file and without the steps inside it, which stand for themselves. */
function bare(node: Node): object {
  const { line: _line, path: _path, ...rest } = node;
  switch (rest.kind) {
    case "choose":
      return { ...rest, cases: rest.cases.map(({ name, when }) => ({ name, when })) };
    case "parallel":
      return { ...rest, branches: rest.branches.map(({ name }) => name) };
    case "each":
      return { ...rest, steps: [] };
    default:
      return rest;
  }
}

function place(nodes: readonly Node[], path: string): string {
  const find = (block: readonly Node[], outer: string): string | null => {
    for (const [i, node] of block.entries()) {
      const earlier = block[i - 1];
      if (node.path === path) return earlier === undefined ? outer : `after \`${earlier.path}\``;
      for (const inner of blocks(node)) {
        const found = find(inner.steps, `first in \`${inner.path}\``);
        if (found !== null) return found;
      }
    }
    return null;
  };
  return find(nodes, "first of all") ?? "";
}

function policy(before: Policy, after: Policy): string[] {
  const rules = (p: Policy) =>
    Object.fromEntries(
      p.rules.map(({ id, verdict, actions, when, because }) => [
        id,
        { verdict, actions: [...actions], when, because },
      ]),
    );
  const grants = (p: Policy) =>
    Object.fromEntries(p.grants.map(({ to, may }) => [to, [...may]] as const));
  const order = (p: Policy) => p.rules.map(({ id }) => id);
  const found = [
    ...changes(json(rules(before)), json(rules(after)), "").map((line) => `rule ${line}`),
    ...changes(json(grants(before)), json(grants(after)), "").map((line) => `grant ${line}`),
  ];
  const moved = !equal(order(before), order(after)) && found.length === 0;
  return moved ? ["rules are in another order"] : found;
}

function company(before: Settings | undefined, after: Settings): Difference[] {
  const parts = (settings: Settings) => {
    const { company, ignore, suspect, budgets, backup = usualBackup } = settings;
    const { lookingDays = 0, morning = "" } = settings;
    const models = Object.entries(settings.models ?? {}).map(([tier, found]) => [
      tier,
      told(found),
    ]);
    const more = { lookingDays, morning, models: Object.fromEntries(models) };
    return json({ company, ignore, suspect, budgets, backup, ...more });
  };
  const { name } = after.company;
  if (before === undefined) return [{ kind: "company", name, change: "added", details: [] }];
  const details = changes(parts(before), parts(after), "");
  return details.length === 0 ? [] : [{ kind: "company", name, change: "changed", details }];
}

function told(tier: Tier): string {
  const { price } = tier;
  if (price === null) return nameOf(tier);
  const { input, output, currency } = price;
  return `${nameOf(tier)} at ${microsText(input)} and ${microsText(output)} ${currency}`;
}

function byName(policies: readonly Policy[]): Record<string, Policy> {
  return Object.fromEntries(policies.map((one) => [one.name, one]));
}

function inFolder(
  files: Readonly<Record<string, string>> | undefined,
  folder: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files ?? {})
      .filter(([path]) => path.startsWith(folder))
      .map(([path, digest]) => [path.slice(folder.length), digest]),
  );
}

function without(value: Json, hidden: readonly string[]): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !hidden.includes(key)));
}
