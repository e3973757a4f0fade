import { FleetError, type ErrorCode } from '../core/errors.ts';
import { prettyJson } from '../operations/json.ts';
import { INTERNAL_ERROR, type RpcMessage, type RpcRequest } from './rpc.ts';

const code: ErrorCode = 'window_closed';

/** The answer to a call that changes something and whose window closed before it answered. */
export function windowClosed({ id }: RpcRequest): RpcMessage {
  const refusal = {
    error:
      'The VS Code window that carried out this call closed before it answered: outcome unknown. ' +
      'Look at agent_status before you repeat it.',
    error_code: code,
    retryable: false,
  };
  const content = [{ type: 'text', text: prettyJson(refusal) }];
  return { jsonrpc: '2.0', id, result: { content, isError: true } };
}

/** The answer to a request when no server could be made for it. */
export function notServed({ id }: RpcRequest, cause: unknown): RpcMessage {
  const { code, message } = FleetError.from(cause, 'The Masterjet could not be loaded. Its log says why.');
  return { jsonrpc: '2.0', id, error: { code: INTERNAL_ERROR, message, data: { error_code: code } } };
}
