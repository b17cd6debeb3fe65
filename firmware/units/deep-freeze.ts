// Freezes a value and all that hangs on it, alike on Node and on XS (whose `Object.freeze(x, true)` Node does not know).

export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** Freezes `value` in depth. Typed arrays cannot be frozen by the language: they are left as they are. */
export function deepFreeze<T>(value: T): DeepReadonly<T> {
  freezeInto(value, new Set());
  return value as DeepReadonly<T>;
}

/** `done` ends rings; being frozen already does not, as only one level may be. */
function freezeInto(value: unknown, done: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || done.has(value)) return;
  done.add(value);
  Object.freeze(value);
  for (const key of Object.keys(value)) freezeInto((value as Record<string, unknown>)[key], done);
}
