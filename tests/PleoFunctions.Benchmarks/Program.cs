using System.CommandLine;
using PleoFunctions.Benchmarks.Chaos;
using PleoFunctions.Benchmarks.Cold;
using PleoFunctions.Benchmarks.Compare;
using PleoFunctions.Benchmarks.Exploration;
using PleoFunctions.Benchmarks.Micro;
using PleoFunctions.Benchmarks.Scale;

var root = new RootCommand("Runs that measure, or that try to break things")
{
    ChaosCommand.Create(),
    ColdCommand.Create(),
    CompareCommand.Create(),
    ExploreCommand.Create(),
    MicroCommand.Create(),
    ScaleCommand.Create(),
    HostCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
