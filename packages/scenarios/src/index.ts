export { Demo, type DemoActorState, type DemoClientState, type DemoOptions } from './demo/demo.ts';
export { DEMO_ROOT, type DemoActor, type DemoActorName, demoProgram, type Role } from './demo/program.ts';
export { type Fact, type FactDetails, type FactKind, FactLog } from './fact.ts';
export { Play, PlayFailure, type PlayOptions } from './play.ts';
export { perform, removeTree, SCENARIOS, type ScenarioName } from './scenario.ts';
export { EnsembleStage, type EnsembleStageOptions } from './stage/ensemble-stage.ts';
export type { Performer, Stage } from './stage/stage.ts';
export { WriteBudget } from './stage/write-budget.ts';
