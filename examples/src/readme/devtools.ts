import { startDevtools } from '@memoir/devtools';

await startDevtools();
