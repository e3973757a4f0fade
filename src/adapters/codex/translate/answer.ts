import type { Answer } from '../../../core/agent/pending.ts';
import type { CommandExecutionRequestApprovalResponse } from '../protocol/v2/CommandExecutionRequestApprovalResponse.ts';
import type { FileChangeRequestApprovalResponse } from '../protocol/v2/FileChangeRequestApprovalResponse.ts';
import type { McpServerElicitationRequestResponse } from '../protocol/v2/McpServerElicitationRequestResponse.ts';
import type { PermissionGrantScope } from '../protocol/v2/PermissionGrantScope.ts';
import type { ToolRequestUserInputResponse } from '../protocol/v2/ToolRequestUserInputResponse.ts';
import {
  formWithDuties,
  toolApprovalMeta,
  type ApprovalRequest,
  type RequestParams,
} from '../wire/requests.ts';

/** What is to be sent for an answer: a result, the turn's interruption, or nothing, because it does not fit. */
export type WireAnswer =
  | { readonly kind: 'result'; readonly result: object }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'impossible' };

type Decision = Exclude<Answer, { readonly kind: 'answers' }>;

/** How Codex wants to hear the answer. Pure. */
export function wireAnswer(request: ApprovalRequest, answer: Answer): WireAnswer {
  if (request.method === 'item/tool/requestUserInput') return questionAnswer(answer);
  if (answer.kind === 'answers') return { kind: 'impossible' };
  switch (request.method) {
    case 'item/commandExecution/requestApproval':
      return result({ decision: answer.kind } satisfies CommandExecutionRequestApprovalResponse);
    case 'item/fileChange/requestApproval':
      return result({ decision: answer.kind } satisfies FileChangeRequestApprovalResponse);
    case 'mcpServer/elicitation/request':
      return elicitationAnswer(request.params, answer);
    case 'item/permissions/requestApproval':
      return permissionsAnswer(request.params, answer);
  }
}

/** A question knows no cancelling of its own: the turn is interrupted. */
function questionAnswer(answer: Answer): WireAnswer {
  if (answer.kind === 'cancel') return { kind: 'interrupt' };
  if (answer.kind !== 'answers') return { kind: 'impossible' };
  const entries = Object.entries(answer.answers).map(([id, answers]) => [id, { answers: [...answers] }]);
  return result({
    answers: Object.fromEntries(entries) as ToolRequestUserInputResponse['answers'],
  } satisfies ToolRequestUserInputResponse);
}

function elicitationAnswer(
  params: RequestParams<'mcpServer/elicitation/request'>,
  answer: Decision,
): WireAnswer {
  if (answer.kind === 'decline' || answer.kind === 'cancel') {
    return result({
      action: answer.kind,
      content: null,
      _meta: null,
    } satisfies McpServerElicitationRequestResponse);
  }
  if (params.mode === 'openai/userVerification' || formWithDuties.safeParse(params.requestedSchema).success) {
    return { kind: 'impossible' };
  }
  const offers = toolApprovalMeta.safeParse(params.meta).data?.persist ?? [];
  const forSession = answer.kind === 'acceptForSession' && offers.includes('session');
  return result({
    action: 'accept',
    content: {},
    _meta: forSession ? { persist: 'session' } : null,
  } satisfies McpServerElicitationRequestResponse);
}

/** Granting nothing is a refusal; only the interruption of the turn cancels. */
function permissionsAnswer(
  params: RequestParams<'item/permissions/requestApproval'>,
  answer: Decision,
): WireAnswer {
  if (answer.kind === 'cancel') return { kind: 'interrupt' };
  const { network, fileSystem } = params.permissions;
  const asked = { ...(network !== null && { network }), ...(fileSystem !== null && { fileSystem }) };
  const scope: PermissionGrantScope = answer.kind === 'acceptForSession' ? 'session' : 'turn';
  return { kind: 'result', result: { permissions: answer.kind === 'decline' ? {} : asked, scope } };
}

function result(value: object): WireAnswer {
  return { kind: 'result', result: value };
}
