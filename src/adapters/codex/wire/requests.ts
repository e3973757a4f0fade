import * as z from 'zod';
import type { CommandExecutionRequestApprovalParams } from '../protocol/v2/CommandExecutionRequestApprovalParams.ts';
import type { FileChangeRequestApprovalParams } from '../protocol/v2/FileChangeRequestApprovalParams.ts';
import type { McpServerElicitationRequestParams } from '../protocol/v2/McpServerElicitationRequestParams.ts';
import type { PermissionsRequestApprovalParams } from '../protocol/v2/PermissionsRequestApprovalParams.ts';
import type { ToolRequestUserInputParams } from '../protocol/v2/ToolRequestUserInputParams.ts';
import { maybe, schemaFor } from './schemaFor.ts';

const ofItem = { threadId: z.string(), turnId: z.string(), itemId: z.string() };

const command = z.object({
  ...ofItem,
  startedAtMs: z.number().optional(),
  approvalId: maybe(z.string()),
  reason: maybe(z.string()),
  command: maybe(z.string()),
  cwd: maybe(z.string()),
  networkApprovalContext: maybe(z.object({ host: z.string() })),
});

const file = z.object({
  ...ofItem,
  startedAtMs: z.number().optional(),
  reason: maybe(z.string()),
});

const question = z.object({
  ...ofItem,
  isBlocking: maybe(z.boolean()),
  questions: z.array(
    z.object({
      id: z.string(),
      header: z.string(),
      question: z.string(),
      isOther: z.boolean(),
      isSecret: z.boolean(),
      options: maybe(z.array(z.object({ label: z.string(), description: z.string() }))),
    }),
  ),
});

const elicitation = z
  .object({
    threadId: z.string(),
    turnId: maybe(z.string()),
    serverName: z.string(),
    mode: z.string(),
    message: z.string().optional(),
    title: z.string().optional(),
    elicitationId: z.string().optional(),
    requestedSchema: z.unknown().optional(),
    _meta: z.unknown().optional(),
  })
  .transform(({ _meta: meta, ...rest }) => ({ ...rest, meta }));

/** What Codex says in `_meta` when the elicitation is its own question whether a tool may be called. */
export const toolApprovalMeta = z.object({
  codex_approval_kind: z.literal('mcp_tool_call'),
  persist: z.array(z.string()).catch([]),
  tool_name: z.string().optional(),
});

/** A form that has fields one must fill in. */
export const formWithDuties = z.object({ required: z.array(z.string()).min(1) });

const permissions = z.object({
  ...ofItem,
  startedAtMs: z.number().optional(),
  reason: maybe(z.string()),
  permissions: z.object({ network: maybe(z.unknown()), fileSystem: maybe(z.unknown()) }),
});

/** The server's requests that a person answers; the others are meant for other kinds of clients. */
export const requestSchemas = {
  'item/commandExecution/requestApproval': schemaFor<CommandExecutionRequestApprovalParams>()(command),
  'item/fileChange/requestApproval': schemaFor<FileChangeRequestApprovalParams>()(file),
  'item/tool/requestUserInput': schemaFor<ToolRequestUserInputParams>()(question),
  'mcpServer/elicitation/request': schemaFor<McpServerElicitationRequestParams>()(elicitation),
  'item/permissions/requestApproval': schemaFor<PermissionsRequestApprovalParams>()(permissions),
};

export type RequestMethod = keyof typeof requestSchemas;
export type RequestParams<M extends RequestMethod> = z.infer<(typeof requestSchemas)[M]>;

/** A request that we understand, its parameters checked. */
export type ApprovalRequest = {
  [M in RequestMethod]: { readonly method: M; readonly params: RequestParams<M> };
}[RequestMethod];
