export { scriptedEnv, SCRIPTED_MODEL, writeScriptedHome, type ScriptedHomeOptions } from './home.ts';
export type { RecordedRequest } from './recorder.ts';
export { scriptLine, type RateLimitsInput, type StepInput } from './scenario.ts';
export { startScriptedModel, type ScriptedModel, type ScriptedModelOptions } from './server.ts';
