// The two functions through which XS gives C to TypeScript. xsc resolves them at compile time: `native` with `.call(this, ...)`
// and the very parameters of the function around it becomes the C function itself. Moddable SDK, "XS in C", section "Native".
declare function native(name: string): {
  // biome-ignore lint/suspicious/noExplicitAny: a C function takes and gives what it likes
  call(self: unknown, ...values: unknown[]): any;
};
