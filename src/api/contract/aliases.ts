import type { EntityKind } from "../../value/entity-kind.ts";

export type AliasesQuery = { client: string };

/** Other names of a client, or of somebody or something of theirs. */
export type Renames = {
  client: string;
  /** By its name; missing: the client itself. */
  of?: string;
  as?: EntityKind;
  add: string[];
  remove: string[];
};

export type AliasesView = {
  client: string;
  aliases: string[];
  /** People, companies and projects of theirs. */
  theirs: { name: string; kind: string; aliases: string[] }[];
  /** What was done; "" where it was only asked. */
  message: string;
};
