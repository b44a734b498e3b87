import type { Session } from "./context.ts";
import type { Progress } from "./deps/place.ts";
import { capital } from "./views/words.ts";

const parts = 10;

/** A line for every tenth of long work, beside the answer; none where the work is short or nobody looks. */
export function progressLines({ deps, json }: Session): Progress {
  if (json || !deps.isTTY) return () => {};
  let told = "";
  return (doing, done, total) => {
    const tenth = total === 0 ? 0 : Math.floor((done / total) * parts);
    const line = `${capital(doing)}: ${tenth * (100 / parts)} %`;
    if (line === told || done === 0) return;
    told = line;
    deps.stderr(`${line}\n`);
  };
}
