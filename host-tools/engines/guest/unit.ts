// The unit that this engine runs: its bridge, and the two names under which the engine finds it. Each unit has a module of its own of these.
import { type Bridge, beginUnit, type IssueCommand, type NearBoard } from './bridge';

/** Given by the worker of the xs engine. */
declare const issueCommand: IssueCommand | undefined;

interface EngineGlobal {
  /** Given by an engine in whose memory the board is. */
  readonly nearBoard?: NearBoard;
  handleCommand?: Bridge['handleCommand'];
  handleWake?: Bridge['handleWake'];
}
const engine = globalThis as EngineGlobal;

export const bridge = beginUnit(engine.nearBoard, typeof issueCommand === 'undefined' ? undefined : issueCommand);

if (engine.nearBoard === undefined) engine.handleCommand = (message) => bridge.handleCommand(message);
else engine.handleWake = (wake, argument, nowMs, message) => bridge.handleWake(wake, argument, nowMs, message);
