using System.CommandLine;
using PleoFunctions.Benchmarks.Chaos;
using PleoFunctions.Benchmarks.Compare;
using PleoFunctions.Benchmarks.Micro;

var root = new RootCommand("Runs that measure, or that try to break things")
{
    ChaosCommand.Create(),
    CompareCommand.Create(),
    MicroCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
