import { ConnectorError } from "../contract.ts";
import type { Persona } from "../persona.ts";
import type { Letter } from "./letter.ts";

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
