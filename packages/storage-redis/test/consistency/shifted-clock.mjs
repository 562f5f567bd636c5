// Imported before anything else: sets this process's wall clock off by what its task says.
const { clockShift } = JSON.parse(process.argv[2]);
const { now } = Date;
Date.now = () => now() + clockShift;
