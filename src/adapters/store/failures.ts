import { FleetError, type ErrorCode } from '../../core/errors.ts';

/** The system's own code of a failed call (`ENOENT`, `ENOSPC`, …), null when the error is not one of its. */
export function errnoOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** The state directory, or one on the way to it, is a link, not a directory, or not ours. Names no path. */
export function unsafeDirectory(): FleetError {
  return new FleetError(
    'state_directory_unsafe',
    'The state directory or one on the way to it is a link, not a directory, or belongs to someone else. ' +
      'Name another one in CODEX_MASTER_MCP_STATE or replace it by a real directory of your own.',
  );
}

/** A state file is a link, no regular file, not ours, too large or damaged. */
export function unreadableState(cause?: unknown): FleetError {
  return new FleetError(
    'state_unreadable',
    'A file of the state directory cannot be read: it is damaged, too large, a link, or not ours. ' +
      'Move it out of the state directory; it is made anew.',
    cause === undefined ? {} : { cause },
  );
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Make room and try again',
  EDQUOT: 'the disk quota is used up. Make room and try again',
  EROFS: 'the file system is read-only. Name another place in CODEX_MASTER_MCP_STATE',
  EACCES: 'permission is denied. Look at its owner and mode',
  EPERM: 'permission is denied. Look at its owner and mode',
};

/** Any failure of a read or write as a FleetError without a path; one of ours passes unchanged. */
export function stateFailure(error: unknown, doing: 'read' | 'write'): FleetError {
  if (FleetError.is(error)) return error;
  const errno = errnoOf(error);
  const code: ErrorCode = doing === 'read' ? 'state_unreadable' : 'state_unwritable';
  const reason = (errno !== null && REASONS[errno]) || 'the system refused. The log tells why';
  const verb = doing === 'read' ? 'read' : 'written';
  return new FleetError(code, `The state of the fleet could not be ${verb}: ${reason}.`, {
    cause: error,
    retryable: errno === 'ENOSPC' || errno === 'EDQUOT',
    details: errno === null ? {} : { errno },
  });
}
