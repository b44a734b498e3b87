import type { Owner } from "../../../engine/owner.ts";
import type { Fact } from "../../../memory/fact.ts";
import { isSecretNow } from "../../../memory/shape.ts";
import type { Json } from "../../../value/json.ts";
import type { BothSides, SecretAsked } from "../../contract/facts.ts";

/** `hidden`: it is secret, and was not asked for; its value is null then. */
export type Seen = { value: Json; secret: boolean; hidden: boolean };

/** What a surface shows of a fact; every one that shows values asks here. Null: nothing is known. */
export function seen(
  { office }: Owner,
  { kind, field }: { kind: string; field: string },
  fact: Fact | null,
  asked: SecretAsked,
): Seen {
  if (fact === null) return { value: null, secret: false, hidden: false };
  const secret = isSecretNow(office.active.schemas[kind], field, fact);
  const hidden = secret && asked.secret !== "shown";
  return { value: hidden ? null : fact.value, secret, hidden };
}

export function bothSeen(
  owner: Owner,
  name: { kind: string; field: string },
  facts: { before: Fact | null; after: Fact | null },
  asked: SecretAsked,
): BothSides {
  const before = seen(owner, name, facts.before, asked);
  const after = seen(owner, name, facts.after, asked);
  return {
    before: before.value,
    after: after.value,
    hidden: [
      ...(before.hidden ? (["before"] as const) : []),
      ...(after.hidden ? (["after"] as const) : []),
    ],
  };
}
