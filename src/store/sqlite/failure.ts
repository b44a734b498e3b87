import { Damaged } from "../../ledger/store.ts";
import { remedy } from "../../ledger/codec.ts";

/** Result codes of SQLite that we tell apart. */
const code = { busy: 5, io: 10, corrupt: 11, full: 13, notADatabase: 26 };

/** The primary result code of an SQLite error, or null where it is none. */
function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error)) return null;
  return typeof error.errcode === "number" ? error.errcode & 0xff : null;
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === code.busy;
}

/** What the disk or the file says, in words that name the remedy; anything else unchanged. */
export function explain(error: unknown, act: string, folder: string): unknown {
  const system = error instanceof Error && "code" in error ? error.code : null;
  if (system === "ENOSPC" || system === "EDQUOT") return full(error, act, folder);
  // A number that was never written: we write safe integers only.
  if (system === "ERR_OUT_OF_RANGE") return spoilt(error, act, folder);
  switch (sqliteCode(error)) {
    case code.full:
      return full(error, act, folder);
    case code.io:
      return new Error(
        `Cannot ${act}: the disk that holds "${folder}" reports an error; look after the disk, then start again, nothing acknowledged was lost`,
        { cause: error },
      );
    case code.corrupt:
    case code.notADatabase:
      return spoilt(error, act, folder);
    case code.busy:
      return new Error(
        `Cannot ${act}: another program holds the ledger in "${folder}"; close it, then try again`,
        { cause: error },
      );
    default:
      return error;
  }
}

function full(error: unknown, act: string, folder: string): Error {
  return new Error(
    `Cannot ${act}: the disk is full; free space on the disk that holds "${folder}", then start again, nothing was lost`,
    { cause: error },
  );
}

function spoilt(error: unknown, act: string, folder: string): Damaged {
  return new Damaged(`Cannot ${act}: the ledger in "${folder}" is damaged; ${remedy}`, {
    cause: error,
  });
}
