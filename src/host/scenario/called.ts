/** What a record is called by its makers: by whom it is about, by a name of its own, or by both. */
export function called(id: string | undefined, subject: string | null): string {
  return id?.replaceAll("{{ subject }}", subject ?? "") ?? subject ?? "";
}
