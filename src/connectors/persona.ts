import { isObject, type JsonObject } from "../value/json.ts";

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
