/**
 * A name that stands twice in one object of a JSON text, or null. `JSON.parse` keeps the last of them, and
 * nobody is told of the others. The text is JSON.
 */
export function twiceIn(json: string): string | null {
  const open: (Set<string> | null)[] = [];
  for (let i = 0; i < json.length; i += 1) {
    const char = json[i];
    if (char === "{") open.push(new Set());
    else if (char === "[") open.push(null);
    else if (char === "}" || char === "]") open.pop();
    else if (char === '"') {
      const end = endOf(json, i);
      const names = open.at(-1) ?? null;
      if (names !== null && isName.test(json.slice(end + 1, end + 40))) {
        const name = JSON.parse(json.slice(i, end + 1)) as string; // In quotes.
        if (names.has(name)) return name;
        names.add(name);
      }
      i = end;
    }
  }
  return null;
}

const isName = /^\s*:/;

function endOf(json: string, begin: number): number {
  let at = begin + 1;
  while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at;
}
