import { Refused } from "../../api/contract/refused.ts";
import { Unreadable } from "../../bring/unreadable.ts";
import { errorCode } from "../../value/error-code.ts";

/** A file of hers, with its name in whatever is said of it. */
export async function readable<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Unreadable) throw unreadable(file, error.message);
    const reason = reasons[errorCode(error)];
    if (reason === undefined) throw error;
    throw unreadable(file, reason);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; write where it lies, seen from the folder that you are in",
  EACCES: "it may not be opened; make it readable for you",
  EISDIR: "it is a folder; name a file in it",
};

export function unreadable(file: string, reason: string): Refused {
  return new Refused({ code: "list_unreadable", message: `Cannot read "${file}": ${reason}` });
}
