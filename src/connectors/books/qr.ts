import { encode } from "uqr";

/** A QR code of a text as SVG: one path, one unit a module, without a border of its own. */
export function svg(text: string): string {
  const { data, size } = modules(text);
  const path = data.flatMap((row, y) => runs(row).map(([x, n]) => `M${x} ${y}h${n}v1h-${n}z`));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" ` +
    `shape-rendering="crispEdges"><path d="${path.join("")}"/></svg>`
  );
}

/** EPC069-12 asks for error correction M. */
export function modules(text: string): { data: boolean[][]; size: number } {
  return encode(text, { ecc: "M", border: 0 });
}

/** Neighbouring black modules of a row as [start, length]: seams between single ones would show. */
function runs(row: readonly boolean[]): [number, number][] {
  const found: [number, number][] = [];
  row.forEach((black, x) => {
    const last = found.at(-1);
    if (!black) return;
    if (last !== undefined && last[0] + last[1] === x) last[1] += 1;
    else found.push([x, 1]);
  });
  return found;
}
