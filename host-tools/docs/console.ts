// Writes the command table of docs/console.md, behind its mark. `npm run docs` runs it; a test holds the page to it.
import { CONSOLE_COMMANDS } from '../../firmware/console/commands';

const MARK = '<!-- Generated from firmware/console/commands.ts by `npm run docs` -->\n';

/** The page with its table made anew. */
export function consolePage(page: string): string {
  const head = page.slice(0, page.indexOf(MARK) + MARK.length);
  const rows = CONSOLE_COMMANDS.map(
    ({ name, words, help }) =>
      `| \`${name}\` | ${words === '' ? '-' : `\`${words.replaceAll('|', '\\|')}\``} | ${help} |`,
  );
  return `${head}\n| command | words | |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}
