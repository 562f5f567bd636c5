export { startTelemetry } from './start-telemetry.js';
export type { Telemetry, TelemetryOptions } from './telemetry-options.js';
