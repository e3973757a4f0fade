import { FleetError } from '../../../core/errors.ts';

export function disconnected(): FleetError {
  return new FleetError(
    'codex_disconnected',
    "There is no connection to the Agentin's app-server right now. It is being made anew: try again in a moment.",
    {
      retryable: true,
    },
  );
}

export function noThread(): FleetError {
  return new FleetError(
    'agent_not_ready',
    'The Agentin has no conversation yet. See what her terminal shows.',
    {
      retryable: true,
    },
  );
}

export function nothingPending(): FleetError {
  return new FleetError('nothing_pending', 'This was already answered, or its turn is over.');
}

export function unconfirmed(): FleetError {
  return new FleetError(
    'codex_request_timeout',
    'Codex did not confirm the answer in time. If it still waits, answer again.',
    {
      retryable: true,
    },
  );
}

export function answerImpossible(): FleetError {
  return new FleetError(
    'answer_not_possible',
    "This answer does not fit. Answer it in the Agentin's terminal, or decline.",
  );
}
