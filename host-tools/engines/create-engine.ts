// An engine by its name.
import type { Engine, EngineName, EngineOptions } from './engine';
import { NodeEngine } from './node-engine';
import { XsEngine } from './xs/xs-engine';

export const ENGINE_NAMES = ['xs', 'node'] as const satisfies readonly EngineName[];

export function createEngine(name: EngineName, options: EngineOptions): Engine {
  return name === 'xs' ? new XsEngine(options) : new NodeEngine(options);
}
