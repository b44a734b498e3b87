import type { Json } from "./json.ts";
import { get, within } from "./pointer.ts";

/**
 * Labels say where a value came from. They stand beside the value, by JSON pointer, never inside it.
 *
 * LB1 A pointer without an entry of its own has the label of its nearest ancestor that has one;
 *     without any, it is the runbook's own text.
 * LB2 Joining never loses an origin, a client, or sensitivity.
 * LB3 Content cannot change a label: only an approval that showed a value whole vouches for it.
 */
export type Origin = "operator" | "record" | "runbook" | "model" | "outside";
/** What is secret no model learns, and it leaves by the operator's word alone. */
export type Sensitivity = "public" | "internal" | "personal" | "secret";

export type Label = {
  readonly origins: readonly Origin[];
  /** Subjects (opaque ids) whose facts went into the value. */
  readonly clients: readonly string[];
  readonly sensitivity: Sensitivity;
};

export type Labels = Readonly<Record<string, Label>>;

/** A value and its labels. `forgotten` marks a value whose key was destroyed: it reads as null. */
export type Labelled = { readonly value: Json; readonly labels: Labels; readonly forgotten?: true };

export const own: Label = { origins: ["runbook"], clients: [], sensitivity: "internal" };
const byOperator: Label = { origins: ["operator"], clients: [], sensitivity: "internal" };

export function ownText(value: Json): Labelled {
  return { value, labels: {} };
}

export function fromOperator(value: Json): Labelled {
  return { value, labels: { "": byOperator } };
}

export function fromOutside(value: Json, client: string | null): Labelled {
  return {
    value,
    labels: {
      "": {
        origins: ["outside"],
        clients: client === null ? [] : [client],
        sensitivity: "personal",
      },
    },
  };
}

/** Of what a model wrote: it may have drawn on anything it was shown. */
export function byModel(shown: Labels): Label {
  return join(whole(shown, ""), { origins: ["model"], clients: [], sensitivity: "public" });
}

/** The label in force at `pointer` (LB1). */
export function at(labels: Labels, pointer: string): Label {
  let here = pointer;
  for (;;) {
    const label = labels[here];
    if (label !== undefined) return label;
    if (here === "") return own;
    here = here.slice(0, here.lastIndexOf("/"));
  }
}

/** The join of everything at or below `pointer`: what reading the whole of it reveals. */
export function whole(labels: Labels, pointer: string): Label {
  let joined = at(labels, pointer);
  for (const key in labels) {
    const label = labels[key];
    if (label !== undefined && within(key, pointer)) joined = join(joined, label);
  }
  return joined;
}

/** The labels of the part at `pointer`, re-rooted. */
export function part(labels: Labels, pointer: string): Labels {
  const root = at(labels, pointer);
  const moved: Record<string, Label> = root === own ? {} : { "": root };
  for (const key in labels) {
    const label = labels[key];
    if (label !== undefined && key !== pointer && within(key, pointer)) {
      moved[key.slice(pointer.length)] = label;
    }
  }
  return moved;
}

/** The labels of `inner` as they stand when its value is put at `pointer` of a larger value. */
export function nest(inner: Labels, pointer: string): Labels {
  const moved: Record<string, Label> = { [pointer]: own };
  for (const [key, label] of Object.entries(inner)) moved[pointer + key] = label;
  return moved;
}

const rank: Record<Sensitivity, number> = { public: 0, internal: 1, personal: 2, secret: 3 };

export function join(a: Label, b: Label): Label {
  if (a === b) return a;
  return {
    origins: union(a.origins, b.origins),
    clients: union(a.clients, b.clients),
    sensitivity: rank[a.sensitivity] >= rank[b.sensitivity] ? a.sensitivity : b.sensitivity,
  };
}

function union<T extends string>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (b.every((item) => a.includes(item))) return a;
  return [...new Set([...a, ...b])].toSorted();
}

const vouching: ReadonlySet<Origin> = new Set(["operator", "record", "runbook"]);

/** True if everything that went into the value was written or vouched for by the operator's side. */
export function vouched(label: Label): boolean {
  return label.origins.every((origin) => vouching.has(origin));
}

/** What an approval showed whole is vouched from then on; whose facts they are stays (LB3). */
export function vouch(labels: Labels): Labels {
  const out: Record<string, Label> = {};
  const all = { "": at(labels, ""), ...labels };
  for (const [key, label] of Object.entries(all)) out[key] = { ...label, origins: ["operator"] };
  return out;
}

/** The labels after the operator edited `before` into `after`: what she changed stems from her. */
export function edited(before: Labelled, changed: readonly string[]): Labels {
  const out: Record<string, Label> = { ...before.labels };
  for (const pointer of changed) {
    for (const key of Object.keys(out)) if (within(key, pointer)) delete out[key];
    // The label of all that stood there: what she left in a list is still its client's (LB2).
    out[pointer] = { ...whole(before.labels, pointer), origins: ["operator"] };
  }
  return out;
}

/** Places of the value, or of parts of it, that hold a secret. */
export function secretsIn({ value, labels }: Labelled): string[] {
  if (value === null) return [];
  const marked = Object.entries(labels).filter(([, label]) => label.sensitivity === "secret");
  return marked.map(([pointer]) => pointer).filter((pointer) => get(value, pointer) !== undefined);
}
