import type { FactsView } from "../../../api/contract/facts.ts";
import type { PassagesView } from "../../../api/contract/memory.ts";

/** A passage as the line that `memory import --jsonl` takes again. */
export function passageRow(client: string, passage: PassagesView["passages"][number]) {
  const { seq: _, at, ...rest } = passage;
  return { client, ...rest, ...(at === 0 ? {} : { at: new Date(at).toISOString() }) };
}

/**
 * What holds now, as the lines that `memory import --facts` takes again. Records of which a client has
 * several are named as the history names them. What is secret is left out, unless it is asked for.
 */
export function factRows(client: string | undefined, records: FactsView["records"], open = false) {
  // Entities are given by a command of their own, which sees to it that none leads to two.
  const plain = records.filter(({ kind }) => kind !== "entity");
  return plain.flatMap(({ kind, key, facts }) =>
    facts
      .filter(({ secret }) => open || !secret)
      .map((fact) => {
        const { field, value, validFrom, validTo, expiresAt, confidence, by, reason } = fact;
        return {
          ...(client === undefined ? {} : { client }),
          kind,
          id: key,
          field,
          value,
          from: validFrom,
          ...(validTo === null ? {} : { until: validTo }),
          ...(expiresAt === null ? {} : { expires: expiresAt }),
          confidence,
          by: `${by}: ${reason}`,
        };
      }),
  );
}
