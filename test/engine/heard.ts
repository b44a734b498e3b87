import { keepPassage, memoryAlias } from "../../src/engine/memory/keep.ts";
import { opaque } from "../../src/engine/office.ts";
import { aliasOf } from "../../src/engine/streams.ts";
import { type Company, day, monday } from "./company.ts";
import { operator } from "../../src/engine/who.ts";

/** Something that they said, which makes them clients. */
export async function heard(
  c: Company,
  client: string,
  id: string,
  text: string,
  more: { at?: number; thread?: string } = {},
): Promise<string> {
  const { office } = c.owner;
  const passage = { id, client, author: client, at: monday - day, thread: "", ...more, text };
  await office.book.turn(operator, (turn) => keepPassage(turn, office, passage));
  await office.book.committed();
  return (await subjectOf(c, client)) ?? "";
}

export async function subjectOf({ owner: { office } }: Company, client: string) {
  return (await office.book.read(aliasOf(opaque(office, "alias", memoryAlias(client))))).subject;
}
