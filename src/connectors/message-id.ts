/**
 * Message-IDs as identities: without brackets, blanks or comments, the domain in lower case. The
 * mail read and the mail sent name each other by this form.
 */
export function normalise(raw: string): string | null {
  const bracketed = /<([^<>\s]{1,500})>/.exec(raw)?.[1];
  const id = bracketed ?? raw.trim();
  if (id === "" || id.length > 500 || /[\s<>]/.test(id)) return null;
  const at = id.lastIndexOf("@");
  return at === -1 ? id : id.slice(0, at) + id.slice(at).toLowerCase();
}

/** Every id of a References or In-Reply-To header, in order, without repeats. */
export function all(header: string): string[] {
  const found = [...header.matchAll(/<[^<>\s]{1,500}>/g)].map(([id]) => normalise(id));
  return [...new Set(found.filter((id) => id !== null))];
}
