// One file of JavaScript by itself, with what its names stand for.
import ts from 'typescript';

const FILE = '/script.js';

export interface Script {
  readonly source: ts.SourceFile;
  readonly checker: ts.TypeChecker;
}

/** Nothing of the language's library is declared in it: names of globals stand for nothing. */
export function programOf(code: string): Script {
  const source = ts.createSourceFile(FILE, code, ts.ScriptTarget.ES2022, true);
  const options = { allowJs: true, noResolve: true, noLib: true, types: [], target: ts.ScriptTarget.ES2022 };
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    getSourceFile: (file) => (file === FILE ? source : undefined),
    fileExists: (file) => file === FILE,
  };
  return { source, checker: ts.createProgram([FILE], options, host).getTypeChecker() };
}

export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export function edited(code: string, edits: readonly Edit[]): string {
  let text = code;
  for (const { from, to, text: put } of [...edits].sort((a, b) => b.from - a.from))
    text = text.slice(0, from) + put + text.slice(to);
  return text;
}
