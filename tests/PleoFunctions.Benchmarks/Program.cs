using System.CommandLine;
using PleoFunctions.Benchmarks.Chaos;
using PleoFunctions.Benchmarks.Compare;

var root = new RootCommand("Runs that measure, or that try to break things")
{
    ChaosCommand.Create(),
    CompareCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
