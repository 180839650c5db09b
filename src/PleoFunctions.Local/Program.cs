using System.CommandLine;
using PleoFunctions.Local.Commands;

// Ctrl-C is the host's business: it lets deliveries under way end.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await LocalCommand.RunAsync(args, configuration);
