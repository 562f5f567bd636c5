export { type Devtools, type DevtoolsOptions, startDevtools } from './start-devtools.js';
