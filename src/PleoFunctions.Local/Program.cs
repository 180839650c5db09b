using System.CommandLine;
using PleoFunctions.Local.Commands;

// The host handles Ctrl-C: it lets running deliveries end first.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await LocalCommand.RunAsync(args, configuration);
