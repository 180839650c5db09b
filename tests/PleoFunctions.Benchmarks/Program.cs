using System.CommandLine;
using PleoFunctions.Benchmarks.Chaos;

var root = new RootCommand("Runs that measure, or that try to break things") { ChaosCommand.Create() };
return await root.Parse(args).InvokeAsync();
