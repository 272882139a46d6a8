export { expect, test } from '#playwright/fixture.ts'
export { launchRecorder } from '#playwright/launch-recorder.ts'
export type {
  LaunchOptions,
  OutcomeOptions,
  Recorder,
  SignalOptions,
  StartOptions,
} from '#playwright/launch-recorder.ts'
