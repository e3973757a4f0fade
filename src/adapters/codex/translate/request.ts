import type { PendingItem, Question } from '../../../core/agent/pending.ts';
import { toolApprovalMeta, type ApprovalRequest, type RequestParams } from '../wire/requests.ts';
import type { ThreadMemory } from './memory.ts';

/**
 * The item that a request of the server opens. Pure; its key is the same in every process and on every connection,
 * because it is made of what Codex itself calls the turn and the item.
 */
export function translateRequest(
  memory: ThreadMemory | null,
  request: ApprovalRequest,
  nowMs: number,
): PendingItem {
  switch (request.method) {
    case 'item/commandExecution/requestApproval':
      return commandItem(request.params, nowMs);
    case 'item/fileChange/requestApproval':
      return fileItem(memory, request.params, nowMs);
    case 'item/tool/requestUserInput':
      return questionItem(request.params, nowMs);
    case 'mcpServer/elicitation/request':
      return elicitationItem(memory, request.params, nowMs);
    case 'item/permissions/requestApproval': {
      const { params } = request;
      return { ...base(params, nowMs), kind: 'permissions', reason: params.reason };
    }
  }
}

function commandItem(
  params: RequestParams<'item/commandExecution/requestApproval'>,
  nowMs: number,
): PendingItem {
  const { approvalId, networkApprovalContext, command, cwd, reason } = params;
  const { key, ...rest } = base(params, nowMs);
  return {
    ...rest,
    // One item may ask several times (a script's single commands); then each has an id of its own.
    key: approvalId === null ? key : `${key}#${approvalId}`,
    kind: 'command',
    command: command ?? networkApprovalContext?.host ?? '',
    cwd: cwd ?? '',
    reason,
  };
}

function fileItem(
  memory: ThreadMemory | null,
  params: RequestParams<'item/fileChange/requestApproval'>,
  nowMs: number,
): PendingItem {
  const changes = memory?.turn?.changes.get(params.itemId) ?? [];
  return { ...base(params, nowMs), kind: 'file', changes, reason: params.reason };
}

/** Codex' terminal program waits for so long for an answer that is not required (measured with 0.169). */
const OPTIONAL_QUESTION_MS = 120_000;

function questionItem(params: RequestParams<'item/tool/requestUserInput'>, nowMs: number): PendingItem {
  const questions = params.questions.map((wire): Question => {
    const { id, header, question, isSecret } = wire;
    return { id, header, question, isSecret, allowsOther: wire.isOther, options: wire.options ?? [] };
  });
  const waits = params.isBlocking === false ? { waitsMs: OPTIONAL_QUESTION_MS } : {};
  return { ...base(params, nowMs), kind: 'question', questions, ...waits };
}

/** Codex gives an elicitation no item: the running call of that tool is its item where it is about one. */
function elicitationItem(
  memory: ThreadMemory | null,
  params: RequestParams<'mcpServer/elicitation/request'>,
  nowMs: number,
): PendingItem {
  const turnId = params.turnId ?? '';
  const tool = toolApprovalMeta.safeParse(params.meta).data?.tool_name;
  const call = memory?.turn?.toolCalls.find(
    (call) => call.server === params.serverName && (tool === undefined || call.tool === tool),
  );
  const itemId = call?.itemId ?? params.elicitationId ?? `elicitation-${params.serverName}`;
  return {
    ...base({ turnId, itemId }, nowMs),
    kind: 'mcpTool',
    server: params.serverName,
    message: params.message ?? params.title ?? '',
  };
}

function base(
  params: { readonly turnId: string; readonly itemId: string; readonly startedAtMs?: number | undefined },
  nowMs: number,
): { readonly key: string; readonly turnId: string; readonly openedAtMs: number } {
  const { turnId, itemId, startedAtMs } = params;
  return { key: `${turnId}/${itemId}`, turnId, openedAtMs: startedAtMs ?? nowMs };
}
