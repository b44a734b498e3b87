import { writeSync } from "node:fs";
import { explain, inBrief } from "../../src/cli/errors.ts";
import { lineOf, openPiece, type Piece, playPiece } from "./piece.ts";

/**
 * Plays one piece in a process that faults may strike. Each event that is acknowledged goes out at
 * once, a line on stdout; complaints go to stderr.
 */
const piece = JSON.parse(process.argv[2] ?? "") as Piece; // Written by `strike`.

/** In the words that she reads. */
function say(error: unknown, doing: string): void {
  const { what, remedy } = inBrief(error);
  writeSync(2, `While ${doing}: ${what}${remedy === null ? "" : `; ${remedy}`}\n`);
}

function stop(error: unknown, doing: string): never {
  const { what, you } = explain(error, (words) => words).four;
  writeSync(2, `While ${doing}: ${what}; ${you}\n`);
  process.exit(1);
}

const company = await openPiece(piece, {
  onFault: say,
  onFailure: (error) => stop(error, "writing the ledger"),
}).catch((error: unknown) => stop(error, "opening"));
const { book } = company.opened.owner.office;
book.listen((events) => {
  const tell = (): void => {
    for (const event of events) writeSync(1, `${lineOf(event)}\n`);
  };
  book.committed().then(tell, () => {});
});
await playPiece(piece, company).catch((error: unknown) => stop(error, "playing"));
await company.opened.close().catch((error: unknown) => stop(error, "closing"));
