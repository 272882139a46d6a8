export { expect, test } from '#playwright/fixture.ts'
export { launchRecorder } from '#playwright/launch-recorder.ts'
export type {
  DrivenAgent,
  DrivenAgentOptions,
  DrivenRun,
  DrivenSubagent,
  DrivenToolCall,
  DrivenWork,
} from '#playwright/driven-agent.ts'
export type {
  LaunchOptions,
  OutcomeOptions,
  Recorder,
  RecorderReplayOptions,
  SignalOptions,
  StartOptions,
} from '#playwright/launch-recorder.ts'
export { replayTrajectory, type ReplayOptions } from '#replay/replay.ts'
export type { ActionReport, FinalReport, ReplayReport } from '#replay/report.ts'
export { differenceText, type Difference } from '#replay/state-comparison.ts'
