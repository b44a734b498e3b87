import type { Node, Plan, Trigger } from "../kernel/plan.ts";

/** The plan as a Mermaid flowchart: one box per step, one lane per block. */
export function diagram(plan: Plan): string {
  const lines = ["flowchart TD"];
  const ids = new Map<string, string>();
  const id = (path: string) => {
    const known = ids.get(path);
    if (known !== undefined) return known;
    const made = `n${ids.size + 1}`;
    ids.set(path, made);
    return made;
  };
  lines.push(`  start(["${escape(starts(plan.triggers))}"])`);
  const ends = draw(plan.steps, ["start"], lines, id, "  ");
  lines.push(
    `  finish(["${escape(plan.success === null ? "done" : `done when ${plan.success}`)}"])`,
  );
  for (const end of ends) lines.push(`  ${end} --> finish`);
  return `${lines.join("\n")}\n`;
}

/** Draws a block after `from`; answers where what follows is to be joined. */
function draw(
  nodes: readonly Node[],
  from: readonly string[],
  lines: string[],
  id: (path: string) => string,
  indent: string,
): readonly string[] {
  let ends = from;
  for (const node of nodes) {
    const here = id(node.path);
    lines.push(`${indent}${here}${box(node)}`);
    for (const end of ends) lines.push(`${indent}${end} --> ${here}`);
    ends = inside(node, here, lines, id, indent);
  }
  return ends;
}

function inside(
  node: Node,
  here: string,
  lines: string[],
  id: (path: string) => string,
  indent: string,
): readonly string[] {
  const branch = (name: string, steps: readonly Node[], label: string) => {
    const first = steps[0];
    if (first === undefined) return [here];
    lines.push(`${indent}subgraph ${id(`${node.path}/${name}/`)}["${escape(label)}"]`);
    const ends = draw(steps, [], lines, id, `${indent}  `);
    lines.push(`${indent}end`, `${indent}${here} -->|"${escape(label)}"| ${id(first.path)}`);
    return ends;
  };
  switch (node.kind) {
    case "choose": {
      const ends = node.cases.flatMap((c) => branch(c.name, c.steps, c.name));
      const always = node.cases.some((c) => c.when === null);
      return always ? ends : [...ends, here];
    }
    case "parallel":
      if (node.branches.length === 0) return [here];
      return node.branches.flatMap((b) => branch(b.name, b.steps, b.name));
    case "each":
      return branch("each", node.steps, `each ${node.as}`);
    default:
      return [here];
  }
}

function box(node: Node): string {
  const text = `"${escape(`${node.name}: ${what(node)}`)}"`;
  switch (node.kind) {
    case "approve":
      return `[/${text}/]`;
    case "choose":
      return `{${text}}`;
    case "wait":
      return `([${text}])`;
    case "effect":
      return `[[${text}]]`;
    case "record":
    case "records":
    case "episodes":
      return `[(${text})]`;
    default:
      return `[${text}]`;
  }
}

function what(node: Node): string {
  switch (node.kind) {
    case "agent":
      return node.agent;
    case "effect":
      return `${node.connector}.${node.action}`;
    case "record":
      return node.from === null && node.set === null ? `read ${node.record}` : node.record;
    case "records":
      return `looks through every ${node.record}`;
    case "episodes":
      return "looks back on what happened";
    case "check":
      return node.that;
    case "approve":
      return `asks “${typeof node.title === "string" ? node.title : "…"}”`;
    case "choose":
      return node.cases.map((c) => c.when ?? "otherwise").join(" | ");
    case "each":
      return node.in;
    case "parallel":
      return "side by side";
    case "wait":
      return `waits for ${waits(node)}`;
    default:
      return `calls ${node.runbook}`;
  }
}

function waits(node: Node & { kind: "wait" }): string {
  const ends = [
    node.on,
    node.known === undefined ? null : `${node.known.record}: ${node.known.when}`,
    node.forMs === null ? null : span(node.forMs),
    node.until === null ? null : `the time ${node.until}`,
    node.ask === null ? null : "an answer",
  ];
  return ends.filter((end) => end !== null).join(" or ");
}

const units = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1000, "second"],
] as const;

/** In the largest unit that says it exactly. */
function span(ms: number): string {
  if (ms === 0) return "no time";
  const [unitMs, unit] = units.find(([unitMs]) => ms % unitMs === 0) ?? [1, "millisecond"];
  const count = ms / unitMs;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function starts(triggers: readonly Trigger[]): string {
  if (triggers.length === 0) return "called";
  return triggers
    .map((t) => (t.on === "event" ? t.type : t.on === "time" ? timed(t) : "on request"))
    .join(" or ");
}

function timed({ cron, about }: Extract<Trigger, { on: "time" }>): string {
  return about === undefined ? cron : `${cron} for each ${about.record}`;
}

const entities: Readonly<Record<string, string>> = {
  "#": "#35;",
  "&": "#amp;",
  '"': "#quot;",
  "<": "#lt;",
  ">": "#gt;",
};

/** Text within Mermaid's quotes, which otherwise reads entities and HTML in it. */
function escape(text: string): string {
  return text.replaceAll(/\s+/gu, " ").replaceAll(/[#&"<>]/gu, (sign) => `${entities[sign]}`);
}
