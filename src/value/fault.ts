/** The error, if it is of the kind that is expected here; any other is a fault of ours and goes on up. */
export function expected<E extends Error>(
  kind: abstract new (...args: never[]) => E,
  error: unknown,
): E {
  if (error instanceof kind) return error;
  throw error;
}

/** What we put under this key ourselves. */
export function kept<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value !== undefined) return value;
  throw new Error(`Cannot find "${String(key)}": it was never kept`);
}
