import type { LastNumber } from "../../api/contract/status.ts";
import type { Frame } from "./frame.ts";
import { wrap } from "./layout.ts";

/** Which numbers may come again after a restore or a copy, and what she does about it. */
export function numberLines(numbers: readonly LastNumber[], frame: Frame): string[] {
  return numbers.flatMap(({ connector, series, last }) => {
    const known =
      last === null
        ? `Numbers of "${series}" begin anew: no used one is known here.`
        : `Numbers of "${series}" go on behind ${last}, the last one known here.`;
    const remedy = `If later ones were used, they would come again: before you admit the company, write the true last one under last: in connectors/${connector}.yaml and apply it:`;
    return [
      ...wrap(`${known} ${remedy}`, frame.width).map(frame.paint.warn),
      `  ${frame.typed("apply")}`,
    ];
  });
}
