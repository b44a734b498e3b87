import { nameOf, type Tier } from "../agent/tier.ts";
import type { AgentSpec } from "../agent/spec.ts";
import type { Policy } from "../policy/rule.ts";
import { microsText } from "../value/micros.ts";
import { equal, isObject, type Json } from "../value/json.ts";
import type { Difference, EmbedderSettings, Settings, Workspace } from "./release.ts";
import { usualBackup } from "./release.ts";
import { changes, json } from "./diff-fields.ts";
import { runbook } from "./diff-runbook.ts";

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
    ...named(
      "skill",
      inFolder(old?.files, "skills/", "/SKILL.md"),
      inFolder(now.files, "skills/", "/SKILL.md"),
    ),
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

function fields(hidden: readonly string[]): (before: unknown, after: unknown) => string[] {
  return (before, after) =>
    changes(without(json(before), hidden), without(json(after), hidden), "").slice(0, 20);
}

/** Code and letters are compared as files of their own; here only which of them are used. */
function agent(before: AgentSpec, after: AgentSpec): string[] {
  const flat = (spec: AgentSpec): Json => {
    const { version: _, ladder, skills, ...rest } = spec;
    return json({
      ...rest,
      skills: (skills ?? []).map(({ name }) => name),
      ladder: ladder.map((rung) => ("file" in rung ? rung.file : rung.kind)),
    });
  };
  const prompts = ({ ladder }: AgentSpec) => ladder.filter((rung) => rung.kind === "model");
  const found = changes(flat(before), flat(after), "");
  if (!equal(json(prompts(before)), json(prompts(after)))) found.push("prompt changed");
  return found.length > 0 ? found : ["a file it uses changed"];
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
    const { lookingDays = 0, morning = "", snapshots = "", retention = {} } = settings;
    const models = Object.entries(settings.models ?? {}).map(([tier, found]) => [
      tier,
      told(found),
    ]);
    const { embedder } = settings;
    const memory = embedder === undefined ? "" : madeBy(embedder);
    const more = {
      lookingDays,
      morning,
      memory,
      snapshots,
      retention,
      models: Object.fromEntries(models),
    };
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

function madeBy({ provider, model, dimensions, remote }: EmbedderSettings): string {
  if (remote === undefined) return `${nameOf({ provider, model })} (${dimensions})`;
  return `${told(remote.tier)} (${dimensions}), which is sent to ${remote.host}`;
}

function byName(policies: readonly Policy[]): Record<string, Policy> {
  return Object.fromEntries(policies.map((one) => [one.name, one]));
}

function inFolder(
  files: Readonly<Record<string, string>> | undefined,
  folder: string,
  ends = "",
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files ?? {})
      .filter(([path]) => path.startsWith(folder))
      .map(([path, digest]) => [path.slice(folder.length, path.length - ends.length), digest]),
  );
}

function without(value: Json, hidden: readonly string[]): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !hidden.includes(key)));
}
