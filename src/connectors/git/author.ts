import type { Persona } from "../persona.ts";

/** In whose name and when git commits: the same of both, so that the same commit has the same id. */
export function authorOf({ name, address }: Persona, at: number): Record<string, string> {
  const date = `${Math.floor(at / 1_000)} +0000`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: address,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: address,
    GIT_COMMITTER_DATE: date,
  };
}
