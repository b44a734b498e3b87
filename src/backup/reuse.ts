import { ofBytes } from "../value/digest.ts";
import type { Stored } from "./object.ts";
import type { Repository } from "./repository.ts";
import { fullBytes } from "./segments.ts";

/**
 * Whether an object of an earlier snapshot may be named again: it is there, and a small one, which is
 * quickly read, is unchanged too. Full ones are read by `backup verify`.
 */
export async function isReusable(repository: Repository, stored: Stored): Promise<boolean> {
  if (!(await repository.hasObject(stored))) return false;
  return stored.raw >= fullBytes || ofBytes(await repository.getObject(stored)) === stored.name;
}
