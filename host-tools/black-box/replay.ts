// Does it all again: the recorded inputs go through the firmware's own `step`, and what it decides is held against what was recorded.
import { step } from '../../firmware/power/hot-swap';
import { Action, type Decision, type HotSwapState } from '../../firmware/power/hot-swap-state';
import type { Box } from './decode';

export interface Difference {
  readonly step: number;
  readonly recorded: HotSwapState;
  readonly replayed: HotSwapState;
}

/** @returns what was decided otherwise; nothing where the same was decided all along */
export function replay(box: Box): Difference[] {
  const first = box.steps[0];
  if (first === undefined) return [];
  const differences: Difference[] = [];
  const decision: Decision = { state: first.state, action: Action.none, retriesUsed: first.retriesUsed };
  for (const [i, recorded] of box.steps.entries()) {
    if (i === 0) continue;
    step(decision, recorded.inputs, recorded.now, box.limits);
    if (isSame(decision.state, recorded.state) && decision.retriesUsed === recorded.retriesUsed) continue;
    differences.push({ step: i, recorded: recorded.state, replayed: decision.state });
    decision.state = recorded.state;
    decision.retriesUsed = recorded.retriesUsed;
  }
  return differences;
}

function isSame(a: HotSwapState, b: HotSwapState): boolean {
  const [left, right] = [a, b] as unknown as readonly Readonly<Record<string, unknown>>[];
  return Object.keys(left!).every((key) => left![key] === right![key]);
}
