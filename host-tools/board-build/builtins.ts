// Which built-in functions an image does without. mcconfig's own way (`strip: "*"`) keeps each whose name occurs anywhere: `map` of typed
// arrays because arrays are mapped, and regular expressions because a table was made with one before it was preloaded.
import type { CompiledModule } from './compile';
import type { RunningNames } from './runtime';

/** Objects of the language as XS names them: what they have, and the names of their types in TypeScript's library. */
interface Builtin {
  readonly object: object;
  readonly types: readonly string[];
}

const TYPED_ARRAYS = ['Int8Array', 'Int16Array', 'Int32Array', 'Uint8Array', 'Uint16Array', 'Uint32Array'];
const typedArray = Object.getPrototypeOf(Int8Array) as { readonly prototype: object };

const BUILTINS: Readonly<Record<string, Builtin>> = {
  Array: { object: Array, types: ['ArrayConstructor'] },
  'Date.prototype': { object: Date.prototype, types: ['Date'] },
  'Map.prototype': { object: Map.prototype, types: ['Map', 'ReadonlyMap'] },
  Reflect: { object: Reflect, types: [] },
  'Set.prototype': { object: Set.prototype, types: ['Set', 'ReadonlySet'] },
  'WeakMap.prototype': { object: WeakMap.prototype, types: ['WeakMap'] },
  'WeakSet.prototype': { object: WeakSet.prototype, types: ['WeakSet'] },
  'Array.prototype': { object: Array.prototype, types: ['Array', 'ReadonlyArray'] },
  Math: { object: Math, types: ['Math'] },
  Number: { object: Number, types: ['NumberConstructor'] },
  Object: { object: Object, types: ['ObjectConstructor'] },
  'Object.prototype': { object: Object.prototype, types: ['Object'] },
  String: { object: String, types: ['StringConstructor'] },
  'String.prototype': { object: String.prototype, types: ['String'] },
  TypedArray: { object: typedArray, types: TYPED_ARRAYS.map((name) => `${name}Constructor`) },
  'TypedArray.prototype': { object: typedArray.prototype, types: TYPED_ARRAYS },
};

/** Not in the library that the firmware is checked against (ES2022), so that nothing can call them, and what is
 * no function. */
const UNKNOWN = [
  'Iterator.from',
  ...['IteratorHelper.prototype.next', 'IteratorHelper.prototype.return'],
  ...['IteratorWrapper.prototype.next', 'IteratorWrapper.prototype.return'],
  ...['Map.prototype.size', 'Set.prototype.size', 'Compartment.prototype.get_globalThis'],
  ...['drop', 'every', 'filter', 'find', 'flatMap', 'forEach', 'map', 'reduce', 'some', 'take', 'toArray'].map(
    (name) => `Iterator.prototype.${name}`,
  ),
];

/** Whole, with all that belongs to them. */
const CLASSES = ['Date', 'Map', 'RegExp', 'Set'];

/**
 * The manifest's `strip`. @param running names that code on the board mentions (runtime.ts)
 * @param others names that occur in modules which are not the firmware's
 */
export function stripOf(
  modules: readonly CompiledModule[],
  running: RunningNames,
  others: ReadonlySet<string>,
): readonly string[] {
  const mentioned = new Set(modules.flatMap(({ members }) => [...members]));
  const isNeeded = (types: readonly string[], name: string): boolean =>
    others.has(name) || (running.functions.has(name) && types.some((type) => mentioned.has(`${type}.${name}`)));
  const functions = Object.entries(BUILTINS).flatMap(([path, { object, types }]) =>
    Object.getOwnPropertyNames(object)
      .filter((name) => isFunction(object, name) && !isNeeded(types, name))
      .map((name) => `${path}.${name}`),
  );
  const classes = CLASSES.filter((name) => !running.names.has(name) && !others.has(name));
  return ['*', ...classes, ...UNKNOWN, ...functions];
}

const isFunction = (object: object, name: string): boolean =>
  name !== 'constructor' && typeof Object.getOwnPropertyDescriptor(object, name)?.value === 'function';

/** Members and globals that a text mentions. */
export const namesIn = (text: string): ReadonlySet<string> =>
  new Set(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').match(/(?<=\.\s*)[A-Za-z_]\w*|\b[A-Z]\w*/g) ?? []);
