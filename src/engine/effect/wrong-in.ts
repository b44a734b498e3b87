/** As the schema of a connector's action tells it. */
type Issue = {
  code?: string;
  path: readonly PropertyKey[];
  message: string;
  expected?: string;
  keys?: readonly string[];
};

/** What is wrong with what an act was given, each by its field, without the words of schemas. */
export function wrongIn({ issues }: { issues: readonly Issue[] }): string {
  const told = issues.slice(0, most).map(inWords);
  return [...new Set(told)].join("; ");
}

const most = 10;

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "several fields",
};

function inWords({ code, path, message, expected = "", keys = [] }: Issue): string {
  const place = path.length === 0 ? "what it was given" : `"${path.map(String).join(".")}"`;
  if (code === "unrecognized_keys")
    return `${place} has no place for ${keys.map((key) => `"${key}"`).join(", ")}`;
  if (code === "invalid_type") {
    const missing = /received (?:undefined|null)$/.test(message);
    return `${place} ${missing ? "is missing" : `must be ${kinds[expected] ?? expected}`}`;
  }
  if (/^(?:must|is|has|needs)\b/.test(message)) return `${place} ${message}`;
  // A connector's own sentence says what it is about.
  return code === "custom"
    ? message
    : `${place}: ${message.replace(/^Invalid (?:input|string): /, "")}`;
}
