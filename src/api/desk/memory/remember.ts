import type { Turn } from "../../../engine/turn.ts";
import type { Fate } from "../../../engine/bring/record.ts";
import { keepFor, keepPassage } from "../../../engine/memory/keep.ts";
import type { Owner } from "../../../engine/owner.ts";
import { canonical } from "../../../engine/subject.ts";
import type { PassageRow, Remember, Remembered } from "../../contract/memory.ts";
import { Refused } from "../../contract/refused.ts";
import { clientAmong, clientCalled, clientNamed, nobodyAmong } from "../client.ts";
import { nameOrWord } from "../names.ts";
import { importer } from "./sources.ts";

/** Keeps passages, one by one: one that cannot be kept keeps no other out. */
export async function remember(
  owner: Owner,
  { dryRun, rows, import: part }: Remember,
): Promise<Remembered> {
  const { office } = owner;
  const who = await importer(owner, part);
  const clients = new Map<string, string | null | Refused>();
  const said: Remembered = { kept: 0, known: 0, refused: [], whose: null };
  for (const row of rows) {
    const named = JSON.stringify(row.client);
    const meant = clients.get(named) ?? (await whose(owner, row.client));
    clients.set(named, meant);
    if (meant instanceof Refused) {
      said.refused.push({ line: row.line, reason: meant.message });
      continue;
    }
    said.whose ??= await toldOf(owner, row.client, meant);
    const keep = (turn: Turn) => kept(turn, owner, row, meant);
    const fate = dryRun
      ? await office.book.foresee(who, keep)
      : (await office.book.turn(who, keep)).result;
    if (fate === "taken") said.kept += 1;
    else if (fate === "known") said.known += 1;
    else said.refused.push({ line: row.line, reason: fate.reason });
  }
  await office.book.committed();
  return said;
}

/** Whom she named is one for all of it; else each says so itself, and is refused by itself. */
async function whose(owner: Owner, client: PassageRow["client"]): Promise<string | null | Refused> {
  if (typeof client !== "string" && "named" in client) return clientNamed(owner, client.named);
  try {
    return typeof client === "string"
      ? await clientCalled(owner, client)
      : await clientAmong(owner, client);
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}

async function toldOf(
  { store }: Owner,
  client: PassageRow["client"],
  meant: string | null,
): Promise<Remembered["whose"]> {
  if (typeof client === "string" || !("named" in client)) return null;
  const name = meant === null ? client.named : await nameOrWord(store, meant, client.named);
  return { name, isNew: meant === null };
}

function kept(turn: Turn, { office }: Owner, row: PassageRow, meant: string | null): Fate {
  const { line: _, client, mail = null, ...passage } = row;
  if (typeof client === "string")
    return keepPassage(turn, office, { ...passage, client }, meant, mail);
  if (meant === null) {
    return "named" in client
      ? keepPassage(turn, office, { ...passage, client: client.named }, null, mail)
      : { reason: nobodyAmong(client) };
  }
  return keepFor(turn, office, canonical(turn, meant), passage, mail);
}
