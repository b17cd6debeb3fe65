// Shell completion as a real bash makes it: its script is sourced, the words are those of a command line that is being typed.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../firmware/pmbus/commands';
import { racklet } from '../support/run-cli';

/** What bash offers behind the words. */
function offered(...words: readonly string[]): readonly string[] {
  const script = `
racklet() { "${process.execPath}" host-tools/cli/racklet.js "$@"; }
_get_comp_words_by_ref() { cur="\${COMP_WORDS[COMP_CWORD]}"; prev="\${COMP_WORDS[COMP_CWORD-1]}"; words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; }
source <(racklet complete bash)
COMP_WORDS=(racklet "$@"); COMP_CWORD=$#
__racklet_complete
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = spawnSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
  return stdout.trim().split('\n');
}

describe('completion in bash', () => {
  it('commands, and commands within commands', () => {
    expect(offered('un')).toEqual(['units']);
    expect(offered('fault', 'plant', 's')).toEqual(['short', 'supply']);
    // Bug: the lines of a long description were offered as well.
    expect(offered('fault', '')).toEqual(['bus', 'plant', 'sensor', 'help']);
  });

  it('options and their choices', () => {
    expect(offered('top', '--so')).toEqual(['--sort']);
    expect(offered('top', '--sort', '')).toContain('power');
  });

  it('PMBus commands come from the table', () => {
    expect(offered('read', '1', 'READ_')).toEqual(
      COMMANDS.map(({ name }) => name as string).filter((name) => name.startsWith('READ_')),
    );
  });

  it('names the shells that it knows', async () => {
    expect(await racklet('complete', 'tcsh')).toMatchObject({ code: 2, stderr: expect.stringContaining('fish') });
    for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
      expect((await racklet('complete', shell)).stdout).toContain('racklet');
    }
  });
});
