import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Refused } from "../../api/contract/refused.ts";
import { hasLedger } from "../../store/sqlite/open.ts";
import { open, type Opened } from "../open.ts";
import { example } from "../places.ts";
import { systemClock } from "../system-clock.ts";

/**
 * A company that knows nothing but what it is tested with.
 *
 * TC1 It is never one of hers: a folder that holds a company's data is refused.
 * TC2 Where a folder is named, each set has a company of its own in it, which is used again: what was
 *     kept and made ready is not made twice. Else it is gone afterwards.
 */
export async function inTestedCompany<T>(
  { data, digest }: { data: string | null; digest: string },
  work: (company: Opened) => Promise<T>,
): Promise<T> {
  if (data !== null && hasLedger(data)) {
    throw new Refused({
      code: "data_folder_taken",
      message: `Cannot evaluate in "${data}": it holds a company's data; name another folder with --data, or leave it out`,
    });
  }
  if (data === null) {
    const scratch = await mkdtemp(path.join(tmpdir(), "mainstay-eval-"));
    try {
      return await inFolder(scratch, work);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
  const own = path.join(data, digest.slice(0, 16));
  await mkdir(own, { recursive: true, mode: 0o700 });
  return inFolder(own, work);
}

async function inFolder<T>(data: string, work: (company: Opened) => Promise<T>): Promise<T> {
  const fail = (error: unknown): never => {
    throw error;
  };
  const opened = await open({
    places: { workspace: example.workspace, data },
    mode: "record",
    clock: systemClock(),
    onFault: fail,
    onFailure: fail,
  });
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}
