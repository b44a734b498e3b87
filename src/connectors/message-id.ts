/**
 * Message-IDs as identities: without brackets, blanks or comments, and otherwise as they were
 * written, since many mail programs compare them to the letter.
 */
export function normalise(raw: string): string | null {
  const bracketed = /<([^<>\s]{1,500})>/.exec(raw)?.[1];
  const id = bracketed ?? raw.trim();
  if (id === "" || id.length > 500 || /[\s<>]/.test(id)) return null;
  return id;
}

/** Every id of a References or In-Reply-To header, in order, without repeats. */
export function all(header: string): string[] {
  const found = [...header.matchAll(/<[^<>\s]{1,500}>/g)].map(([id]) => normalise(id));
  return [...new Set(found.filter((id) => id !== null))];
}
