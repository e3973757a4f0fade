import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  ErrorCode,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  type ServerNotification,
  type ServerRequest,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import type { Fleet } from '../core/fleetApi.ts';
import type { Holder } from '../core/lease.ts';
import { DisposableStore, toDisposable, type Disposable } from '../core/lifecycle.ts';
import type { Logger } from '../core/ports.ts';
import { conversationOf } from './conversation.ts';
import { bindOperations, type BoundOperation } from '../operations/index.ts';
import { CAPABILITIES, INSTRUCTIONS, SERVER_INFO } from './identity.ts';
import { reportProgress } from './progress.ts';
import { toolOf, toolResult, unknownTool } from './tools.ts';

export interface McpServerOptions {
  readonly fleet: Fleet;
  /** Who calls through this connection, given the Codex conversation that the call names. */
  readonly holderOf: (threadId: string | null) => Holder;
  /** The caller's absolute working directory. */
  readonly cwd: string;
  readonly version: string;
  readonly logger: Logger;
  readonly nowMs?: () => number;
}

/** The Masterjet on one connection. */
export interface McpServer extends Disposable {
  /** Serves the connection; resolves once it listens. */
  connect(transport: Transport): Promise<void>;
  /** Resolves when no call that changes something runs any more. */
  settled(): Promise<void>;
}

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** An MCP server over the fleet for one connection. It does not own the fleet. */
export function createMcpServer(options: McpServerOptions): McpServer {
  return new FleetMcpServer(options);
}

class FleetMcpServer implements McpServer {
  readonly #options: McpServerOptions;
  readonly #server: Server;
  readonly #store = new DisposableStore();
  readonly #changing = new Set<Promise<unknown>>();
  #tools: ReadonlyMap<string, BoundOperation> | undefined;

  constructor(options: McpServerOptions) {
    this.#options = options;
    // The low-level server: our operations bring their own schemas and checks. Only elicitation would use the
    // validator, whose default costs a third of the start.
    this.#server = new Server(
      { ...SERVER_INFO, version: options.version },
      { capabilities: CAPABILITIES, instructions: INSTRUCTIONS, jsonSchemaValidator: noValidator },
    );
    this.#server.onerror = () => options.logger.warn('MCP: a message could not be handled.');
    this.#registerHandlers();
    this.#store.add(options.fleet.onDidChangeConfig(() => this.#onConfig()));
    this.#store.add(toDisposable(() => void this.#server.close()));
  }

  async connect(transport: Transport): Promise<void> {
    await this.#server.connect(transport);
  }

  async settled(): Promise<void> {
    while (this.#changing.size > 0) await Promise.allSettled(this.#changing);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #registerHandlers(): void {
    const server = this.#server;
    server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: this.#listTools() }));
    server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: [] }));
    server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: [] }));
    // As fallback, because a registered handler of tools/call gets arguments of the wrong shape refused by the SDK
    // with a protocol error; a model reads the result of a tool, and ours says what to correct.
    server.fallbackRequestHandler = async ({ method, params }, extra) => {
      if (method !== 'tools/call') throw new McpError(ErrorCode.MethodNotFound, 'Method not found');
      return this.#call(params ?? {}, extra);
    };
  }

  #bound(): ReadonlyMap<string, BoundOperation> {
    this.#tools ??= bindOperations(this.#options.fleet.config.agents.map(({ id }) => id));
    return this.#tools;
  }

  #listTools(): Tool[] {
    return [...this.#bound().values()].map(toolOf);
  }

  async #call(params: Readonly<Record<string, unknown>>, extra: Extra) {
    const bound = typeof params['name'] === 'string' ? this.#bound().get(params['name']) : undefined;
    if (bound === undefined) return toolResult(unknownTool(params['name']));
    const calling = this.#run(bound, params['arguments'], extra);
    if (bound.operation.kind === 'read') return calling;
    this.#changing.add(calling);
    return calling.finally(() => this.#changing.delete(calling));
  }

  async #run(bound: BoundOperation, args: unknown, extra: Extra) {
    const { fleet, holderOf, cwd, logger, nowMs = Date.now } = this.#options;
    const progress = reportProgress(extra);
    try {
      const onProgress = progress?.report;
      const { _meta: meta, signal } = extra;
      const holder = holderOf(conversationOf(meta));
      const outcome = await bound.call({ fleet, holder, cwd, nowMs, signal, onProgress }, args);
      logger.debug(`MCP: ${bound.operation.name}: ${outcome.ok ? 'ok' : outcome.value.error_code}`);
      return toolResult(outcome);
    } finally {
      progress?.dispose();
    }
  }

  #onConfig(): void {
    this.#tools = undefined;
    if (this.#server.transport === undefined) return;
    this.#server.sendToolListChanged().catch(() => this.#options.logger.warn('MCP: the client is gone.'));
  }
}

const noValidator = {
  getValidator(): never {
    throw new Error('The Masterjet asks its clients no forms.');
  },
};
