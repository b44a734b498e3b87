import { isObject, type JsonObject } from "../../value/json.ts";
import { ConnectorError } from "../contract.ts";
import type { Letter } from "./letter.ts";

export type Persona = { name: string; address: string };

/** The names that the company writes under, in the order of mainstay.yaml. */
export function personasOf(company: JsonObject): ReadonlyMap<string, Persona> {
  const listed = isObject(company["personas"]) ? company["personas"] : {};
  const found = new Map<string, Persona>();
  for (const [key, persona] of Object.entries(listed)) {
    if (!isObject(persona)) continue;
    const { name, address } = persona;
    if (typeof name !== "string" || typeof address !== "string") continue;
    if (!/^[^\s@]+@[^\s@]+$/.test(address)) continue;
    found.set(key, { name, address });
  }
  return found;
}

/** The persona that a connector writes as, where a letter names none: as set, else the first. */
export function chosen(personas: ReadonlyMap<string, Persona>, named: string | undefined): string {
  const own = named ?? [...personas.keys()][0];
  if (own !== undefined && personas.has(own)) return own;
  throw new Error(
    `Cannot write mail as "${own ?? ""}": mainstay.yaml names no such persona with an address; add it under company, personas`,
  );
}

export function writerOf(
  personas: ReadonlyMap<string, Persona>,
  letter: Pick<Letter, "persona">,
  own: string,
): Persona {
  const from = personas.get(letter.persona ?? own);
  if (from !== undefined) return from;
  throw new ConnectorError(
    `Cannot send as "${letter.persona ?? own}": mainstay.yaml names no such persona; add it there`,
    { happened: "no", failure: "deterministic" },
  );
}
