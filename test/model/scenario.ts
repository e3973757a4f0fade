import * as z from 'zod';

/** Token figures of one response; what a script leaves out is estimated from the request (`usage.ts`). */
const usageSchema = z.strictObject({
  inputTokens: z.int().nonnegative().optional(),
  cachedInputTokens: z.int().nonnegative().optional(),
  outputTokens: z.int().nonnegative().optional(),
  reasoningTokens: z.int().nonnegative().optional(),
});

const windowSchema = z.strictObject({
  usedPercent: z.number().min(0).max(100),
  /** Length of the window; Codex knows 300 (five hours) as primary and 10080 (a week) as secondary. */
  windowMinutes: z.int().positive().optional(),
  resetsInSeconds: z.int().nonnegative().default(3600),
});

/** The account's rate-limit figures, which travel as response headers. */
export const rateLimitsSchema = z.strictObject({
  primary: windowSchema.optional(),
  secondary: windowSchema.optional(),
});

const questionSchema = z.strictObject({
  id: z.string().min(1),
  header: z.string().min(1).default('Frage'),
  question: z.string().min(1),
  /** The answer is not to be shown as it is typed. */
  isSecret: z.boolean().optional(),
  options: z
    .array(z.strictObject({ label: z.string().min(1), description: z.string().default('') }))
    .min(2)
    .max(3),
});

const usage = usageSchema.optional();

/**
 * One thing the model does. Steps run in order; a step that calls a tool (`runCommand`, `escalate`, `patch`,
 * `updatePlan`, `callMcpTool`, `askPerson`) ends the response, and the steps after it answer the request that brings the
 * tool's output.
 */
export const stepSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('say'), text: z.string().min(1), usage }),
  z.strictObject({
    do: z.literal('streamSlowly'),
    text: z.string().min(1),
    chunks: z.int().min(1).max(1000).default(10),
    delayMs: z.int().min(0).max(60_000).default(50),
    /** Before the last piece it waits to be released, like a `stall`: so long she is seen writing. */
    stalls: z.boolean().optional(),
    usage,
  }),
  z.strictObject({ do: z.literal('runCommand'), cmd: z.string().min(1), usage }),
  z.strictObject({
    do: z.literal('escalate'),
    cmd: z.string().min(1),
    justification: z.string().min(1),
    usage,
  }),
  z.strictObject({ do: z.literal('patch'), input: z.string().startsWith('*** Begin Patch'), usage }),
  z.strictObject({
    do: z.literal('updatePlan'),
    explanation: z.string().optional(),
    plan: z
      .array(
        z.strictObject({
          step: z.string().min(1),
          status: z.enum(['pending', 'in_progress', 'completed']).default('pending'),
        }),
      )
      .min(1),
    usage,
  }),
  z.strictObject({
    do: z.literal('callMcpTool'),
    server: z.string().min(1),
    tool: z.string().min(1),
    arguments: z.record(z.string(), z.unknown()).default({}),
    usage,
  }),
  z.strictObject({ do: z.literal('askPerson'), questions: z.array(questionSchema).min(1).max(3), usage }),
  z.strictObject({ do: z.literal('rateLimits'), limits: rateLimitsSchema }),
  z.strictObject({
    do: z.literal('usageLimit'),
    resetsInSeconds: z.int().nonnegative().default(3600),
    planType: z.string().default('plus'),
  }),
  z.strictObject({ do: z.literal('contextOverflow') }),
  z.strictObject({ do: z.literal('serverError'), times: z.int().min(1).max(100).default(1) }),
  z.strictObject({ do: z.literal('stall'), forMs: z.int().positive().max(3_600_000).optional() }),
  z.strictObject({ do: z.literal('delay'), ms: z.int().min(0).max(600_000) }),
]);

export const scenarioSchema = z.array(stepSchema).min(1).max(200);

export type Step = z.infer<typeof stepSchema>;
export type StepInput = z.input<typeof stepSchema>;
export type Scenario = z.infer<typeof scenarioSchema>;
export type RateLimits = z.infer<typeof rateLimitsSchema>;
export type RateLimitsInput = z.input<typeof rateLimitsSchema>;

type CallStepName = 'runCommand' | 'escalate' | 'patch' | 'updatePlan' | 'callMcpTool' | 'askPerson';
export type CallStep = Extract<Step, { do: CallStepName }>;

const CALL_STEPS: ReadonlySet<string> = new Set<CallStepName>([
  'runCommand',
  'escalate',
  'patch',
  'updatePlan',
  'callMcpTool',
  'askPerson',
]);

/** Whether the step calls a tool, which ends the response it stands in. */
export function isCallStep(step: Step): step is CallStep {
  return CALL_STEPS.has(step.do);
}

/** Whether the step puts one message of the model into the conversation. */
export function isTextStep(step: Step): boolean {
  return step.do === 'say' || step.do === 'streamSlowly';
}

/** The line a prompt carries to script the model: `#script: [...]`, always on one line. */
export function scriptLine(steps: readonly StepInput[]): string {
  return `#script: ${JSON.stringify(steps)}`;
}
