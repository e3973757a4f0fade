import * as z from 'zod';
import { FleetError } from '../core/errors.ts';
import type { CliSpec } from './cliSpec.ts';
import type { OperationContext } from './context.ts';
import { refusalOf, type Refusal } from './failure.ts';
import { checkArguments } from './invalid.ts';
import type { JsonObject, ObjectSchema } from './json.ts';

/** `read` changes nothing, `write` adds or sends, `destructive` ends work that runs. */
export type OperationKind = 'read' | 'write' | 'destructive';

/**
 * Who may call it: everyone, leads included; or persons alone, by the command line and the panel. What changes a
 * person's own Codex is no tool: a model shall not decide it.
 */
export type Audience = 'everyone' | 'person';

/** Everything there is to say about one operation; MCP tool, CLI subcommand and README row come from it. */
export interface OperationSpec<Input extends z.ZodObject, Output extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** For a model: when to use it, and what to do when it fails. */
  readonly description: string;
  readonly kind: OperationKind;
  /** Does a second call with the same arguments change nothing more? */
  readonly idempotent: boolean;
  /** `everyone` unless said. */
  readonly audience?: Audience;
  /** False for what also works, and is worth most, while the fleet file cannot be used. True unless said. */
  readonly needsFleet?: boolean;
  /** The arguments, given the ids of the fleet's Agentinnen in fleet order. */
  readonly input: (agentIds: readonly string[]) => Input;
  readonly output: Output;
  readonly cli: CliSpec;
  readonly run: (ctx: OperationContext, input: z.output<Input>) => Promise<z.output<Output>>;
}

/** What came of a call. Refusals are results too: nothing throws out of an operation. */
export type Outcome =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly value: Refusal };

/** An operation for a fleet with certain Agentinnen. */
export interface BoundOperation {
  readonly operation: Operation;
  readonly inputSchema: ObjectSchema;
  readonly outputSchema: ObjectSchema;
  /** Checks the arguments (undefined and null mean none) and runs. Never rejects. */
  readonly call: (ctx: OperationContext, args: unknown) => Promise<Outcome>;
}

/** One thing that one can do, for every front end. */
export interface Operation {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly kind: OperationKind;
  readonly idempotent: boolean;
  readonly audience: Audience;
  readonly cli: CliSpec;
  readonly bind: (agentIds: readonly string[]) => BoundOperation;
}

/** Makes an operation of its definition; the types of its arguments and results stay inside. */
export function defineOperation<Input extends z.ZodObject, Output extends z.ZodObject>(
  spec: OperationSpec<Input, Output>,
): Operation {
  const { name, title, description, kind, idempotent, audience = 'everyone', cli } = spec;
  const operation: Operation = {
    name,
    title,
    description,
    kind,
    idempotent,
    audience,
    cli,
    bind: (agentIds) => bind(spec, operation, agentIds),
  };
  return operation;
}

function bind<Input extends z.ZodObject, Output extends z.ZodObject>(
  spec: OperationSpec<Input, Output>,
  operation: Operation,
  agentIds: readonly string[],
): BoundOperation {
  const input = spec.input(agentIds);
  return {
    operation,
    get inputSchema() {
      return toObjectSchema(input);
    },
    get outputSchema() {
      return toObjectSchema(spec.output);
    },
    async call(ctx, args) {
      try {
        refuseModel(operation, ctx);
        const checked = checkArguments(input, args);
        if (spec.needsFleet !== false) refuseEmptyFleet(ctx);
        return { ok: true, value: await spec.run(ctx, checked) };
      } catch (error) {
        return { ok: false, value: refusalOf(ctx, error) };
      }
    },
  };
}

/** A lead runs the command line, too: what is for persons is refused to her there, before anything of it is looked at. */
function refuseModel({ audience, cli: { command } }: Operation, { holder }: OperationContext): void {
  if (audience !== 'person' || holder.kind === 'person') return;
  throw new FleetError(
    'person_required',
    `This is for a person to decide, not for a model. Tell yours what it would bring, and ask them to run: codex-master-mcp ${command}`,
    { details: { command } },
  );
}

/** With a fleet file that could not be used from the start there is nobody to lead, and the reason is worth more. */
function refuseEmptyFleet({ fleet }: OperationContext): void {
  if (fleet.config.agents.length === 0 && fleet.configProblem !== null) throw fleet.configProblem;
}

/** `io: 'input'`: a default is no required key, and results may carry more than the schema names. */
function toObjectSchema(schema: z.ZodObject): ObjectSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { ...rest, type: 'object' };
}
