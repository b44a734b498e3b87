import { keepPassage } from "../../engine/memory/keep.ts";
import type { Turn } from "../../engine/book.ts";
import type { Owner } from "../../engine/owner.ts";
import type { Remember, Remembered } from "../contract/memory.ts";
import { clientCalled } from "./client.ts";
import { importer } from "./sources.ts";

/** Keeps passages, one by one: one that cannot be kept keeps no other out. */
export async function remember(
  owner: Owner,
  { dryRun, rows, import: part }: Remember,
): Promise<Remembered> {
  const { office } = owner;
  const who = await importer(owner, part);
  const clients = new Map<string, string | null>();
  const said: Remembered = { kept: 0, known: 0, refused: [] };
  for (const { line, ...passage } of rows) {
    const { client } = passage;
    const called = clients.get(client) ?? (await clientCalled(owner, client));
    clients.set(client, called);
    const keep = (turn: Turn) => keepPassage(turn, office, passage, called);
    const fate = dryRun
      ? await office.book.foresee(who, keep)
      : (await office.book.turn(who, keep)).result;
    if (fate === "taken") said.kept += 1;
    else if (fate === "known") said.known += 1;
    else said.refused.push({ line, reason: fate.reason });
  }
  await office.book.committed();
  return said;
}
