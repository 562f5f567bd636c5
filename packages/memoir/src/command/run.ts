import { main } from './main.js';

// Whoever reads the output may have seen enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const code = await main(process.argv.slice(2));
// Not before everything is written, and not two seconds later, for which a client waits on a connection that it has ended.
process.stdout.write('', () => process.exit(code));
