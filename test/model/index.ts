export { scriptedEnv, SCRIPTED_MODEL, writeScriptedHome } from './home.ts';
export type { RecordedRequest } from './recorder.ts';
export { scriptLine, type StepInput } from './scenario.ts';
export { startScriptedModel, type ScriptedModel } from './server.ts';
