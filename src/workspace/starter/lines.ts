/** JSON's quotes are YAML's too. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A file whose format editors find, `up` to the company's folder. */
export function linked(format: string, lines: readonly string[], up = "../"): string {
  const link = `# yaml-language-server: $schema=${up}.mainstay/formats/${format}.json`;
  return `${[link, ...lines].join("\n")}\n`;
}

export function connector(name: string, use: string, settings: readonly string[]): string {
  return linked("connector", [`connector: ${name}`, `use: ${use}`, ...settings]);
}
