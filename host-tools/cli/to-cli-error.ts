// Errors of the tools' rooms, as the command line shows them.
import { BusUnavailable } from '../client/bus-adapter';
import { UnitError, type UnitErrorKind } from '../client/unit-error';
import { SocketInUse } from '../emulator/socket-server';
import { EngineFailure } from '../engines/engine';
import { RackFileError } from '../rack/rack-file';
import { ScenarioFileError } from '../scenario/scenario-file';
import { CliError } from './errors';
import { EXIT_CODES, type ExitName } from './exit-codes';

const EXIT_OF_UNIT_ERROR: Readonly<Record<UnitErrorKind, ExitName>> = {
  absent: 'absent',
  refused: 'refused',
  'bad-pec': 'badPec',
  bus: 'bus',
  malformed: 'bus',
};

export function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CliError(message, EXIT_CODES[exitNameOf(error)].code);
}

function exitNameOf(error: unknown): ExitName {
  if (error instanceof UnitError) return EXIT_OF_UNIT_ERROR[error.kind];
  if (error instanceof RackFileError || error instanceof ScenarioFileError) return 'rackFile';
  if (error instanceof BusUnavailable) return 'noBus';
  if (error instanceof SocketInUse) return 'socketInUse';
  return error instanceof EngineFailure ? 'engine' : 'internal';
}
